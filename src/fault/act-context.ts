import type { NamedProcess } from './named-process.ts';
import type { Proxies } from './proxy/proxies.ts';
import type { Strike } from './strike.ts';

/** What acts are given of the soak. */
export interface ActContext {
  /** The root process of a target at this moment; null: it does not run. */
  readonly root: (target: string) => NamedProcess | null;
  /** Names this occurrence. */
  readonly id: string;
  readonly proxies: Proxies;
  /** Of what is left to chance. */
  readonly seed: number;
  /** How long it is to last; 0: it is done in a moment. */
  readonly durationMs: number;
  /** Ends the process of a target, whose life goes on with another. */
  readonly strike: Strike;
  /** The control group that is a target's own; null: it has none. */
  readonly group: (target: string) => string | null;
  /** For what has to be kept until the fault is over; there when the act is made. */
  readonly folder: string;
}

/** @throws Error when it does not run */
export function rootOf(target: string, { root }: ActContext): NamedProcess {
  const found = root(target);
  if (found === null) throw new Error(`${target} does not run`);
  return found;
}
