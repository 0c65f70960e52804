/**
 * The phases of one soak: ready → warm-up → soak → drain → reload → ended. Starts and stops what takes part; returns
 * why it ended. Everything that is learned on the way goes to the recorder.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import type { SoakStatus } from '../control/status.ts';
import { SoakdError } from '../error.ts';
import type { Plan } from '../plan/plan.ts';
import { type Sampler, startSampler } from '../sample/sampler.ts';
import type { GenerationRow, RunProgress, RunState } from '../store/record.ts';
import type { CriterionVerdict } from '../verdict/verdict.ts';
import { LiveView } from './live-view.ts';
import { ObservedTime } from './observed-time.ts';
import type { Recorder } from './recorder.ts';
import type { Resumption } from './resumption.ts';
import { NOTHING_DONE, SoakLoad } from './soak-load.ts';
import { Targets } from './targets.ts';

/** How often progress is told, the heartbeat is written and the end is looked for. */
const BEAT_MS = 500;
/** With `warmup: auto` the phase is for the eye and for abort rules alone: trends find their steady state themselves. */
const AUTO_WARMUP_SHARE = 0.25;

export interface Ending {
  readonly state: Exclude<RunState, 'running'>;
  readonly why: string;
  /** What kept the soak from going on, where that is for the caller to throw. */
  readonly error?: unknown;
}

const COMPLETED: Ending = { state: 'completed', why: 'the planned time was observed' };

export interface Conducted {
  readonly runId: string;
  /** Secrets expanded. */
  readonly plan: Plan;
  readonly clock: Clock;
  readonly originMonotonicMs: number;
  readonly recorder: Recorder;
  readonly logFolder: string;
  /** null: it begins. */
  readonly resumed: Resumption | null;
  readonly stop: AbortSignal;
  readonly kill: AbortSignal;
  /** The newest live assessment's criteria; asks for another one when it is time. */
  readonly criteria: () => readonly CriterionVerdict[];
  readonly onGeneration: (row: GenerationRow) => void;
  readonly onProgress: (progress: Partial<RunProgress>) => void;
  readonly onStatus: (status: StatusWithoutCriteria) => void;
  readonly onMessage: (message: string) => void;
}

export type StatusWithoutCriteria = Omit<SoakStatus, 'criteria'>;

export class Conduct {
  readonly #given: Conducted;
  /** The soak has lasted as long as planned. */
  readonly #completed = Promise.withResolvers<Ending>();
  /** Something ends the run before its time, in whatever phase. */
  readonly #cut = Promise.withResolvers<Ending>();
  readonly #observed = new ObservedTime();
  readonly #view: LiveView;
  readonly #targets: Targets;
  readonly #load: SoakLoad;
  #sampler: Sampler | null = null;
  #tickedMs: number;
  /** On the run's clock. */
  #pausedMs = 0;
  #phase: RunProgress['phase'] = 'ready';
  /** Of observed time: when the soak, the drain or the reload ends; null: after so many operations. */
  #endsMs: number | null;

