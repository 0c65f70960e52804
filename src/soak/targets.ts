/** The targets of one soak: what happens in their lives becomes generations and events of the run. */
import { type Clock, readBootId } from '../clock.ts';
import type { NamedProcess } from '../fault/named-process.ts';
import type { TargetPlan } from '../plan/target/target-plan.ts';
import type { SampledProcess, Tick } from '../sample/sample.ts';
import type { GenerationRow } from '../store/event-record.ts';
import { type EarlierLife, TargetLife } from '../target/life.ts';
import { readLimits } from '../target/limits-in-force.ts';
import type { Generation, LifeObserver } from '../target/target.ts';
import type { Recorder } from './recorder.ts';
import type { Resumption } from './resumption.ts';

export interface TargetsOptions {
  readonly plans: readonly TargetPlan[];
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly originMonotonicMs: number;
  readonly logFolder: string;
  /** Of a run that goes on, or is ended, after its soakd died. */
  readonly resumed: Resumption | null;
  readonly onGeneration: (row: GenerationRow) => void;
  readonly onLost: (name: string, why: string) => void;
  readonly onMessage: (message: string) => void;
}

export class Targets {
  readonly #lives: readonly TargetLife[];
  readonly #names: readonly string[];

  constructor(options: TargetsOptions) {
    const { clock, logFolder, resumed } = options;
    this.#names = options.plans.map(({ name }) => name);
    this.#lives = options.plans.map((plan, target) => {
      const observer = observe(target, plan.name, options);
      const earlier = resumed === null ? {} : { earlier: earlierLife(target, resumed) };
      return new TargetLife({ target, plan, logFolder, clock, observer, ...earlier });
    });
  }

  /** In the plan's order: a later target may need an earlier one. */
  async start(signal: AbortSignal): Promise<void> {
    for (const life of this.#lives) await life.start(signal);
  }

  /** The processes to read at this moment. */
  readonly sampled = (): readonly SampledProcess[] =>
    this.#lives.map((life) => life.current()).filter((process) => process !== null);

  /** The root process of the target of this name; null: it does not run. */
  root(name: string): NamedProcess | null {
    const target = this.#names.indexOf(name);
    const found = this.#lives[target]?.current() ?? null;
    return found === null ? null : { pid: found.pid, startTicks: found.startTicks, bootId: readBootId() };
  }

  /** Ends the process of the target of this name, which is brought back: life.ts. */
  strike(name: string, signal: NodeJS.Signals, withinMs: number): Promise<string | null> {
    return this.#named(name)?.strike(signal, withinMs) ?? Promise.resolve(null);
  }

  /** The control group that is its own; null: it has none, or does not run. */
  group(name: string): string | null {
    return this.#named(name)?.current()?.cgroup?.folder ?? null;
  }

  #named(name: string): TargetLife | undefined {
    return this.#lives[this.#names.indexOf(name)];
  }

  /** Tells the lives which processes the sampler found gone. */
  see(tick: Tick): void {
    for (const { target, generation, state, why } of tick.targets) {
      if (state === 'gone') this.#lives[target]?.noteGone(generation, why ?? 'gone');
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.#lives.map((life) => life.stop()));
  }

  /** Leaves nothing running that was started, without waiting. */
  killAtOnce(): void {
    for (const life of this.#lives) life.stopAtOnce();
  }
}

function earlierLife(target: number, resumed: Resumption): EarlierLife {
  const { phase, originMonotonicMs } = resumed;
  const generations = resumed.generations.filter((one) => one.target === target);
  const last = generations.at(-1);
  return {
    generations: last?.generation ?? 0,
    open: last?.endedMs === null ? { ...last, begunMs: last.startedMs + originMonotonicMs } : null,
    wasReady: phase !== 'ready',
  };
}

function observe(target: number, name: string, options: TargetsOptions): LifeObserver {
  const { recorder, originMonotonicMs, onGeneration, onMessage, resumed } = options;
  const row = ({ generation, pid, startTicks, bootId, command, begunMs }: Generation): GenerationRow => ({
    target,
    generation,
    pid,
    startTicks,
    bootId,
    command,
    startedMs: begunMs - originMonotonicMs,
    endedMs: null,
    why: null,
    planned: false,
  });
  return {
    begin(generation) {
      onGeneration(row(generation));
      recorder.event('generation-begin', `${name} runs as pid ${generation.pid}`, { target });
    },
    ready({ generation, pid }) {
      recorder.limits({ target, generation, ...readLimits('/proc', pid) });
    },
    end(generation, why, planned, seen) {
      // Nobody knows when it ended: it was there when soakd was.
      const endedMs = seen || resumed === null ? recorder.now() : resumed.lastSeenMs;
      onGeneration({ ...row(generation), endedMs, why, planned });
      recorder.event('generation-end', `${name} (pid ${generation.pid}) ended: ${why}`, { target });
      if (!planned) onMessage(`${name} (pid ${generation.pid}) ended: ${why}`);
    },
    restart(why, afterMs) {
      recorder.event('restart', why, { target, durationMs: afterMs });
    },
    lost(why) {
      recorder.event('target-lost', `${name} was lost: ${why}`, { target });
      options.onLost(name, why);
    },
  };
}
