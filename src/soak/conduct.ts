/**
 * The phases of one soak: ready → warm-up → soak → drain → reload → ended. Starts and stops what takes part; returns
 * why it ended. Everything that is learned on the way goes to the recorder.
 */
import type { Clock } from '../clock.ts';
import type { SoakStatus } from '../control/status.ts';
import { SoakdError } from '../error.ts';
import type { CorpusFacts } from '../load/corpus/survey.ts';
import type { Plan } from '../plan/plan.ts';
import { type Sampler, startSampler } from '../sample/sampler.ts';
import type { FaultRow, GenerationRow } from '../store/event-record.ts';
import type { RunProgress, RunState } from '../store/run-record.ts';
import type { CriterionVerdict } from '../verdict/verdict.ts';
import { FaultConduct } from './fault-conduct.ts';
import { conductLastPhases } from './last-phases.ts';
import { LiveView } from './live-view.ts';
import { brokenAbortRule, isWarm } from './milestones.ts';
import { ObservedTime } from './observed-time.ts';
import { Pausing } from './pausing.ts';
import type { Recorder } from './recorder.ts';
import type { Resumption } from './resumption.ts';
import { NOTHING_DONE, SoakLoad } from './soak-load.ts';
import { Targets } from './targets.ts';

/** How often progress is told, the heartbeat is written and the end is looked for. */
const BEAT_MS = 500;

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
  readonly corpora: readonly CorpusFacts[];
  /** What is neither told nor stored. */
  readonly secrets: readonly string[];
  /** null: it begins. */
  readonly resumed: Resumption | null;
  readonly stop: AbortSignal;
  readonly kill: AbortSignal;
  /** The newest live assessment's criteria; asks for another one when it is time. */
  readonly criteria: () => readonly CriterionVerdict[];
  readonly onGeneration: (row: GenerationRow) => void;
  readonly onFault: (row: FaultRow) => void;
  readonly onProgress: (progress: Partial<RunProgress>) => void;
  readonly onStatus: (status: StatusWithoutCriteria) => void;
  readonly onMessage: (message: string) => void;
}

/** The verdict so far and the alerts come from others. */
export type StatusWithoutCriteria = Omit<SoakStatus, 'criteria' | 'alerts'>;

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
  readonly #pausing: Pausing;
  readonly #faults: FaultConduct;
  #sampler: Sampler | null = null;
  #tickedMs: number;
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
      corpora: given.corpora,
      secrets: given.secrets,
      done: load,
      kill: given.kill,
      onMessage: given.onMessage,
      onDone: (why) => this.#finish('completed', why),
      onFailed: (why) => this.#finish('failed', why),
    });
    this.#faults = new FaultConduct({ ...given, folder: given.logFolder, targets: this.#targets });
    const parts = { observed: this.#observed, load: this.#load, recorder: given.recorder };
    this.#pausing = new Pausing(parts, (why) => this.#finish('failed', why));
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
      await this.#faults.prepare();
      await this.#targets.start(stop);
      if (resumed === null || resumed.phase === 'ready') {
        this.#observed.begin(recorder.now());
        this.#enter('warm-up');
      } else await this.#goOn(resumed);
      const soaked = await this.#soak();
      const ending = soaked.state === 'completed' ? ((await this.#followUp()) ?? soaked) : soaked;
      await this.#faults.end();
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
    if (pausedSinceMs !== null) await this.#pausing.goOn(pausedSinceMs, nowMs);
  }

  /** Warm-up and soak, where they are not over. */
  async #soak(): Promise<Ending> {
    if (this.#phase !== 'warm-up' && this.#phase !== 'soak') return COMPLETED;
    await this.#load.begin(this.#observedMs());
    return Promise.race([this.#completed.promise, this.#cut.promise]);
  }

  /** Answers with what cut it short. */
  #followUp(): Promise<Ending | null> {
    const { plan, resumed, recorder } = this.#given;
    return conductLastPhases({
      plan: plan.drain,
      resumed,
      phase: this.#phase,
      load: this.#load,
      observed: this.#observed,
      now: () => recorder.now(),
      cut: this.#cut.promise,
      enter: (phase) => this.#enter(phase),
      onEnds: (endsMs) => {
        this.#endsMs = endsMs;
      },
    });
  }

  /** Stops whatever still runs; sampling ends first, so that the planned end of a target is no finding. */
  async #end(): Promise<void> {
    this.#load[Symbol.dispose]();
    await this.#faults.end();
    const sampler = this.#sampler;
    this.#sampler = null;
    await sampler?.stop();
    await this.#targets.stop();
    await this.#faults.close();
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
    if (this.#phase === 'warm-up' && isWarm(plan, observedMs, this.#view.operationsDue)) this.#enter('soak');
    if (this.#phase === 'soak') this.#lookForAbort();
    if (this.#phase !== 'ready') this.#faults.look(observedMs);
    onProgress({ observedMs, heartbeatWallMs: clock.wallMs() });
    onStatus(this.status());
  }

  status(): StatusWithoutCriteria {
    const { plan, runId } = this.#given;
    const observedMs = this.#observedMs();
    return {
      run: runId,
      name: plan.name,
      phase: this.#phase === 'drain' && plan.drain === null ? 'ending' : this.#phase,
      paused: this.#observed.paused,
      observedMs,
      leftMs: this.#endsMs === null ? null : Math.max(this.#endsMs - observedMs, 0),
      load: this.#view.load(),
      targets: this.#view.targets(this.#targets.sampled()),
      faults: this.#faults.inForce(),
    };
  }

  /** Monotonic ms since the sampler's newest tick; 0 once it has stopped as planned. */
  sinceTickMs(): number {
    return this.#sampler === null ? 0 : this.#given.clock.monotonicMs() - this.#tickedMs;
  }

  /** @throws SoakdError unless the soak goes on */
  pause(): void {
    this.#refuseUnlessBegun();
    this.#pausing.pause();
    this.#given.onProgress({ observedMs: this.#observedMs() });
  }

  /** @throws SoakdError unless it is paused */
  resume(): void {
    this.#refuseUnlessBegun();
    this.#pausing.resume();
  }

  #refuseUnlessBegun(): void {
    if (this.#phase === 'ready') throw new SoakdError('it has not begun yet: its targets are starting');
    if (this.#phase === 'ended') throw new SoakdError('it has ended');
  }

  #lookForAbort(): void {
    const { plan, criteria, recorder } = this.#given;
    const rule = brokenAbortRule(plan, criteria());
    if (rule === null) return;
    recorder.event('abort', `${rule} failed`);
    this.#finish('aborted', `the abort rule ${rule} failed`);
  }

  #enter(phase: RunProgress['phase']): void {
    this.#phase = phase;
    const isUnplanned = phase === 'drain' && this.#given.plan.drain === null;
    this.#given.recorder.event('phase', isUnplanned ? 'drain: what is in flight may finish' : phase);
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
