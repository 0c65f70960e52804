/** One process of a load: owns it, hands on what it reports, and starts another when it crashes. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { siblingModule, takingEnvironment } from '../sibling.ts';
import type { SecondReport } from './figure/tally.ts';
import type { FromLoad, LoadJob, ToLoad } from './message.ts';
import type { LostOperations, Resumption } from './resumption.ts';

export interface LoadShareOptions extends Omit<LoadJob, 'resumed'> {
  /** It has what its operations need, and waits for `begin`. Once. */
  onReady(): void;
  /** Both on the run's clock. */
  onStarted(beganMs: number, firstSecondMs: number): void;
  /** Every second in order, at most once. */
  onSecond(report: SecondReport): void;
  /** It ended unasked. `restarted` false: too often, so it is over. */
  onExit(why: string, code: number | null, restarted: boolean): void;
  /** All of its arrivals have come and ended, or it was stopped; everything is handed over. */
  onOver(): void;
}

/** More crashes than this in so long a time are no accident. */
const MAX_RESTARTS = 5;
const RESTART_WINDOW_MS = 10 * 60_000;
/** From the end of the drain to SIGKILL. */
const STOP_GRACE_MS = 3000;
const STDERR_KEPT = 2000;
/**
 * Requests leave garbage that dies young: a small young generation keeps the process small. The bound on the old one
 * turns a leak into a crash that is seen.
 */
const NODE_FLAGS = ['--max-semi-space-size=2', '--max-old-space-size=512'];

export class LoadShare {
  readonly #options: LoadShareOptions;
  /** Per operation: reported as due but not yet as sent or skipped; as sent but not yet as ended. */
  readonly #waiting: Float64Array;
  readonly #inFlight: Float64Array;
  readonly #restartedAtMs: number[] = [];
  #child: ChildProcess | null = null;
  /** Of this process, when the first load process was started. */
  #beganMs: number | null = null;
  #loadStartMs: number | null = null;
  #nextSecondMs: number | null = null;
  #nextIndex: number;
  #state: 'running' | 'stopping' | 'over' = 'running';

  constructor(options: LoadShareOptions) {
    const { plan, startIndex } = options;
    this.#options = options;
    this.#waiting = new Float64Array(plan.operations.length);
    this.#inFlight = new Float64Array(plan.operations.length);
    this.#nextIndex = startIndex;
    this.#spawn();
  }

  /** null while there is no load process. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** At a moment of the run's clock; null: now. */
  begin(atMs: number | null): void {
    if (this.#child !== null) send(this.#child, { kind: 'begin', atMs });
  }

  /** Resolves when the process has ended and every window is handed over. May be called more than once. */
  async stop(drainMs: number, atMs: number | null): Promise<void> {
    const child = this.#child;
    if (this.#state === 'running') this.#state = 'stopping';
    if (child === null) return;
    const exited = once(child, 'close');
    send(child, { kind: 'stop', drainMs, atMs });
    const kill = setTimeout(() => child.kill('SIGKILL'), drainMs + STOP_GRACE_MS);
    await exited;
    clearTimeout(kill);
  }

  /** Another will take its place. */
  kill(): void {
    this.#child?.kill('SIGKILL');
  }

  /** Kills the load process, for good. */
  [Symbol.dispose](): void {
    this.#state = 'over';
    this.#child?.kill('SIGKILL');
  }

  #spawn(): void {
    const child = fork(siblingModule('./load-process', import.meta.url), {
      execArgv: NODE_FLAGS,
      env: takingEnvironment(),
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-STDERR_KEPT);
    });
    child.on('message', (message: FromLoad) => this.#onMessage(message));
    child.on('error', (error) => {
      stderr += error.message;
    });
    // 'close' rather than 'exit': every message and all of stderr has been read by then.
    child.on('close', (code, signal) => this.#onClose(code, signal, stderr));
    this.#child = child;
    const resumed = this.#resumption();
    const nowMs = performance.now();
    this.#beganMs ??= nowMs;
    const { plan, originMonotonicMs, limitOperations, ranMs, fromSecondMs, corpora, secrets, share } =
      this.#options;
    send(child, {
      kind: 'start',
      job: {
        plan,
        originMonotonicMs,
        startIndex: this.#nextIndex,
        limitOperations,
        ranMs: ranMs + nowMs - this.#beganMs,
        fromSecondMs,
        resumed,
        corpora,
        secrets,
        share,
      },
    });
  }

  /** null until a load process has begun. */
  #resumption(): Resumption | null {
    if (this.#loadStartMs === null || this.#nextSecondMs === null) return null;
    const lost: LostOperations[] = [];
    for (const operation of this.#waiting.keys()) {
      const waiting = this.#waiting[operation] ?? 0;
      const sent = this.#inFlight[operation] ?? 0;
      if (waiting + sent > 0) lost.push({ operation, waiting, sent });
    }
    return { loadStartMs: this.#loadStartMs, nextSecondMs: this.#nextSecondMs, lost };
  }

  #onMessage(message: FromLoad): void {
    switch (message.kind) {
      case 'ready':
        // The word to begin is for the first of them: one that takes its place goes on at once.
        if (this.#loadStartMs === null) this.#options.onReady();
        else this.begin(null);
        return;
      case 'started':
        this.#loadStartMs = message.loadStartMs;
        this.#nextSecondMs ??= message.firstSecondMs;
        this.#options.onStarted(message.beganMs, message.firstSecondMs);
        return;
      case 'second': {
        const { window } = message.report;
        this.#nextIndex = message.nextIndex;
        this.#nextSecondMs = window.monoMs + 1000;
        for (const { operation, due, sent, ok, failed, blocked, skipped } of window.operations) {
          this.#waiting[operation] = (this.#waiting[operation] ?? 0) + due - sent - skipped;
          this.#inFlight[operation] = (this.#inFlight[operation] ?? 0) + sent - ok - failed - blocked;
        }
        this.#options.onSecond(message.report);
        return;
      }
      case 'done':
        if (this.#state === 'running') {
          this.#state = 'over';
          this.#options.onOver();
        }
        return;
      default:
        message satisfies never;
    }
  }

  #onClose(code: number | null, signal: NodeJS.Signals | null, stderr: string): void {
    this.#child = null;
    if (this.#state !== 'running') {
      if (this.#state === 'stopping') this.#options.onOver();
      this.#state = 'over';
      return;
    }
    const nowMs = performance.now();
    while ((this.#restartedAtMs[0] ?? nowMs) < nowMs - RESTART_WINDOW_MS) this.#restartedAtMs.shift();
    const restarted = this.#restartedAtMs.length < MAX_RESTARTS;
    const how = signal === null ? `exited with code ${code}` : `killed by ${signal}`;
    const why = stderr.trim() === '' ? how : `${how}: ${stderr.trim()}`;
    if (restarted) {
      this.#restartedAtMs.push(nowMs);
      this.#spawn();
    } else this.#state = 'over';
    this.#options.onExit(why, code, restarted);
  }
}

function send(child: ChildProcess, message: ToLoad): void {
  // A child that is already gone is told by its 'close'.
  child.send(message, () => {});
}
