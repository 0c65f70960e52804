/**
 * Owns the probe thread. A reading that hangs (a mapped file on a dead network drive, a target whose mmap lock is
 * never let go) is told as unavailable, its thread ended and a new one started; the sampler never waits for it.
 */
import { Worker } from 'node:worker_threads';
import { siblingEnvironment, siblingModule } from '../sibling.ts';
import type { Finding } from './finding.ts';
import {
  jobKey,
  type ProbeJob,
  type ProbeOptions,
  type ProbeReport,
  type ProbeRequest,
  type ProbeResult,
  unavailableResult,
} from './probe-message.ts';
import { jobsFor } from './probe-schedule.ts';
import type { SampledProcess } from './sample.ts';

export interface ProbeCallbacks {
  readonly nowMs: () => number;
  /** takenMs: CLOCK_MONOTONIC. */
  readonly onResult: (result: ProbeResult, takenMs: number) => void;
  readonly onFinding: (finding: Finding) => void;
}

interface Running {
  readonly job: ProbeJob;
  readonly begunMs: number;
  /** Seen overdue once: told at the second time, for after a stop of this process the answer is only on its way. */
  overdue: boolean;
}

const DEADLINE_MS = 10_000;
const FIRST_REST_MS = 60_000;
const LONGEST_REST_MS = 3_600_000;
/** A thread inside a system call that never returns cannot be ended: no more than this many are left behind. */
const STUCK_THREADS = 3;

export class Probe {
  readonly #options: ProbeOptions;
  readonly #callbacks: ProbeCallbacks;
  readonly #deadlineMs: number;
  readonly #running = new Map<string, Running>();
  /** Jobs that hung: not tried before, each time twice as long. */
  readonly #resting = new Map<string, { readonly untilMs: number; readonly restMs: number }>();
  #worker: Worker | null = null;
  #stuckThreads = 0;
  #failures = 0;
  #startNotBeforeMs = 0;
  #stopped = false;

  constructor(options: ProbeOptions, callbacks: ProbeCallbacks, deadlineMs = DEADLINE_MS) {
    this.#options = options;
    this.#callbacks = callbacks;
    this.#deadlineMs = deadlineMs;
  }

  /** Has the probe read what is due; answers come by the callbacks. */
  tick(processes: readonly SampledProcess[]): void {
    if (this.#stopped) return;
    const nowMs = this.#callbacks.nowMs();
    this.#watch(nowMs);
    if (this.#worker === null && nowMs >= this.#startNotBeforeMs && this.#stuckThreads < STUCK_THREADS)
      this.#worker = this.#start();
    if (this.#stuckThreads >= STUCK_THREADS) {
      const reason = `the probe is off: ${STUCK_THREADS} of its threads hang in the kernel`;
      for (const job of jobsFor(this.#options, processes))
        if (job.kind !== 'cross-check') this.#callbacks.onResult(unavailableResult(job, reason), nowMs);
    }
    const skipped = [...this.#resting].filter(([, { untilMs }]) => untilMs > nowMs).map(([key]) => key);
    this.#worker?.postMessage({ processes, skipped } satisfies ProbeRequest);
  }

  /** Waits at most a second for the thread. */
  async stop(): Promise<void> {
    this.#stopped = true;
    const worker = this.#worker;
    this.#worker = null;
    if (worker === null) return;
    let timer: NodeJS.Timeout | undefined;
    const second = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, 1_000);
    });
    await Promise.race([worker.terminate(), second]);
    clearTimeout(timer);
  }

  #start(): Worker {
    const worker = new Worker(siblingModule('./probe-thread', import.meta.url), {
      workerData: this.#options,
      name: 'soakd probe',
      env: siblingEnvironment(),
      // What it reads dies young: a small young generation keeps soakd small.
      resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 2 },
    });
    worker.unref();
    worker.on('message', (report: ProbeReport) => {
      if (this.#worker === worker) this.#heard(report);
    });
    worker.on('error', (error) => {
      if (this.#worker === worker) this.#failed(`the probe thread crashed: ${error.message}`);
    });
    return worker;
  }

  #heard(report: ProbeReport): void {
    const key = jobKey(report.job);
    this.#running.delete(key);
    if (report.state === 'begun') {
      this.#running.set(key, { job: report.job, begunMs: this.#callbacks.nowMs(), overdue: false });
      return;
    }
    const { result } = report;
    this.#resting.delete(key);
    this.#failures = 0;
    if (result?.kind === 'findings')
      for (const finding of result.findings) this.#callbacks.onFinding(finding);
    else if (result !== null) this.#callbacks.onResult(result, report.takenMs);
  }

  #watch(nowMs: number): void {
    for (const running of this.#running.values()) {
      if (nowMs - running.begunMs <= this.#deadlineMs) continue;
      if (running.overdue) {
        this.#failed(`no answer within ${this.#deadlineMs} ms`);
        return;
      }
      running.overdue = true;
    }
  }

  /** The job begun last is the one that hangs: nothing begins after it. */
  #failed(why: string): void {
    const nowMs = this.#callbacks.nowMs();
    const culprit = [...this.#running.values()].at(-1)?.job;
    this.#running.clear();
    this.#failures++;
    this.#startNotBeforeMs = nowMs + Math.min(500 * 2 ** this.#failures, LONGEST_REST_MS);
    const worker = this.#worker;
    this.#worker = null;
    if (worker !== null) {
      this.#stuckThreads++;
      void worker.terminate().then(() => {
        this.#stuckThreads--;
      });
    }
    const text =
      culprit === undefined
        ? `the probe thread failed: ${why}`
        : `reading "${jobKey(culprit)}" failed: ${why}`;
    this.#callbacks.onFinding({ kind: 'unavailable', target: targetOf(culprit), text });
    if (culprit === undefined) return;
    const key = jobKey(culprit);
    const restMs = Math.min((this.#resting.get(key)?.restMs ?? FIRST_REST_MS / 2) * 2, LONGEST_REST_MS);
    this.#resting.set(key, { untilMs: nowMs + restMs, restMs });
    if (culprit.kind === 'cross-check') return;
    const reason = `${why}: the probe was restarted, this reading is tried again in ${restMs / 1000} s`;
    this.#callbacks.onResult(unavailableResult(culprit, reason), nowMs);
  }
}

function targetOf(job: ProbeJob | undefined): number | null {
  return job !== undefined && 'process' in job ? job.process.target : null;
}
