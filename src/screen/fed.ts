/** What rows are read from, and how far they were. */
import type { StoreReader } from '../store/reader.ts';

export interface Fed {
  readonly reader: StoreReader;
  readonly run: number;
  readonly operations: number;
  readonly thinned: boolean;
}

/** What was not read yet begins here. */
export function after(monoMs: Float64Array, before: number): number {
  const last = monoMs.at(-1);
  return last === undefined ? before : Math.max(before, last + 1);
}
