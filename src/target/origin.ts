/** Where the processes of a target come from: a command that soakd starts, or what runs already. */
import type { TargetPlan } from '../plan/target/target-plan.ts';
import type { Member } from '../proc/signal-process.ts';
import type { RestartLimits } from './restart.ts';
import type { End, OwnCgroup } from './target.ts';

export interface NewProcess extends Member {
  readonly command: string;
  /** null: nobody tells us; the caller watches it. */
  readonly ended: Promise<End> | null;
  readonly cgroup: OwnCgroup | null;
}

/** How what was started went: by itself or on SIGTERM, or by SIGKILL after the grace. */
export type Ending = 'ended' | 'killed';

export interface Origin {
  /**
   * Brings about the next process: `begun` is called when it exists, and the promise resolves when it is ready.
   *
   * @throws SoakdError when that fails (the first line of its message is the reason), or the reason of `signal`. What
   *   was begun goes on until `stop` is called.
   */
  next(begun: (process: NewProcess) => void, signal: AbortSignal): Promise<void>;
  /** Takes over what an earlier soakd had begun or found: its root, dead or alive; null: it is not known. */
  adopt(root: Member | null): void;
  /** Ends all that was started and is left, SIGKILL as soon as `hurry` is aborted. What was not started is left alone. */
  stop(hurry?: AbortSignal): Promise<Ending>;
  /** As `stop`, by SIGKILL and before it returns. */
  stopAtOnce(): void;
  readonly restart: TargetPlan['restart'];
  readonly restartLimits: RestartLimits;
  /** Whether `next` is worth another call when it failed. */
  readonly triesAgain: boolean;
}
