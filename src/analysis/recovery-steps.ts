/** Whether a rule holds in each second of load, or from each reading to the next. */
import type { Rule, Statistic } from '../plan/rule/rule.ts';
import { firstAtOrAfter } from '../trend/points.ts';
import type { Series } from '../trend/trend.ts';
import { compare } from '../verdict/judge.ts';
import type { EvidenceSource } from './evidence.ts';
import { type CumulativeCounts, countsBetween } from './load-counts.ts';
import { measure } from './load-evidence.ts';
import { SECOND_COLUMNS, secondsSeries } from './load-series.ts';
import type { Step } from './recovery.ts';
import type { RunRows } from './run-rows.ts';

export interface StepSource {
  readonly rows: RunRows;
  readonly found: Pick<EvidenceSource, 'counts' | 'operationIndex' | 'loadSeconds' | 'everyMs'>;
}

/** Those that end after `fromS`, in the order of time; none where nothing tells. */
export function* stepsOf(rule: Rule, fromS: number, source: StepSource): Generator<Step> {
  const { metric, statistic, comparison, limit } = rule;
  const holds = (value: number): boolean => compare(value, comparison, limit.value);
  if (metric.kind === 'target') {
    yield* readingSteps(readingsOf(rule, source), fromS, source.found.everyMs / 1000, holds);
    return;
  }
  if (metric.kind !== 'load') return;
  const operation = rule.operation === null ? null : source.found.operationIndex(rule.operation);
  const counts = source.found.counts(operation);
  if (metric.name === 'latency' || metric.name === 'service') {
    const times = timesOf(metric.name, statistic, operation, source.rows);
    yield* secondSteps(source, fromS, (atS) => {
      const place = firstAtOrAfter(times.seconds, atS);
      if (times.seconds[place] === atS) return holds(times.values[place] ?? Number.NaN);
      // What came due and did not end has no time yet, and is not well.
      return dueIn(counts, atS) > 0 ? false : null;
    });
    return;
  }
  const { name } = metric;
  yield* secondSteps(source, fromS, (atS) => {
    const value = measure(name, rule, countsBetween(counts, atS, atS + 1), 1, 'window');
    return value === null ? null : holds(value);
  });
}

/** null: nothing tells of this second. */
function* secondSteps(
  { found }: StepSource,
  fromS: number,
  isWell: (atS: number) => boolean | null,
): Generator<Step> {
  const seconds = found.loadSeconds();
  for (let at = firstAtOrAfter(seconds, Math.floor(fromS)); at < seconds.length; at += 1) {
    const atS = seconds[at] ?? 0;
    const well = isWell(atS);
    if (well !== null) yield { fromS: atS, toS: atS + 1, isWell: well };
  }
}

/** A reading tells of the time to the next; of a process that ended nothing is read until the next is there. */
function* readingSteps(
  { seconds, values }: Series,
  fromS: number,
  everyS: number,
  holds: (value: number) => boolean,
): Generator<Step> {
  for (let at = firstAtOrAfter(seconds, fromS - everyS); at < seconds.length; at += 1) {
    const atS = seconds[at] ?? 0;
    const nextS = seconds[at + 1] ?? Number.POSITIVE_INFINITY;
    yield { fromS: atS, toS: Math.min(nextS, atS + everyS), isWell: holds(values[at] ?? Number.NaN) };
  }
}

function readingsOf({ metric, target }: Rule, { rows }: StepSource): Series {
  if (metric.kind !== 'target') throw new TypeError('it is about no target');
  const index = target === null ? 0 : rows.facts.targets.indexOf(target);
  const lives = [...rows.sampled(index, metric.name).values()];
  return {
    seconds: Float64Array.from(lives.flatMap(({ seconds }) => [...seconds])),
    values: Float64Array.from(lives.flatMap(({ values }) => [...values])),
  };
}

function timesOf(
  kind: 'latency' | 'service',
  statistic: Statistic | null,
  operation: number | null,
  rows: RunRows,
): Series {
  const percentile = statistic?.kind === 'percentile' ? statistic.percentile : Number.NaN;
  const column = Object.entries(SECOND_COLUMNS).find(([name]) => name === `${kind} ${percentile}`)?.[1];
  if (column === undefined) throw new TypeError(`there is no p${percentile} of each second`);
  const meant = operation === null ? rows.facts.operations.map((_, index) => index) : [operation];
  return secondsSeries(meant, column, rows);
}

function dueIn(counts: CumulativeCounts, atS: number): number {
  return countsBetween(counts, atS, atS + 1).due;
}
