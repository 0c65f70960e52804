/** What the load did, and how fast it was answered. */
import type { AssessedLoad, AssessedOperation } from '../analysis/assessed-load.ts';
import type { LatencySummary } from '../analysis/latency-summary.ts';
import { numberText, shareText } from '../plan/quantity/figure.ts';
import { renderCourse } from './course-text.ts';
import { renderFailures } from './failure-text.ts';
import { renderLevels } from './levels-text.ts';
import { OUTCOME_COLUMNS, outcomeRow, outcomeSentence } from './outcome-text.ts';
import type { Page } from './page.ts';
import { hang, plain } from './plain.ts';
import { type Column, type Row, renderTable } from './table.ts';

const COUNTS: readonly Column[] = [
  { title: 'operation', align: 'left', leastColumns: 9 },
  { title: 'mix', align: 'right', leastColumns: null },
  { title: 'planned', align: 'right', leastColumns: null },
  { title: 'due', align: 'right', leastColumns: null },
  { title: 'ok', align: 'right', leastColumns: null },
  { title: 'failed', align: 'right', leastColumns: null },
  { title: 'skipped', align: 'right', leastColumns: null },
];

/** Where anything was. */
const BLOCKED: Column = { title: 'blocked', align: 'right', leastColumns: null };

const TIMES: readonly Column[] = [
  { title: 'ms', align: 'left', leastColumns: 9 },
  { title: '', align: 'left', leastColumns: null },
  ...['mean', 'p50', 'p90', 'p95', 'p99', 'p99.9', 'max'].map(
    (title): Column => ({ title, align: 'right', leastColumns: null }),
  ),
];

export function renderLoad(load: AssessedLoad, page: Page): string[] {
  const style = { width: page.width, heading: page.palette.faint, note: page.palette.faint };
  const refuses = load.blocked > 0;
  const columns = refuses ? [...COUNTS, BLOCKED] : COUNTS;
  return [
    ...hang('', loadSentence(load), page.width),
    ...(load.course === null ? [] : renderCourse(load.course, page)),
    ...renderTable(
      columns,
      load.byOperation.map((operation) => countRow(operation, refuses)),
      style,
    ),
    ...outcomeLines(load.outcomes, page),
    ...renderTable(TIMES, timeRows(load), style),
    ...renderFailures(load, page),
    ...(load.levels === null ? [] : renderLevels(load.levels, page)),
  ];
}

function outcomeLines(outcomes: AssessedLoad['outcomes'], page: Page): string[] {
  if (outcomes === null) return [];
  const style = { width: page.width, heading: page.palette.faint, note: page.palette.faint };
  return [
    ...hang('', outcomeSentence(outcomes), page.width),
    ...renderTable(OUTCOME_COLUMNS, outcomes.byCategory.map(outcomeRow), style),
  ];
}

/** `offered 100/s, achieved 99.8/s; 30,000 due: 29,990 ok, 10 failed (10 timeout), 0 skipped`. */
export function loadSentence(load: AssessedLoad): string {
  const rates = `offered ${numberText(load.offered)}/s, achieved ${numberText(load.achieved)}/s`;
  const failures = countsText(load.failures);
  const counts = [
    `${numberText(load.ok)} ok`,
    `${numberText(load.failed)} failed${failures === '' ? '' : ` (${failures})`}`,
    `${numberText(load.skipped)} skipped`,
    ...(load.blocked === 0 ? [] : [`${numberText(load.blocked)} blocked`]),
    ...(load.unresolved === 0 ? [] : [`${numberText(load.unresolved)} unresolved`]),
  ].join(', ');
  const behind =
    load.saturatedShare === 0
      ? ''
      : `; the generator fell behind in ${shareText(load.saturatedShare)} of the seconds`;
  return `${rates}; ${numberText(load.due)} due: ${counts}${behind}`;
}

function countRow(operation: AssessedOperation, refuses: boolean): Row {
  const { due, ok, failed, skipped, blocked } = operation;
  const failures = countsText(operation.failures);
  const noticed = countsText(operation.marks);
  return {
    cells: [
      plain(operation.name),
      shareText(operation.actualShare),
      shareText(operation.plannedShare),
      ...[due, ok, failed, skipped, ...(refuses ? [blocked] : [])].map((count) => numberText(count)),
    ],
    notes: [
      ...(failures === '' ? [] : [`failed: ${failures}`]),
      ...(noticed === '' ? [] : [`noticed: ${noticed}`]),
    ],
  };
}

/** `12 timeout, 3 reset` */
export function countsText(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${numberText(count)} ${plain(name)}`)
    .join(', ');
}

function timeRows(load: AssessedLoad): Row[] {
  const rows = load.byOperation.flatMap((operation) => pair(plain(operation.name), operation));
  return load.byOperation.length > 1 ? [...pair('all', load), ...rows] : rows;
}

function pair(
  name: string,
  times: { readonly latencyMs: LatencySummary | null; readonly serviceMs: LatencySummary | null },
): Row[] {
  return [timeRow(name, 'latency', times.latencyMs), timeRow('', 'service', times.serviceMs)];
}

function timeRow(name: string, what: string, summary: LatencySummary | null): Row {
  const { mean, p50, p90, p95, p99, p999, max } = summary ?? {};
  const cells = [mean, p50, p90, p95, p99, p999, max].map((value) =>
    value === undefined ? '-' : numberText(value),
  );
  return { cells: [name, what, ...cells] };
}
