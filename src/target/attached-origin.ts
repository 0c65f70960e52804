/** A target that runs already. soakd never signals it. */
import { EXIT, SoakdError } from '../error.ts';
import type { AttachSource, TargetPlan } from '../plan/target/target-plan.ts';
import { type AttachedProcess, type AttachPlace, findProcess } from './attach.ts';
import type { Ending, NewProcess, Origin } from './origin.ts';
import { ownCgroup } from './own-cgroup.ts';
import { pause } from './pause.ts';
import { RESTART_LIMITS, type RestartLimits } from './restart.ts';

/** How often and how long a target that is gone is looked for. */
export interface LookAgain {
  readonly everyMs: number;
  readonly withinMs: number;
}

const LOOK_AGAIN: LookAgain = { everyMs: 1000, withinMs: 60_000 };

export class AttachedOrigin implements Origin {
  readonly restart: TargetPlan['restart'];
  readonly restartLimits: RestartLimits;
  readonly triesAgain = false;
  readonly #source: AttachSource;
  readonly #place: AttachPlace;
  readonly #lookAgain: LookAgain;
  #wasFound = false;

  constructor(options: {
    readonly plan: TargetPlan;
    readonly source: AttachSource;
    readonly place: AttachPlace;
    readonly restartLimits?: RestartLimits;
    readonly lookAgain?: LookAgain;
  }) {
    const { plan, source, place, restartLimits = RESTART_LIMITS, lookAgain = LOOK_AGAIN } = options;
    // A pid never comes back; and how an attached process ended cannot be known.
    this.restart = plan.restart === 'never' || source.kind === 'pid' ? 'never' : 'always';
    // Somebody else restarts it: it is looked for from the first moment on.
    this.restartLimits = { ...restartLimits, firstDelayMs: 0, longestDelayMs: 0 };
    this.#source = source;
    this.#place = place;
    this.#lookAgain = lookAgain;
  }

  async next(begun: (process: NewProcess) => void, signal: AbortSignal): Promise<void> {
    const found = this.#wasFound ? await this.#findAgain(signal) : await this.#find(signal);
    this.#wasFound = true;
    const cgroup = ownCgroup(this.#place.procRoot, found.pid, this.#source.kind === 'unit');
    begun({ ...found, ended: null, cgroup });
  }

  /** It was found before, so it is looked for like one that ended. */
  adopt(): void {
    this.#wasFound = true;
  }

  async stop(): Promise<Ending> {
    return 'ended';
  }

  stopAtOnce(): void {}

  async #findAgain(signal: AbortSignal): Promise<AttachedProcess> {
    const { everyMs, withinMs } = this.#lookAgain;
    const deadlineMs = performance.now() + withinMs;
    for (;;) {
      try {
        return await this.#find(signal);
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof SoakdError)) throw error;
        if (performance.now() + everyMs > deadlineMs) {
          throw new SoakdError(`it was not found again within ${withinMs / 1000} s: ${error.message}`, {
            exitCode: EXIT.targetLost,
            cause: error,
          });
        }
      }
      await pause(everyMs, signal);
    }
  }

  #find(signal: AbortSignal): Promise<AttachedProcess> {
    return findProcess(this.#source, this.#place, signal);
  }
}