  constructor(given: Conducted) {
    this.#given = given;
    this.#tickedMs = given.clock.monotonicMs();
    const { resumed } = given;
    const load = resumed?.load ?? NOTHING_DONE;
    this.#view = new LiveView(given.plan, load.arrivals);
    this.#endsMs = given.plan.ending.kind === 'duration' ? given.plan.ending.durationMs : null;
    this.#targets = new Targets({
      plans: given.plan.targets,
      recorder: given.recorder,
      clock: given.clock,
      originMonotonicMs: given.originMonotonicMs,
      logFolder: given.logFolder,
      resumed,
      onGeneration: given.onGeneration,
      onLost: (name, why) => this.#finish('lost', `target ${name} was lost: ${why}`),
      onMessage: given.onMessage,
    });
    this.#load = new SoakLoad({
      plan: given.plan,
      originMonotonicMs: given.originMonotonicMs,
      recorder: given.recorder,
      view: this.#view,
      done: load,
      kill: given.kill,
      onMessage: given.onMessage,
      onDone: () => this.#finish('completed', 'all operations were done'),
      onFailed: (why) => this.#finish('failed', why),
    });
    given.stop.addEventListener('abort', () => this.#finish('interrupted', `ended by ${given.stop.reason}`));
    given.kill.addEventListener('abort', () => {
      this.#targets.killAtOnce();
      this.#load[Symbol.dispose]();
      this.#finish('interrupted', `ended at once by ${given.kill.reason}`);
    });
  }

  /** @throws what kept a target from starting, or the reason of `stop` while they start; nothing is left running then */
  async run(): Promise<Ending> {
    try {
      return await this.#run();
    } finally {
      await this.#end();
    }
  }

  async #run(): Promise<Ending> {
    const { recorder, stop, resumed } = this.#given;
    if (resumed === null) this.#enter('ready');
    else this.#phase = resumed.phase;
    this.#sampler = this.#startSampler();
    const beat = setInterval(() => this.#beat(), BEAT_MS);
    try {
      await this.#targets.start(stop);
      if (resumed === null || resumed.phase === 'ready') {
        this.#observed.begin(recorder.now());
        this.#enter('warm-up');
      } else await this.#goOn(resumed);
      const soaked = await this.#soak();
      const ending = soaked.state === 'completed' ? ((await this.#finishAsPlanned()) ?? soaked) : soaked;
      await this.#load.cut();
      return ending;
    } finally {
      clearInterval(beat);
      this.#beat();
    }
  }

  /** What passed since soakd was back counts as observed. */
  async #goOn({ nowMs, observedMs, pausedSinceMs }: Resumption): Promise<void> {
    this.#observed.begin(nowMs, observedMs);
    if (pausedSinceMs === null) return;
    this.#pausedMs = pausedSinceMs;
    this.#observed.pause(nowMs);
    await this.#load.pause();
  }

  /** Warm-up and soak, where they are not over. */
  async #soak(): Promise<Ending> {
    if (this.#phase !== 'warm-up' && this.#phase !== 'soak') return COMPLETED;
    await this.#load.begin(this.#observedMs());
    return Promise.race([this.#completed.promise, this.#cut.promise]);
  }

  /** Stops whatever still runs; sampling ends first, so that the planned end of a target is no finding. */
  async #end(): Promise<void> {
    this.#load[Symbol.dispose]();
    const sampler = this.#sampler;
    this.#sampler = null;
    await sampler?.stop();
    await this.#targets.stop();
    this.#enter('ended');
    this.#given.onProgress({ observedMs: this.#observedMs() });
  }

  #startSampler(): Sampler {
    const { plan, clock, originMonotonicMs, recorder } = this.#given;
    return startSampler({
      everyMs: plan.sample.everyMs,
      clock,
      originMonotonicMs,
      procRoot: '/proc',
      processes: this.#targets.sampled,
      paths: plan.sample.paths,
      scrape: plan.sample.scrape,
      onTick: (tick) => {
        this.#tickedMs = clock.monotonicMs();
        // What the loop slept through was not observed; an ordinary delay of one tick is no gap.
        if (tick.disturbance?.kind === 'stall') this.#observed.lose(tick.disturbance.durationMs);
        this.#targets.see(tick);
        this.#view.tick(tick);
        recorder.tick(tick);
      },
      onFinding: ({ kind, target, text }) => recorder.event(kind, text, target === null ? {} : { target }),
      signal: new AbortController().signal,
    });
  }

  #beat(): void {
    const { plan, clock, onProgress, onStatus } = this.#given;
    const observedMs = this.#observedMs();
    const { ending } = plan;
    if (ending.kind === 'duration' && observedMs >= ending.durationMs) {
      this.#completed.resolve(COMPLETED);
    }
    if (this.#phase === 'warm-up' && this.#isWarm(observedMs)) this.#enter('soak');
    if (this.#phase === 'soak') this.#lookForAbort();
    onProgress({ observedMs, heartbeatWallMs: clock.wallMs() });
    onStatus(this.status());
  }

  status(): StatusWithoutCriteria {
    const { plan, runId } = this.#given;
    const observedMs = this.#observedMs();
    return {
      run: runId,
      name: plan.name,
      phase: this.#phase,
      paused: this.#observed.paused,
      observedMs,
      leftMs: this.#endsMs === null ? null : Math.max(this.#endsMs - observedMs, 0),
      load: this.#view.load(),
      targets: this.#view.targets(this.#targets.sampled()),
    };
  }

  /** Monotonic ms since the sampler's newest tick; 0 once it has stopped as planned. */
  sinceTickMs(): number {
    return this.#sampler === null ? 0 : this.#given.clock.monotonicMs() - this.#tickedMs;
  }

  /** @throws SoakdError unless the soak goes on */
  pause(): void {
    const { recorder, onProgress } = this.#given;
    this.#refuseUnlessBegun();
    if (this.#observed.paused) throw new SoakdError('it is paused already');
    this.#pausedMs = recorder.now();
    this.#observed.pause(this.#pausedMs);
    recorder.event('pause', 'paused: the load rests');
    onProgress({ observedMs: this.#observedMs() });
    void this.#load.pause();
  }

  /** @throws SoakdError unless it is paused */
  resume(): void {
    const { recorder } = this.#given;
    this.#refuseUnlessBegun();
    if (!this.#observed.paused) throw new SoakdError('it is not paused');
    const nowMs = recorder.now();
    this.#observed.resume(nowMs);
    recorder.event('resume', 'the pause is over', { durationMs: nowMs - this.#pausedMs });
    void this.#load.resume(this.#observedMs());
  }

  #refuseUnlessBegun(): void {
    if (this.#phase === 'ready') throw new SoakdError('it has not begun yet: its targets are starting');
    if (this.#phase === 'ended') throw new SoakdError('it has ended');
  }

  #isWarm(observedMs: number): boolean {
    const { warmup, ending } = this.#given.plan;
    if (warmup.kind === 'fixed') return observedMs >= warmup.durationMs;
    if (ending.kind === 'duration') return observedMs >= ending.durationMs * AUTO_WARMUP_SHARE;
    return this.#view.operationsDue >= ending.operations * AUTO_WARMUP_SHARE;
  }

  #lookForAbort(): void {
    const { plan, criteria, recorder } = this.#given;
    const failed = new Set(
      criteria()
        .filter(({ verdict }) => verdict === 'fail')
        .map(({ rule }) => rule),
    );
    const broken = plan.criteria.find(({ abort, rule }) => abort && failed.has(rule.text));
    if (broken === undefined) return;
    recorder.event('abort', `${broken.rule.text} failed`);
    this.#finish('aborted', `the abort rule ${broken.rule.text} failed`);
  }

  /**
   * The load ends and what is in flight may finish; then the targets are watched at rest for as long as planned, and
   * with the load again. Answers with what cut that short.
   */
  async #finishAsPlanned(): Promise<Ending | null> {
    const { plan, resumed } = this.#given;
    const { drain } = plan;
    const ranMs = resumed?.drainBeganMs ?? this.#observedMs();
    if (this.#phase !== 'reload') {
      if (this.#phase !== 'drain') this.#enter('drain');
      await this.#load.finish();
      if (drain === null) return null;
      const cut = await this.#watchUntil((resumed?.drainBeganMs ?? this.#observedMs()) + drain.durationMs);
      if (cut !== null || drain.reloadMs === null) return cut;
      this.#enter('reload');
    }
    const reloadedMs = resumed?.reloadBeganMs ?? this.#observedMs();
    await this.#load.beginAgain(ranMs);
    const cut = await this.#watchUntil(reloadedMs + (drain?.reloadMs ?? 0));
    if (cut === null) await this.#load.finish();
    return cut;
  }

  /** Of observed time; answers with what cut it short. */
  async #watchUntil(endsMs: number): Promise<Ending | null> {
    this.#endsMs = endsMs;
    const over = new AbortController();
    try {
      for (let leftMs = endsMs - this.#observedMs(); leftMs > 0; leftMs = endsMs - this.#observedMs()) {
        const waitMs = this.#observed.paused ? BEAT_MS : leftMs;
        const cut = await Promise.race([this.#cut.promise, delay(waitMs, null, { signal: over.signal })]);
        if (cut !== null) return cut;
      }
      return null;
    } finally {
      over.abort();
    }
  }

  #enter(phase: RunProgress['phase']): void {
    this.#phase = phase;
    this.#given.recorder.event('phase', phase);
    this.#given.onProgress({ phase });
  }

  #observedMs(): number {
    return this.#observed.until(this.#given.recorder.now());
  }

  /** The first reason counts. */
  #finish(state: Ending['state'], why: string): void {
    (state === 'completed' ? this.#completed : this.#cut).resolve({ state, why });
  }
}
