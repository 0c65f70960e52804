/** Where in the whole load its arrivals go on. */
export interface Place {
  readonly startIndex: number;
  /** The number of arrivals in the whole load, those before `startIndex` included; null: no end. */
  readonly limitOperations: number | null;
  /** How much of the load's own time has passed. */
  readonly ranMs: number;
  /** Of several that send the load: which one, from 0 on. Every `of`-th arrival is its own. */
  readonly share: Share;
}

export interface Share {
  readonly part: number;
  readonly of: number;
}

export const WHOLE: Share = { part: 0, of: 1 };

/** The first of its own from `index` on. */
export function ownIndex(index: number, { part, of }: Share): number {
  return index + ((((part - index) % of) + of) % of);
}
