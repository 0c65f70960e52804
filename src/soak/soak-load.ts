/** The load of one soak: from its begin to the drain, and on the reload. What it reports goes to the recorder. */
import type { CorpusFacts } from '../load/corpus/survey.ts';
import { arrivalsUntilUsedUp } from '../load/corpus/used-up.ts';
import { type LoadOptions, type LoadProcess, startLoad } from '../load/load.ts';
import { histogramSpanMs } from '../plan/load/histogram-window.ts';
import { isOfLevels, type LevelOutcome } from '../plan/load/level.ts';
import type { LoadPlan } from '../plan/load/load-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { reloadOf } from '../plan/reload.ts';
import { Levels } from './levels.ts';
import type { LiveView } from './live-view.ts';
import type { Recorder } from './recorder.ts';

/** From SIGTERM to SIGKILL. */
const TOOL_GRACE_MS = 10_000;
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
  /** What must not be seen in the log of failures. */
  readonly secrets: readonly string[];
  /** What an earlier soakd had done of this run. */
  readonly done: LoadDone;
  /** Aborted: ends at once. */
  readonly kill: AbortSignal;
  readonly onMessage: (message: string) => void;
  /** All that was planned of it was done. */
  readonly onDone: (why: string) => void;
  /** Its process ended too often to go on. */
  readonly onFailed: (why: string) => void;
}

export interface LoadDone {
  /** Arrivals that have come due. */
  readonly arrivals: number;
  /** End of the newest second that is stored, on the run's clock. */
  readonly toSecondMs: number;
  /** Of a load of levels: those that were run to their end. */
  readonly levels: readonly LevelOutcome[];
}

export const NOTHING_DONE: LoadDone = { arrivals: 0, toSecondMs: 0, levels: [] };

/** What the load process is, or was, to do. */
interface Task {
  readonly load: LoadPlan;
  readonly limitOperations: number | null;
  /** Follows a schedule of observed time; else it has one rate, at which its next arrival is due at once. */
  readonly scheduled: boolean;
  /** null: it is one load. */
  readonly levels: Levels | null;
}

type ProcessParts = Pick<
  LoadOptions,
  'limitOperations' | 'ranMs' | 'fromSecondMs' | 'onStarted' | 'onSecond' | 'onHistogram' | 'onDone'
