/** The load of one soak: from its begin to the drain, and on the reload. What it reports goes to the recorder. */
import type { CorpusFacts } from '../load/corpus/survey.ts';
import { arrivalsUntilUsedUp } from '../load/corpus/used-up.ts';
import { type LoadProcess, startLoad } from '../load/load.ts';
import type { LoadPlan, Plan } from '../plan/plan.ts';
import { reloadOf } from '../plan/reload.ts';
import { histogramSpanMs } from './histogram-span.ts';
import type { LiveView } from './live-view.ts';
import type { Recorder } from './recorder.ts';

/** What is in flight at an early end or a pause gets this long; at a planned end its own timeout. */
const HASTY_DRAIN_MS = 1000;

export interface SoakLoadOptions {
  /** Secrets expanded. */
  readonly plan: Plan;
  readonly originMonotonicMs: number;
  readonly recorder: Recorder;
  readonly view: LiveView;
  /** As they were surveyed before the load began. */
  readonly corpora: readonly CorpusFacts[];
  /** What an earlier soakd had done of this run. */
  readonly done: LoadDone;
  /** Aborted: ends at once. */
  readonly kill: AbortSignal;
  readonly onMessage: (message: string) => void;
  /** All operations of a plan that counts them were done. */
  readonly onDone: () => void;
  /** Its process ended too often to go on. */
  readonly onFailed: (why: string) => void;
}

export interface LoadDone {
  /** Arrivals that have come due. */
  readonly arrivals: number;
  /** End of the newest second that is stored, on the run's clock. */
  readonly toSecondMs: number;
}

export const NOTHING_DONE: LoadDone = { arrivals: 0, toSecondMs: 0 };

/** What the load process is, or was, to do. */
interface Task {
  readonly load: LoadPlan;
  readonly limitOperations: number | null;
  /** Follows a schedule of observed time; else it has one rate, at which its next arrival is due at once. */
  readonly scheduled: boolean;
}

export class SoakLoad {
  readonly #options: SoakLoadOptions;
  #process: LoadProcess | null = null;
  /** null: the load does not come on. */
  #task: Task | null = null;
  #paused = false;
  #done: LoadDone;
  /** What was asked is done one after the other: a process has ended before the next begins. */
  #turn: Promise<void> = Promise.resolve();

  constructor(options: SoakLoadOptions) {
    this.#options = options;
    this.#done = options.done;
  }

  /**
   * `ranMs` of observed time have passed. Nothing for a plan without load.
   *
   * @throws SoakdError if the plan's operations cannot be sent
   */
  begin(ranMs: number): Promise<void> {
    const { plan, corpora } = this.#options;
    const { load, ending } = plan;
    if (load !== null) {
      const limits = [
        ending.kind === 'operations' ? ending.operations : null,
        arrivalsUntilUsedUp(load, corpora),
      ].filter((limit) => limit !== null);
      const limitOperations = limits.length === 0 ? null : Math.min(...limits);
      this.#task = { load, limitOperations, scheduled: true };
    }
    return this.#goOn(ranMs);
  }

  /** The same load at the rate that it had after `ranMs`; goes on with the operation at which it had stopped. */
  beginAgain(ranMs: number): Promise<void> {
    const { load } = this.#options.plan;
    this.#task =
      load === null ? null : { load: reloadOf(load, ranMs), limitOperations: null, scheduled: false };
    return this.#goOn(ranMs);
  }

  /** No operations until `resume`, also where the load is yet to begin; what is in flight may finish hastily. */
  pause(): Promise<void> {
    this.#paused = true;
    return this.#inTurn(() => this.#stop(HASTY_DRAIN_MS));
  }

  /** Goes on where it was paused, by its schedule after `ranMs` of observed time. */
  resume(ranMs: number): Promise<void> {
    this.#paused = false;
    return this.#goOn(ranMs);
  }

  /** No more operations; those in flight may finish. */
  async finish(): Promise<void> {
    const timeoutsMs = (this.#options.plan.load?.operations ?? []).map(({ timeoutMs }) => timeoutMs);
    this.#task = null;
    await this.#inTurn(() => this.#stop(Math.max(0, ...timeoutsMs)));
  }

  async cut(): Promise<void> {
    this.#task = null;
    await this.#inTurn(() => this.#stop(HASTY_DRAIN_MS));
  }

  [Symbol.dispose](): void {
    this.#task = null;
    this.#process?.[Symbol.dispose]();
  }

  #goOn(ranMs: number): Promise<void> {
    return this.#inTurn(() => {
      if (this.#task !== null && !this.#paused && this.#process === null) this.#start(this.#task, ranMs);
    });
  }

  #inTurn(work: () => void | Promise<void>): Promise<void> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }

  async #stop(drainMs: number): Promise<void> {
    const load = this.#process;
    if (load === null) return;
    await load.stop({ drainMs });
    this.#done = { arrivals: load.nextIndex, toSecondMs: load.nextSecondMs ?? this.#done.toSecondMs };
    this.#process = null;
    this.#options.view.rest();
  }

  #start({ load, limitOperations, scheduled }: Task, ranMs: number): void {
    const { plan, corpora, originMonotonicMs, recorder, view, kill } = this.#options;
    const { onMessage, onDone, onFailed } = this.#options;
    this.#process = startLoad({
      plan: load,
      originMonotonicMs,
      startIndex: this.#done.arrivals,
      ranMs: scheduled ? ranMs : Number.POSITIVE_INFINITY,
      fromSecondMs: this.#done.toSecondMs,
      limitOperations,
      corpora,
      histogramSpanMs: histogramSpanMs(plan.ending),
      onSecond(window) {
        view.second(window);
        recorder.second(window);
      },
      onHistogram: recorder.histogram,
      onExit(why, _code, restarted) {
        const text = `the load process ended: ${why}`;
        recorder.event('load-restart', restarted ? `${text}; another one was started` : text);
        onMessage(text);
        if (!restarted) onFailed(`${text}, too often to go on`);
      },
      onDone,
      signal: kill,
    });
  }
}
