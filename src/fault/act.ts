/** One fault as something that is done to a system: begun, ended, with proof of both, and undone whatever happens. */
import type { Undo } from './undo.ts';

export interface Act {
  /**
   * What reverts it, known before it begins: committed to disk before `begin` is called, and taken away only after
   * `end` has told that it is over. Empty: there is nothing to revert (a process that was killed).
   */
  readonly undo: readonly Undo[];
  /** @throws when it cannot be done; what it had done by then is reverted by its undo */
  begin(): Promise<Proof>;
  /** Reverts it. @throws when that fails; then its undo is tried, and stays on disk until it works */
  end(): Promise<Proof>;
}

/** What was seen of a fault: that it took effect, that it is over. */
export interface Proof {
  /** It was seen. False: it was done, and nothing came of it. */
  readonly seen: boolean;
  /** `api (pid 12) is stopped`. Empty: there is nothing to say. */
  readonly text: string;
  /** `{ bytesDelayed: 12000, connectionsCut: 3 }`; names carry their unit. */
  readonly figures: Readonly<Record<string, number>>;
}

export function proof(seen: boolean, text: string, figures: Proof['figures'] = {}): Proof {
  return { seen, text, figures };
}
