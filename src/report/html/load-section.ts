/** What the load did, operation by operation. */
import type { AssessedLoad, AssessedOperation } from '../../analysis/assessed-load.ts';
import type { LatencySummary } from '../../analysis/latency-summary.ts';
import { numberText, shareText } from '../../plan/quantity/figure.ts';
import { oneLine } from '../failure-text.ts';
import { countsText, loadSentence } from '../load-text.ts';
import { outcomeSentence } from '../outcome-text.ts';
import { courseSection } from './course-section.ts';
import { levelsSection } from './levels-section.ts';
import { type Content, html, type Markup } from './markup.ts';
import { type Heading, table } from './table.ts';

const number = (title: string): Heading => ({ title, kind: 'number' });

const COUNTS: readonly Heading[] = [
  { title: 'Operation', kind: 'rule' },
  ...['Mix', 'Planned', 'Due', 'Ok', 'Failed', 'Blocked', 'Skipped'].map(number),
  { title: 'Failures by class', kind: 'words' },
];
const NOTICED: Heading = { title: 'Noticed', kind: 'words' };
const TIMES: readonly Heading[] = [
  { title: 'Operation', kind: 'rule' },
  { title: 'Counted' },
  ...['Mean', 'p50', 'p90', 'p95', 'p99', 'p99.9', 'Max'].map(number),
];

export function loadSection(load: AssessedLoad): Markup {
  const times = load.byOperation.flatMap((operation) => timeRows(operation.name, operation));
  const all = load.byOperation.length > 1 ? timeRows('all', load) : [];
  const withMarks = Object.keys(load.marks).length > 0;
  const counts = load.byOperation.map((operation) => countRow(operation, withMarks));
  return html`<p>${loadSentence(load)}.</p>
${load.course === null ? '' : courseSection(load.course)}${table('Operations: the mix as it was and as planned, and how they ended', withMarks ? [...COUNTS, NOTICED] : COUNTS, counts)}
${outcomeTable(load.outcomes)}${table('Times in ms, once warm: latency from the intended start, service from the actual send', TIMES, [...all, ...times])}
${failureTable(load)}${load.levels === null ? '' : levelsSection(load.levels)}`;
}

const OUTCOMES: readonly Heading[] = [
  { title: 'Category', kind: 'rule' },
  { title: 'Operation' },
  { title: 'Expected' },
  ...['Blocked', 'Allowed', 'Unresolved'].map(number),
];

/** Nothing where nothing was expected to be blocked or allowed. */
function outcomeTable(outcomes: AssessedLoad['outcomes']): Markup {
  if (outcomes === null) return html``;
  const rows = outcomes.byCategory.map((outcome): Content[] => [
    outcome.category,
    outcome.operation,
    outcome.expected,
    ...[outcome.blocked, outcome.allowed, outcome.undecided].map((count) => count.toLocaleString('en-US')),
  ]);
  return html`<p>Expected outcomes: ${outcomeSentence(outcomes)}.</p>
${table('What became of what should be blocked or allowed, by category', OUTCOMES, rows)}
`;
}

const FAILURES: readonly Heading[] = [
  { title: 'Operation', kind: 'rule' },
  { title: 'Why', kind: 'words' },
  number('After s'),
  number('Number'),
  number('Latency ms'),
  { title: 'Sent', kind: 'words' },
  { title: 'Received', kind: 'words' },
];

/** Of more nobody reads a table; the JSON has them. */
const MOST_FAILURES = 50;

function failureTable({ failureSamples }: AssessedLoad): Markup {
  if (failureSamples.length === 0) return html``;
  const rows = failureSamples
    .slice(0, MOST_FAILURES)
    .map(({ operation, failure, atS, arrival, latencyMs, sent, received }): Content[] => [
      operation,
      failure,
      numberText(atS),
      arrival.toLocaleString('en-US'),
      numberText(latencyMs),
      ...[sent, received].map((text) => (text === null ? '-' : oneLine(text))),
    ]);
  return table(
    'Some that were no success: the first of each kind in each minute, secrets hidden',
    FAILURES,
    rows,
  );
}

function countRow(operation: AssessedOperation, withMarks: boolean): Content[] {
  const { name, actualShare, plannedShare, due, ok, failed, blocked, skipped, failures, marks } = operation;
  return [
    name,
    shareText(actualShare),
    shareText(plannedShare),
    ...[due, ok, failed, blocked, skipped].map((count) => count.toLocaleString('en-US')),
    countsText(failures) || '-',
    ...(withMarks ? [countsText(marks) || '-'] : []),
  ];
}

function timeRows(
  name: string,
  times: { readonly latencyMs: LatencySummary | null; readonly serviceMs: LatencySummary | null },
): Content[][] {
  return [timeRow(name, 'latency', times.latencyMs), timeRow(name, 'service', times.serviceMs)];
}

function timeRow(name: string, kind: string, summary: LatencySummary | null): Content[] {
  const figures =
    summary === null
      ? Array.from({ length: 7 }, () => '-')
      : [summary.mean, summary.p50, summary.p90, summary.p95, summary.p99, summary.p999, summary.max].map(
          (ms) => numberText(ms),
        );
  return [name, kind, ...figures];
}
