/** Counts of operations over a span, and the rates and shares that rules ask about. */
import type { ColumnsOf } from '../store/read-columns.ts';
import { LOAD_COUNTS, type LoadCount } from '../store/read-load.ts';
import { firstAtOrAfter } from '../trend/points.ts';

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
  const all = operations
    .map(({ monoMs }) => monoMs)
    .reduce((merged, own) => (merged.length === 0 ? own : union(merged, own)), new Float64Array());
  const places = operations.map(({ monoMs }) => placesIn(all, monoMs));
  const before = Object.fromEntries(
    LOAD_COUNTS.map((count) => {
      const column = new Float64Array(all.length + 1);
      for (const [index, { values }] of operations.entries())
        addAt(column, places[index] ?? new Uint32Array(), values[count]);
      for (let index = 1; index < column.length; index += 1)
        column[index] = (column[index] ?? 0) + (column[index - 1] ?? 0);
      return [count, column];
    }),
  );
  return { seconds: all.map((ms) => ms / 1000), before: before as Record<LoadCount, Float64Array> };
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
    bypassed: between('bypassed'),
    overblocked: between('overblocked'),
    undecided: between('undecided'),
  };
}

/** Successes of each second that begins at one of the ascending times. */
export function succeededIn({ seconds, before }: CumulativeCounts, times: Float64Array): Float64Array {
  const succeeded = new Float64Array(times.length);
  for (let at = 0, from = 0, to = 0; at < times.length; at += 1) {
    const time = times[at] ?? 0;
    while ((seconds[from] ?? Number.POSITIVE_INFINITY) < time) from += 1;
    to = Math.max(to, from);
    while ((seconds[to] ?? Number.POSITIVE_INFINITY) < time + 1) to += 1;
    const upTo = (index: number): number =>
      succeededOf({
        ok: before.ok[index] ?? 0,
        bypassed: before.bypassed[index] ?? 0,
        blocked: before.blocked[index] ?? 0,
        overblocked: before.overblocked[index] ?? 0,
      });
    succeeded[at] = upTo(to) - upTo(from);
  }
  return succeeded;
}

/** Operations that came to an end at the target, up to each of the ascending times; linear within a second. */
export function endedUpTo({ seconds, before }: CumulativeCounts, times: Float64Array): Float64Array {
  const total = (index: number): number =>
    (before.ok[index] ?? 0) + (before.failed[index] ?? 0) + (before.blocked[index] ?? 0);
  const ended = new Float64Array(times.length);
  for (let at = 0, next = 0; at < times.length; at += 1) {
    const time = times[at] ?? 0;
    while ((seconds[next] ?? Number.POSITIVE_INFINITY) < time) next += 1;
    const begin = seconds[next - 1];
    if (begin === undefined) continue;
    const earlier = total(next - 1);
    ended[at] = earlier + (total(next) - earlier) * Math.min(1, time - begin);
  }
  return ended;
}

/** What should be blocked and was counts as what should be ok and was. */
export function succeededOf({
  ok,
  bypassed,
  blocked,
  overblocked,
}: Pick<Counts, 'ok' | 'bypassed' | 'blocked' | 'overblocked'>): number {
  return ok - bypassed + blocked - overblocked;
}

/** Whose outcome is unknown: without any, or with an error where it was said what should become of them. */
export function unresolvedOf(counts: Counts): number {
  return Math.max(0, counts.due - resolved(counts)) + counts.undecided;
}

/** Arrivals with an outcome. */
export function resolved({ ok, failed, blocked, skipped }: Counts): number {
  return ok + failed + blocked + skipped;
}

/** Of ascending times. */
function union(a: Float64Array, b: Float64Array): Float64Array {
  // Operations of one load nearly always have the same seconds.
  if (a.length === b.length && a.every((time, index) => time === b[index])) return a;
  const merged = new Float64Array(a.length + b.length);
  let length = 0;
  for (let i = 0, j = 0; i < a.length || j < b.length; length += 1) {
    const own = a[i] ?? Number.POSITIVE_INFINITY;
    const other = b[j] ?? Number.POSITIVE_INFINITY;
    merged[length] = Math.min(own, other);
    if (own <= other) i += 1;
    if (other <= own) j += 1;
  }
  return merged.subarray(0, length);
}

/** Where each of the ascending `times` stands among all of them. */
function placesIn(all: Float64Array, times: Float64Array): Uint32Array {
  const places = new Uint32Array(times.length);
  for (let index = 0, at = 0; index < times.length; index += 1) {
    while ((all[at] ?? Number.POSITIVE_INFINITY) < (times[index] ?? 0)) at += 1;
    places[index] = at;
  }
  return places;
}

/** One further on: entry i counts what came before. */
function addAt(into: Float64Array, places: Uint32Array, counts: Float64Array): void {
  for (let index = 0; index < places.length; index += 1) {
    const at = (places[index] ?? 0) + 1;
    into[at] = (into[at] ?? 0) + (counts[index] ?? 0);
  }
}
