/** A part of the load of a run, as its queries ask for it. */
import type { Span } from './read-columns.ts';

/** `operation` left out: all together. */
export interface LoadSpan extends Span {
  readonly operation?: number;
}

/** The subquery lets the clustered key narrow by time for all operations, too. */
export function which({ operation }: LoadSpan): string {
  return operation === undefined
    ? 'operation IN (SELECT operation FROM operations WHERE run = ?)'
    : 'operation = ?';
}

/** From when to when, in ms. */
export function bounds({
  fromMs = Number.MIN_SAFE_INTEGER,
  toMs = Number.MAX_SAFE_INTEGER,
}: Span): [number, number] {
  return [Math.ceil(fromMs), Math.ceil(toMs)];
}
