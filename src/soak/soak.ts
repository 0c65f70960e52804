/**
 * One soak from start to end: ready → warm-up → soak → drain → reload → ended. Joins the targets, the sampler, the load,
 * the store and the analysis, which do not know each other.
 */
import { type Analyst, openAnalyst } from '../analysis/analyst.ts';
import type { Assessment } from '../analysis/assessment.ts';
import { type Clock, readBootId } from '../clock.ts';
import type { SoakStatus } from '../control/status.ts';
import { EXIT, SoakdError } from '../error.ts';
import type { ParsedPlan } from '../plan/parse.ts';
import type { Plan } from '../plan/plan.ts';
import { expandSecrets } from '../plan/secret.ts';
import { thisProcess } from '../store/owner.ts';
import type { EventRow, NewRun, RunProgress, StoreRecord } from '../store/record.ts';
import type { StoreWriter } from '../store/writer.ts';
import { Conduct, type Ending } from './conduct.ts';
import { freezeVerdicts } from './freeze.ts';
import { readHostFacts } from './host.ts';
import { LiveVerdict } from './live-verdict.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { newRunId } from './run-id.ts';

export type SoakRequest = { readonly kind: 'new'; readonly parsed: ParsedPlan };

export interface SoakOptions {
  readonly request: SoakRequest;
  /** Of `database`; several soaks may share it. */
  readonly store: StoreWriter;
  readonly database: string;
  /** soakd's own, for the facts of the run. */
  readonly version: string;
  /** Where the output of the targets of this run goes. */
  readonly targetLogFolder: (runId: string) => string;
  readonly clock: Clock;
  /** What this process is, and the path of its control socket. */
  readonly owner: { readonly kind: RunProgress['ownerKind']; readonly socket: string | null };
  readonly onStatus: (status: SoakStatus) => void;
  readonly onEvent: (run: string, event: EventRow) => void;
  readonly onMessage: (message: string) => void;
}

export interface RunningSoak {
  readonly id: string;
  /** Row id: `run` in every record. */
  readonly run: number;
  readonly name: string;
  /** Between two ticks of the sampler. */
  readonly sampleEveryMs: number;
  status(): SoakStatus;
  /** The load rests, and no time is observed. @throws SoakdError unless the soak goes on */
  pause(): void;
  /** @throws SoakdError unless it is paused */
  resume(): void;
  /** Puts a text on the run's clock. @throws SoakdError when the run has ended */
  note(text: string): void;
  /** Ends it early, with its partial report; nothing when it is ending. `reason`: a signal's name, or who wants it. */
  stop(reason: string): void;
  /** Ends it at once, leaving nothing that was started; `ended` rejects. */
  kill(reason: string): void;
  /** Monotonic ms since the sampler's newest tick; 0 once it has stopped as planned. */
  sinceTickMs(): number;
  /**
   * The final assessment, also of a run that was interrupted or that lost its target. Rejects with a SoakdError when a
   * target could not be started, the database could not be written, or the run was killed.
   */
  readonly ended: Promise<Assessment>;
}

/**
 * Resolves when the run is stored and goes on by itself.
 *
 * @throws SoakdError when a secret of the plan is missing, or the run cannot be stored; then nothing was started
 */
export async function startSoak(options: SoakOptions): Promise<RunningSoak> {
  const { clock, store, database, request } = options;
  // Before anything is written or started: a missing secret is found here.
  const plan = expandSecrets(request.parsed.plan, process.env);
  const id = newRunId();
  const originMonotonicMs = clock.monotonicMs();
  const run = await store.createRun(describeRun(options, request.parsed, id, originMonotonicMs));
  store.write({ kind: 'run-update', run, ...ownership(options) });
  await store.flush();
  const analyst = await openAnalyst(database, run);
  return new Soak(options, { run, id, plan, originMonotonicMs, analyst });
}

interface Stored {
  readonly run: number;
  readonly id: string;
  /** Secrets expanded. */
  readonly plan: Plan;
  readonly originMonotonicMs: number;
  readonly analyst: Analyst;
}

class Soak implements RunningSoak {
  readonly id: string;
  readonly run: number;
  readonly name: string;
  readonly sampleEveryMs: number;
  readonly ended: Promise<Assessment>;
  readonly #options: SoakOptions;
  readonly #stored: Stored;
  readonly #stop = new AbortController();
  readonly #kill = new AbortController();
  readonly #recorder: Recorder;
  readonly #verdict: LiveVerdict;
  readonly #conduct: Conduct;

