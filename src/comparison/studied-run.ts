/** A run under study: its rows, what is derived from them, and how far it had got in its work at any moment. */
import { type Investigation, investigate } from '../analysis/investigation.ts';
import { endedUpTo } from '../analysis/load-counts.ts';
import { openRunRows, type RunRows } from '../analysis/run-rows.ts';
import type { StoreReader } from '../store/reader.ts';
import { firstAtOrAfter } from '../trend/points.ts';

export interface StudiedRun {
  readonly rows: RunRows;
  readonly found: Investigation;
  /** Work done by the end of each second of `seconds`: operations that ended; of a run without load, seconds. */
  readonly seconds: Float64Array;
  readonly done: Float64Array;
}

/** A part of a run's work, from so much done to so much done. */
export interface Stretch {
  readonly fromDone: number;
  readonly toDone: number;
}

export interface Span {
  readonly fromS: number;
  readonly toS: number;
}

export function study(reader: StoreReader, run: number): StudiedRun {
  const rows = openRunRows(reader, run, null);
  const found = investigate(rows, { live: false, sinceMs: null, errorRate: null });
  const { beginMs, soakToMs } = found.timeline;
  const endS = soakToMs / 1000;
  if (rows.facts.operations.length === 0) {
    const beginS = beginMs / 1000;
    return { rows, found, seconds: Float64Array.of(beginS, endS), done: Float64Array.of(0, endS - beginS) };
  }
  const counts = found.counts(null);
  const seconds = Float64Array.from([...counts.seconds.filter((second) => second < endS), endS]);
  return { rows, found, seconds, done: endedUpTo(counts, seconds) };
}

/** Index of an operation of that name; null of all together, -1: the run has none. */
export function operationIndex({ rows }: StudiedRun, operation: string | null): number | null {
  return operation === null ? null : rows.facts.operations.findIndex(({ name }) => name === operation);
}

/** When a stretch of the work was done. */
export function spanOf({ seconds, done }: StudiedRun, { fromDone, toDone }: Stretch): Span {
  return { fromS: momentOf(seconds, done, fromDone), toS: momentOf(seconds, done, toDone) };
}

export function doneBy({ seconds, done }: StudiedRun, second: number): number {
  return interpolate(seconds, done, second);
}

function momentOf(seconds: Float64Array, done: Float64Array, work: number): number {
  return interpolate(done, seconds, work);
}

/** On the broken line through ascending points; flat beyond its ends. */
function interpolate(from: Float64Array, to: Float64Array, at: number): number {
  const next = firstAtOrAfter(from, at);
  if (next === 0) return to[0] ?? 0;
  if (next >= from.length) return to.at(-1) ?? 0;
  const [a = 0, b = 0] = [from[next - 1], from[next]];
  const [low = 0, high = 0] = [to[next - 1], to[next]];
  return b > a ? low + ((high - low) * (at - a)) / (b - a) : high;
}
