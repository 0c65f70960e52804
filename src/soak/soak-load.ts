/** The load of one soak: from its begin to the drain, and on the reload. What it reports goes to the recorder. */
import { type LoadProcess, startLoad } from '../load/load.ts';
import type { LoadPlan, Plan } from '../plan/plan.ts';
import { reloadOf } from '../plan/reload.ts';
import { histogramSpanMs } from './histogram-span.ts';
import type { LiveView } from './live-view.ts';
import type { Recorder } from './recorder.ts';

/** What is in flight at an early end gets this long; at a planned end its own timeout. */
const HASTY_DRAIN_MS = 1000;

export interface SoakLoadOptions {
  /** Secrets expanded. */
  readonly plan: Plan;
  readonly originMonotonicMs: number;
  readonly recorder: Recorder;
  readonly view: LiveView;
  /** Aborted: ends at once. */
  readonly kill: AbortSignal;
  readonly onMessage: (message: string) => void;
  /** All operations of a plan that counts them were done. */
  readonly onDone: () => void;
  /** Its process ended too often to go on. */
  readonly onFailed: (why: string) => void;
}

export class SoakLoad {
  readonly #options: SoakLoadOptions;
  #process: LoadProcess | null = null;

  constructor(options: SoakLoadOptions) {
    this.#options = options;
  }

  /** Nothing for a plan without load. */
  begin(): void {
    const { load, ending } = this.#options.plan;
    if (load !== null) this.#start(load, 0, ending.kind === 'operations' ? ending.operations : null);
  }

  /** The same load at the rate that it had after `ranMs`; goes on with the operation at which it had stopped. */
  beginAgain(ranMs: number): void {
    const { load } = this.#options.plan;
    if (load !== null) this.#start(reloadOf(load, ranMs), this.#process?.nextIndex ?? 0, null);
  }

  /** No more operations; those in flight may finish. */
  async finish(): Promise<void> {
    const timeoutsMs = (this.#options.plan.load?.operations ?? []).map(({ timeoutMs }) => timeoutMs);
    await this.#process?.stop({ drainMs: Math.max(0, ...timeoutsMs) });
    this.#options.view.rest();
  }

  async cut(): Promise<void> {
    await this.#process?.stop({ drainMs: HASTY_DRAIN_MS });
  }

  [Symbol.dispose](): void {
    this.#process?.[Symbol.dispose]();
  }

  #start(load: LoadPlan, startIndex: number, limitOperations: number | null): void {
    const { plan, originMonotonicMs, recorder, view, kill, onMessage, onDone, onFailed } = this.#options;
    this.#process = startLoad({
      plan: load,
      originMonotonicMs,
      startIndex,
      limitOperations,
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
