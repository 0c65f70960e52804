/** Counts of operations over a span, and the rates and shares that rules ask about. */
import type { ColumnsOf, LoadCount } from '../store/reader.ts';
import { firstAtOrAfter } from '../trend/points.ts';

const COUNTS = ['due', 'sent', 'ok', 'failed', 'blocked', 'skipped'] as const satisfies readonly LoadCount[];
/** Operations due, those of them that were sent, and how those that came to an end did. */
export type Counts = Readonly<Record<LoadCount, number>>;

/** Cumulative counts by second: the count over any span is a difference. */
export interface CumulativeCounts {
  /** Begins of the seconds; entry i of a column counts all seconds before it, with one more entry at the end. */
  readonly seconds: Float64Array;
  readonly before: Readonly<Record<LoadCount, Float64Array>>;
}

/** Sums operations whose seconds need not be the same. */
export function cumulate(operations: readonly ColumnsOf<LoadCount>[]): CumulativeCounts {
  const [only] = operations;
  const seconds =
    operations.length === 1 && only !== undefined
      ? only.monoMs.map((ms) => ms / 1000)
      : Float64Array.from(new Set(operations.flatMap(({ monoMs }) => [...monoMs])), (ms) => ms / 1000).sort();
  const before = Object.fromEntries(
    COUNTS.map((count) => {
      const column = new Float64Array(seconds.length + 1);
      for (const operation of operations) addInto(column, seconds, operation, count);
      for (let index = 1; index < column.length; index += 1)
        column[index] = (column[index] ?? 0) + (column[index - 1] ?? 0);
      return [count, column];
    }),
  );
  return { seconds, before: before as Record<LoadCount, Float64Array> };
}

/** Of the seconds that begin in [fromS, toS). */
export function countsBetween(cumulative: CumulativeCounts, fromS: number, toS: number): Counts {
  const from = firstAtOrAfter(cumulative.seconds, fromS);
  const to = Math.max(from, firstAtOrAfter(cumulative.seconds, toS));
  const between = (count: LoadCount): number =>
    (cumulative.before[count][to] ?? 0) - (cumulative.before[count][from] ?? 0);
  return {
    due: between('due'),
    sent: between('sent'),
    ok: between('ok'),
    failed: between('failed'),
    blocked: between('blocked'),
    skipped: between('skipped'),
  };
}

/** Operations that came to an end at the target, up to each of the ascending times; linear within a second. */
export function endedUpTo({ seconds, before }: CumulativeCounts, times: Float64Array): Float64Array {
  const total = (index: number): number =>
    (before.ok[index] ?? 0) + (before.failed[index] ?? 0) + (before.blocked[index] ?? 0);
  return times.map((time) => {
    const next = firstAtOrAfter(seconds, time);
    const begin = seconds[next - 1];
    if (begin === undefined) return 0;
    const earlier = total(next - 1);
    return earlier + (total(next) - earlier) * Math.min(1, time - begin);
  });
}

/** Arrivals with an outcome. */
export function resolved({ ok, failed, blocked, skipped }: Counts): number {
  return ok + failed + blocked + skipped;
}

function addInto(
  into: Float64Array,
  seconds: Float64Array,
  operation: ColumnsOf<LoadCount>,
  count: LoadCount,
): void {
  const column = operation.values[count];
  let at = 0;
  for (const [index, ms] of operation.monoMs.entries()) {
    while ((seconds[at] ?? Number.POSITIVE_INFINITY) < ms / 1000) at += 1;
    into[at + 1] = (into[at + 1] ?? 0) + (column[index] ?? 0);
  }
}
