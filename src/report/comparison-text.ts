/** A comparison made for reading: the conclusion, what is compared, then metric by metric. */
import type { ComparedMetric, ComparedRun, Comparison, Outcome } from '../comparison/comparison.ts';
import { durationText, quantityText } from '../plan/quantity/figure.ts';
import type { Verdict } from '../verdict/verdict.ts';
import {
  busyText,
  comparisonConclusion,
  differenceInterval,
  differenceText,
  evidenceText,
  floorText,
  metricText,
  worstMetrics,
} from './comparison-words.ts';
import { type Page, type PageStyle, pageOf, section } from './page.ts';
import { hang, plain, wrap } from './plain.ts';
import { type Column, type Row, renderTable } from './table.ts';

const COLUMNS: readonly Column[] = [
  { title: 'metric', align: 'left', leastColumns: 12 },
  { title: 'target', align: 'left', leastColumns: 6 },
  { title: 'baseline', align: 'right', leastColumns: null },
  { title: 'run', align: 'right', leastColumns: null },
  { title: 'difference', align: 'right', leastColumns: null },
  { title: '95 % interval', align: 'left', leastColumns: 8 },
  { title: 'noise floor', align: 'right', leastColumns: 6 },
  { title: 'verdict', align: 'left', leastColumns: null },
];
const VERDICT_COLUMN = 7;
const LABEL = 10;

/** As a run's verdict is painted and marked. */
export const LIKE: Readonly<Record<Outcome, Verdict>> = {
  regressed: 'fail',
  'cannot tell': 'inconclusive',
  same: 'pass',
  better: 'pass',
};

const MARKS: Readonly<Record<Outcome, string>> = {
  regressed: '✗ regressed',
  'cannot tell': '? cannot tell',
  same: '✓ same',
  better: '✓ better',
};

/** The whole text, ended by a line feed. */
export function renderComparison(comparison: Comparison, style: PageStyle): string {
  const page = pageOf({ criteria: [] }, style);
  const { run, baseline, differing, metrics, verdict } = comparison;
  const { head, because } = comparisonConclusion(comparison, page);
  const busy = busyText(comparison);
  const [first = '', ...rest] = wrap(`${head} ${plain(because)}`, page.width);
  const painted = page.palette.verdict(head, LIKE[verdict]);
  const lines = [
    first.replace(head, () => painted),
    ...rest,
    '',
    ...hang('run'.padEnd(LABEL), runText(run), page.width),
    ...hang('baseline'.padEnd(LABEL), runText(baseline), page.width),
    ...differing.flatMap((one) =>
      hang(
        'differs'.padEnd(LABEL),
        plain(`${one.what} ${one.name}: ${one.run}; in the baseline ${one.baseline}`),
        page.width,
      ),
    ),
    ...(busy === null ? [] : hang('machine'.padEnd(LABEL), busy, page.width)),
    ...section(page, 'Differences', [
      ...renderTable(
        COLUMNS,
        worstMetrics(metrics).map((metric) => rowOf(metric, page, because)),
        {
          width: page.width,
          heading: page.palette.faint,
          note: page.palette.faint,
        },
      ),
      ...wrap(evidenceText(comparison), page.width).map(page.palette.faint),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function runText({ id, name, state, verdict, startedAt, observedS }: ComparedRun): string {
  const judged = verdict === null ? state : `${state}, ${verdict}`;
  return plain(
    `${id} ${name}, ${judged}, ${startedAt.slice(0, 16).replace('T', ' ')} UTC, observed ${durationText(observedS)}`,
  );
}

/** `said`: the headline; what it says of all rows is not said of each. */
function rowOf(metric: ComparedMetric, page: Page, said: string): Row {
  const { verdict, unit, baseline, run, target, reason } = metric;
  const word = verdict === null ? '-' : page.unicode ? MARKS[verdict] : verdict;
  return {
    cells: [
      plain(metricText(metric)),
      plain(target ?? ''),
      quantityText(baseline, unit, page),
      quantityText(run, unit, page),
      differenceText(metric, page),
      differenceInterval(metric, page),
      floorText(metric, 'noiseFloor', page),
      word,
    ],
    notes: (verdict === null || verdict === 'cannot tell') && !said.includes(reason) ? [plain(reason)] : [],
    paint: (text, column) =>
      column === VERDICT_COLUMN && verdict !== null ? page.palette.verdict(text, LIKE[verdict]) : text,
  };
}