>;

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
      this.#task = { load, limitOperations, scheduled: true, levels: this.#levelsOf(load) };
    }
    return this.#goOn(ranMs);
  }

  /** The same load at the rate that it had after `ranMs`; goes on with the operation at which it had stopped. */
  beginAgain(ranMs: number): Promise<void> {
    const { load } = this.#options.plan;
    this.#task =
      load === null
        ? null
        : { load: reloadOf(load, ranMs), limitOperations: null, scheduled: false, levels: null };
    return this.#goOn(ranMs);
  }

  /** No operations until `resume`, also where the load is yet to begin; what is in flight may finish hastily. */
  pause(): Promise<void> {
    this.#paused = true;
    return this.#inTurn(() => this.#stop(HASTY_DRAIN_MS, this.#task?.levels ?? null));
  }

  /** Goes on where it was paused, by its schedule after `ranMs` of observed time. */
  resume(ranMs: number): Promise<void> {
    this.#paused = false;
    return this.#goOn(ranMs);
  }

  /** No more operations; those in flight may finish. */
  async finish(): Promise<void> {
    const levels = this.#task?.levels ?? null;
    this.#task = null;
    await this.#inTurn(() => this.#stop(this.#patientDrainMs(), levels));
  }

  async cut(): Promise<void> {
    const levels = this.#task?.levels ?? null;
    this.#task = null;
    await this.#inTurn(() => this.#stop(HASTY_DRAIN_MS, levels));
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

  /** `levels`: of which one is under way, that is cut short. */
  async #stop(drainMs: number, levels: Levels | null): Promise<void> {
    const loadMs = levels?.loadMs ?? 0;
    await this.#rest(drainMs);
    levels?.cut(loadMs);
  }

  async #rest(drainMs: number): Promise<void> {
    const load = this.#process;
    if (load === null) return;
    await load.stop({ drainMs });
    const toSecondMs = load.nextSecondMs ?? this.#done.toSecondMs;
    this.#done = { ...this.#done, arrivals: load.nextIndex, toSecondMs };
    this.#process = null;
    this.#options.view.rest();
  }

  #patientDrainMs(): number {
    const operations = this.#options.plan.load?.operations ?? [];
    // A load tool is asked to end, and has its grace.
    const timeoutsMs = operations.map(({ kind, timeoutMs }) =>
      kind === 'command' || kind === 'counted' ? Math.min(timeoutMs, TOOL_GRACE_MS) : timeoutMs,
    );
    return Math.max(0, ...timeoutsMs);
  }

  #levelsOf({ model }: LoadPlan): Levels | null {
    const { plan, recorder } = this.#options;
    return isOfLevels(model) ? new Levels(plan, model, recorder, this.#done.levels) : null;
  }

  #start(task: Task, ranMs: number): void {
    if (task.levels !== null) {
      this.#startLevel(task, task.levels);
      return;
    }
    const { view, recorder, onDone } = this.#options;
    const { load, limitOperations, scheduled } = task;
    this.#process = this.#startProcess(load, {
      limitOperations,
      ranMs: scheduled ? ranMs : Number.POSITIVE_INFINITY,
      fromSecondMs: this.#done.toSecondMs,
      onSecond(window) {
        view.second(window);
        recorder.second(window);
      },
      onHistogram: recorder.histogram,
      onDone: () => onDone('all operations were done'),
    });
  }

  #startLevel(task: Task, levels: Levels): void {
    const { view, recorder, onDone } = this.#options;
    const begun = levels.begin(task.load);
    if (begun === null) {
      onDone('all levels were run');
      return;
    }
    const { arrivals, toSecondMs } = this.#done;
    const over = (): void => void this.#inTurn(() => this.#endLevel(task, levels)).catch(this.#failed);
    this.#process = this.#startProcess(begun.load, {
      limitOperations: least(
        begun.operations === null ? null : arrivals + begun.operations,
        task.limitOperations,
      ),
      // Users come over their ramp; at a rate the next arrival is due at once, whatever its number.
      ranMs: begun.load.model.kind === 'closed' ? 0 : Number.POSITIVE_INFINITY,
      // The seconds of a level are its own: none of them began before it.
      fromSecondMs: Math.max(toSecondMs, Math.ceil(recorder.now() / 1000) * 1000),
      onStarted: (startMs) => levels.started(startMs, over),
      onSecond(window) {
        view.second(window);
        recorder.second(window);
        levels.second(window);
      },
      onHistogram(window) {
        recorder.histogram(window);
        levels.histogram(window);
      },
      onDone: over,
    });
  }

  async #endLevel(task: Task, levels: Levels): Promise<void> {
    if (this.#task !== task || this.#paused || this.#process === null) return;
    const { loadMs } = levels;
    await this.#rest(this.#patientDrainMs());
    const { limitOperations } = task;
    if (limitOperations !== null && this.#done.arrivals >= limitOperations) {
      levels.cut(loadMs);
      this.#options.onDone('all operations were done');
      return;
    }
    levels.end(loadMs);
    // What was asked meanwhile has its turn after this.
    if (this.#task === task && !this.#paused) this.#startLevel(task, levels);
  }

  readonly #failed = (error: unknown): void =>
    this.#options.onFailed(error instanceof Error ? error.message : String(error));

  #startProcess(load: LoadPlan, parts: ProcessParts): LoadProcess {
    const { plan, corpora, secrets, originMonotonicMs, recorder, kill } = this.#options;
    const { onMessage, onFailed } = this.#options;
    return startLoad({
      plan: load,
      corpora,
      secrets,
      onFailures: recorder.failures,
      originMonotonicMs,
      startIndex: this.#done.arrivals,
      histogramSpanMs: histogramSpanMs(plan.ending),
      onExit(why, _code, restarted) {
        const text = `the load process ended: ${why}`;
        recorder.event('load-restart', restarted ? `${text}; another one was started` : text);
        onMessage(text);
        if (!restarted) onFailed(`${text}, too often to go on`);
      },
      signal: kill,
      ...parts,
    });
  }
}

/** Of limits, of which null is none. */
function least(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}
