/** One soak that goes on by itself: what conducts it, records it and judges it, and what it can be asked meanwhile. */
import type { Analyst } from '../analysis/analyst.ts';
import type { Assessment } from '../analysis/assessment.ts';
import type { SoakStatus } from '../control/status.ts';
import { EXIT, SoakdError } from '../error.ts';
import type { CorpusFacts } from '../load/corpus/survey.ts';
import type { Plan } from '../plan/plan.ts';
import type { StoreRecord } from '../store/record.ts';
import { Conduct, type Ending, type StatusWithoutCriteria } from './conduct.ts';
import { Discretion } from './discretion.ts';
import { freezeAssessment } from './freeze.ts';
import { LiveFigures, type SoakFigures } from './live-figures.ts';
import { LiveVerdict } from './live-verdict.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import type { Resumption } from './resumption.ts';
import type { RunningSoak, SoakOptions } from './soak.ts';
import { Vigil } from './vigil.ts';

export interface StoredRun {
  readonly run: number;
  readonly id: string;
  /** Secrets expanded. */
  readonly plan: Plan;
  /** What is neither told nor stored of it. */
  readonly secrets: readonly string[];
  /** What its operations are filled with. */
  readonly corpora: readonly CorpusFacts[];
  readonly originMonotonicMs: number;
  /** null: it begins. */
  readonly resumed: Resumption | null;
  readonly analyst: Analyst;
}

export class Soak implements RunningSoak {
  readonly id: string;
  readonly run: number;
  readonly name: string;
  readonly sampleEveryMs: number;
  readonly ended: Promise<Assessment>;
  readonly #options: SoakOptions;
  readonly #stored: StoredRun;
  readonly #stop = new AbortController();
  readonly #kill = new AbortController();
  readonly #recorder: Recorder;
  readonly #verdict: LiveVerdict;
  readonly #conduct: Conduct;
  readonly #discretion: Discretion;
  readonly #figures: LiveFigures;
  readonly #vigil: Vigil;

  constructor(options: SoakOptions, stored: StoredRun) {
    const { clock, targetLogFolder } = options;
    const { run, id, plan, secrets, corpora, originMonotonicMs, resumed, analyst } = stored;
    const onMessage = (message: string): void => options.onMessage(this.#discretion.text(message));
    this.#discretion = new Discretion(secrets);
    this.#figures = new LiveFigures(plan);
    this.id = id;
    this.run = run;
    this.name = plan.name;
    this.sampleEveryMs = plan.sample.everyMs;
    this.#options = options;
    this.#stored = stored;
    const write = (record: StoreRecord): void => this.#write(record);
    this.#recorder = createRecorder({ run, clock, originMonotonicMs, write });
    this.#verdict = new LiveVerdict(analyst, plan.ending, onMessage);
    this.#vigil = new Vigil({
      ...stored,
      clock,
      recorder: this.#recorder,
      write,
      folder: targetLogFolder(id),
      newest: () => this.#verdict.newest,
      // The log of a daemon has every event of its runs.
      say: options.owner.kind === 'foreground' ? onMessage : () => {},
      onTrouble: onMessage,
    });
    this.#conduct = new Conduct({
      runId: id,
      plan,
      clock,
      originMonotonicMs,
      recorder: this.#overheard(),
      logFolder: targetLogFolder(id),
      corpora,
      secrets,
      resumed,
      stop: this.#stop.signal,
      kill: this.#kill.signal,
      criteria: () => this.#verdict.newest?.criteria ?? [],
      onGeneration: (row) => {
        write({ kind: 'generation', run, ...row });
        this.#vigil.life(row);
      },
      onFault: (row) => write({ kind: 'fault', run, ...row }),
      onProgress: (progress) => write({ kind: 'run-update', run, ...progress }),
      onStatus: (status) => {
        this.#verdict.renew(status.observedMs);
        this.#vigil.look(status);
        options.onStatus(this.#complete(status));
      },
      onMessage,
    });
    this.ended = Promise.race([this.#killed(), this.#run()]);
    // Whoever asks later is told then.
    this.ended.catch(() => {});
  }

  status(): SoakStatus {
    return this.#complete(this.#conduct.status());
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

  reported(text: string, isWritten: boolean): void {
    this.#recorder.event(isWritten ? 'report' : 'report-failed', text);
  }

  stop(reason: string): void {
    this.#stop.abort(reason);
  }

  kill(reason: string): void {
    this.#vigil.giveUp(reason);
    this.#kill.abort(reason);
  }

  figures(): SoakFigures {
    return this.#figures.figures();
  }

  sinceTickMs(): number {
    return this.#conduct.sinceTickMs();
  }

  #complete(status: StatusWithoutCriteria): SoakStatus {
    return { ...status, criteria: this.#verdict.count(), alerts: this.#vigil.alerts() };
  }

  /** What is recorded is what alerts and figures are about. */
  #overheard(): Recorder {
    const recorder = this.#vigil.overheard;
    return {
      ...recorder,
      tick: (tick) => {
        this.#figures.tick(tick);
        recorder.tick(tick);
      },
      second: (window) => {
        this.#figures.second(window);
        recorder.second(window);
      },
      histogram: (window) => {
        this.#figures.histogram(window);
        recorder.histogram(window);
      },
    };
  }

  #write(said: StoreRecord): void {
    const record = this.#discretion.record(said);
    this.#options.store.write(record);
    if (record.kind !== 'event') return;
    const { kind: _kind, run: _run, ...event } = record;
    this.#options.onEvent(this.id, event);
  }

  async #run(): Promise<Assessment> {
    const { store, clock } = this.#options;
    const { run, analyst } = this.#stored;
    try {
      const ending = await this.#conduct.run().catch((error: unknown) => this.#explain(error));
      if (ending.state === 'interrupted') this.#recorder.event('signal', ending.why);
      await this.#vigil.end(this.#conduct.status().observedMs);
      this.#write({ kind: 'run-update', run, state: ending.state, endedWallMs: clock.wallMs() });
      await store.flush();
      if (ending.error !== undefined) throw ending.error;
      return await freezeAssessment(store, analyst, run);
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
    const discreet = this.#discretion.error(error);
    const why = discreet instanceof Error ? discreet.message : String(discreet);
    this.#recorder.event('error', why);
    return { state: 'failed', why, error: discreet };
  }
}

function stoppedAtOnce(reason: string): SoakdError {
  return new SoakdError(
    `stopped at once by ${reason}: no report was written, what was sampled is in the database`,
    { exitCode: reason === 'SIGINT' ? EXIT.interrupted : EXIT.terminated },
  );
}