  constructor(options: SoakOptions, stored: Stored) {
    const { clock, onMessage, targetLogFolder } = options;
    const { run, id, plan, originMonotonicMs, analyst } = stored;
    this.id = id;
    this.run = run;
    this.name = plan.name;
    this.sampleEveryMs = plan.sample.everyMs;
    this.#options = options;
    this.#stored = stored;
    const write = (record: StoreRecord): void => this.#write(record);
    this.#recorder = createRecorder({ run, clock, originMonotonicMs, write });
    this.#verdict = new LiveVerdict(analyst, plan.ending, onMessage);
    this.#conduct = new Conduct({
      runId: id,
      plan,
      clock,
      originMonotonicMs,
      recorder: this.#recorder,
      logFolder: targetLogFolder(id),
      stop: this.#stop.signal,
      kill: this.#kill.signal,
      criteria: () => this.#verdict.newest?.criteria ?? [],
      onGeneration: (row) => write({ kind: 'generation', run, ...row }),
      onProgress: (progress) => write({ kind: 'run-update', run, ...progress }),
      onStatus: (status) => {
        this.#verdict.renew(status.observedMs);
        options.onStatus({ ...status, criteria: this.#verdict.count() });
      },
      onMessage,
    });
    this.ended = Promise.race([this.#killed(), this.#run()]);
    // Whoever asks later is told then.
    this.ended.catch(() => {});
  }

  status(): SoakStatus {
    return { ...this.#conduct.status(), criteria: this.#verdict.count() };
  }

  pause(): void {
    this.#conduct.pause();
  }

  resume(): void {
    this.#conduct.resume();
  }

  note(text: string): void {
    if (this.#conduct.status().phase === 'ended') throw new SoakdError('it has ended');
    this.#recorder.event('note', text);
  }

  stop(reason: string): void {
    this.#stop.abort(reason);
  }

  kill(reason: string): void {
    this.#kill.abort(reason);
  }

  sinceTickMs(): number {
    return this.#conduct.sinceTickMs();
  }

  #write(record: StoreRecord): void {
    this.#options.store.write(record);
    if (record.kind === 'event') this.#options.onEvent(this.id, record);
  }

  async #run(): Promise<Assessment> {
    const { store, clock } = this.#options;
    const { run, analyst } = this.#stored;
    try {
      const ending = await this.#conduct.run().catch((error: unknown) => this.#explain(error));
      if (ending.state === 'interrupted') this.#recorder.event('signal', ending.why);
      this.#write({ kind: 'run-update', run, state: ending.state, endedWallMs: clock.wallMs() });
      await store.flush();
      if (ending.error !== undefined) throw ending.error;
      return await freezeVerdicts(store, analyst, run);
    } finally {
      await analyst.close();
    }
  }

  #killed(): Promise<never> {
    const { signal } = this.#kill;
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(stoppedAtOnce(String(signal.reason))), { once: true });
    });
  }

  /** A soak that was stopped while its targets started has a report; one whose target would not start has an error. */
  #explain(error: unknown): Ending {
    for (const { aborted, reason } of [this.#kill.signal, this.#stop.signal])
      if (aborted) return { state: 'interrupted', why: `ended by ${reason}` };
    const why = error instanceof Error ? error.message : String(error);
    this.#recorder.event('error', why);
    return { state: 'failed', why, error };
  }
}

function ownership({ owner }: SoakOptions): Partial<RunProgress> {
  const { pid, startTicks, bootId } = thisProcess();
  const socket = owner.socket === null ? {} : { socket: owner.socket };
  return {
    ownerPid: pid,
    ownerStartTicks: startTicks,
    ownerBootId: bootId,
    ownerKind: owner.kind,
    ...socket,
  };
}

function describeRun(
  { clock, version }: SoakOptions,
  { plan, text, sha256 }: ParsedPlan,
  id: string,
  monotonicOriginMs: number,
): NewRun {
  const targets = plan.targets.map(({ name }) => name);
  return {
    id,
    name: plan.name,
    planText: text,
    planSha256: sha256,
    planJson: JSON.stringify(plan),
    startedWallMs: clock.wallMs(),
    bootId: readBootId(),
    monotonicOriginMs,
    hostJson: JSON.stringify(readHostFacts(version)),
    targets,
    operations: (plan.load?.operations ?? []).map(({ name, kind, weight, target }) => ({
      name,
      kind,
      weight,
      target: target === null ? null : targets.indexOf(target),
    })),
  };
}

function stoppedAtOnce(reason: string): SoakdError {
  return new SoakdError(
    `stopped at once by ${reason}: no report was written, what was sampled is in the database`,
    { exitCode: reason === 'SIGINT' ? EXIT.interrupted : EXIT.terminated },
  );
}
