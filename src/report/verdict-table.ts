/** Criterion by criterion: what was asked, what was seen, and why that is the verdict. */

import type { AssessedComeBack } from '../analysis/assessed-trend.ts';
import { intervalText, quantityText } from '../plan/quantity/figure.ts';
import type { CriterionVerdict } from '../verdict/verdict.ts';
import { MARKS, worstFirst } from './criteria-order.ts';
import { drainNote } from './drain-text.ts';
import type { Page } from './page.ts';
import { plain } from './plain.ts';
import { type Column, naturalWidth, type Row, renderTable } from './table.ts';

const COLUMNS: readonly Column[] = [
  { title: 'criterion', align: 'left', leastColumns: 14 },
  { title: 'target', align: 'left', leastColumns: 6 },
  { title: 'verdict', align: 'left', leastColumns: null },
  { title: 'observed', align: 'right', leastColumns: null },
  { title: 'interval', align: 'left', leastColumns: 10 },
];

const REASON: Column = { title: 'reason', align: 'left', leastColumns: 30 };
const VERDICT_COLUMN = 2;
const LEAST_REASON_COLUMNS = 70;

/** Failures first, then what is undecided. The reason has a column of its own where it fits without many breaks. */
export function renderVerdictTable(
  criteria: readonly CriterionVerdict[],
  comeBack: readonly AssessedComeBack[],
  page: Page,
): string[] {
  if (criteria.length === 0) return [];
  const sorted = worstFirst(criteria);
  const rows = sorted.map((criterion) => row(criterion, page));
  const reasonFits = naturalWidth(COLUMNS, rows) + LEAST_REASON_COLUMNS <= page.width;
  const shown = reasonFits ? [...COLUMNS, REASON] : COLUMNS;
  return renderTable(
    shown,
    rows.map((one, index) => {
      const criterion = sorted[index];
      const reason = plain(criterion?.reason ?? '');
      const drain = criterion === undefined ? null : drainNote(criterion, comeBack);
      const notes = drain === null ? [] : [drain];
      if (reasonFits) return { ...one, cells: [...one.cells, reason], notes };
      // What passed has said it all in its figures.
      return reason === '' || criterion?.verdict === 'pass'
        ? { ...one, notes }
        : { ...one, notes: [reason, ...notes] };
    }),
    { width: page.width, heading: page.palette.faint, note: page.palette.faint },
  );
}

function row(criterion: CriterionVerdict, page: Page): Row {
  const { verdict, unit } = criterion;
  const word = page.unicode ? `${MARKS[verdict]} ${verdict}` : verdict;
  return {
    cells: [
      plain(criterion.rule),
      plain(criterion.target ?? ''),
      word,
      quantityText(criterion.observed, unit, page),
      intervalText(criterion.low, criterion.high, unit, page),
    ],
    paint: (text, column) => (column === VERDICT_COLUMN ? page.palette.verdict(text, verdict) : text),
  };
}
