/** What came back in the drain and grew again on the reload: a line beneath a criterion, and all levels as a table. */
import type { AssessedComeBack } from '../analysis/assessed-trend.ts';
import { quantityText } from '../plan/quantity/figure.ts';
import type { CriterionVerdict } from '../verdict/verdict.ts';
import type { Page } from './page.ts';
import { plain } from './plain.ts';
import { type Column, renderTable } from './table.ts';

const COLUMNS: readonly Column[] = [
  { title: 'metric', align: 'left', leastColumns: null },
  { title: 'target', align: 'left', leastColumns: 6 },
  { title: 'soak begin', align: 'right', leastColumns: null },
  { title: 'soak end', align: 'right', leastColumns: null },
  { title: 'drain end', align: 'right', leastColumns: null },
  { title: 'reload end', align: 'right', leastColumns: null },
];

/** null where there is nothing to add to this criterion: it is about something else, or nothing had grown. */
export function drainNote(
  { rule, target, verdict }: CriterionVerdict,
  comeBack: readonly AssessedComeBack[],
): string | null {
  const metric = /^(?<metric>\w+)(@[^.]+)?\.(slope|growth)\s/.exec(rule)?.groups?.['metric'];
  const own = comeBack.find((one) => one.metric === metric && one.target === target);
  if (own === undefined) return null;
  const silent = verdict === 'pass' && (own.kind === 'flat' || own.kind === 'unclear');
  return silent ? null : `drain: ${plain(own.text)}`;
}

export function renderDrain(comeBack: readonly AssessedComeBack[], page: Page): string[] {
  if (comeBack.length === 0) return [];
  const rows = comeBack.map(({ metric, target, unit, soakBegin, soakEnd, drainEnd, reloadEnd, text }) => ({
    cells: [
      plain(metric),
      plain(target),
      ...[soakBegin, soakEnd, drainEnd, reloadEnd].map((level) => quantityText(level, unit, page)),
    ],
    notes: [plain(text)],
  }));
  return renderTable(COLUMNS, rows, {
    width: page.width,
    heading: page.palette.faint,
    note: page.palette.faint,
  });
}
