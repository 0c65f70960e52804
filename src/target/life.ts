/**
 * The life of one target: generation after generation, each the life of one root process, until it is stopped or
 * lost. What soakd started ends when it exits. What it attached to ends when the caller, which reads it at every
 * tick, says so; found by pidfile, unit, port or match it is then looked for again, unless its restart policy is
 * `never` (how it ended cannot be known, so `on-failure` is `always` there); named by its pid, it is lost at once.
 */
import { type Clock, readBootId, systemClock } from '../clock.ts';
import { SoakdError } from '../error.ts';
import type { TargetPlan } from '../plan/target/target-plan.ts';
import { isAlive } from '../proc/signal-process.ts';
import { makeOrigin, type OriginOptions } from './make-origin.ts';
import type { NewProcess, Origin } from './origin.ts';
import { ownCgroup } from './own-cgroup.ts';
import { pause } from './pause.ts';
import { decideRestart, NO_RESTARTS, type RestartHistory } from './restart.ts';
import { signalUntilGone } from './signal-until-gone.ts';
import type { End, Generation, LifeObserver, WatchedProcess } from './target.ts';

export interface LifeOptions extends OriginOptions {
  /** Index of the target in the plan. */
  readonly target: number;
  readonly observer: LifeObserver;
  readonly clock?: Clock;
  /** Of a run that goes on after its soakd died. */
  readonly earlier?: EarlierLife;
}

/** What an earlier soakd knew of the target. */
export interface EarlierLife {
  /** Generations so far. */
  readonly generations: number;
  /** The one that had not ended; null: there was none. */
  readonly open: Generation | null;
  /** false: it was starting, and begins anew. */
  readonly wasReady: boolean;
}

interface Living {
  readonly generation: Generation;
  readonly watched: WatchedProcess;
  /** null: the life is closed. */
  readonly ended: PromiseWithResolvers<End | null>;
  readonly tellsItsEnd: boolean;
  /** How it ended, nobody knows when, while there was no soakd; null: it did not. */
  readonly endedUnseen: string | null;
}

const ENDED_UNSEEN: End = { why: 'ended while soakd was away', failed: true };
/** No end of its own: whatever its restart policy, what can be had again goes on. */
const ENDED_BY_REBOOT: End = { why: 'the machine was restarted', failed: true };

/** The exit of a child is told at once; where it is not, its reader is believed. */
const EXIT_WITHIN_MS = 1000;

export class TargetLife {
  readonly #target: number;
  readonly #plan: TargetPlan;
  readonly #observer: LifeObserver;
  readonly #clock: Clock;
  readonly #bootId: string;
  readonly #procRoot: string;
  readonly #startsAnew: boolean;
  readonly #origin: Origin;
  readonly #closing = new AbortController();
  #generations: number;
  #living: Living | null = null;
  #struck: Living | null = null;
  #history: RestartHistory = NO_RESTARTS;
  /** All generations after the first. */
  #course: Promise<void> = Promise.resolve();

  constructor(options: LifeOptions) {
    const { clock = systemClock, procRoot = '/proc', earlier } = options;
    this.#target = options.target;
    this.#plan = options.plan;
    this.#observer = options.observer;
    this.#clock = clock;
    this.#generations = earlier?.generations ?? 0;
    this.#bootId = readBootId(procRoot);
    this.#procRoot = procRoot;
    this.#origin = makeOrigin(options);
    this.#startsAnew = earlier?.wasReady !== true;
    if (earlier?.open === null) this.#origin.adopt(null);
    else if (earlier !== undefined) this.#living = this.#adopt(earlier.open);
  }

  /**
   * Starts or finds the first process and waits until it is ready; or goes on with that of an earlier soakd, which is
   * brought back, where it ended meanwhile, like any that ends. Call it once.
   *
   * @throws SoakdError when that fails, or the reason of `signal`; then nothing that was started is left
   */
  async start(signal?: AbortSignal): Promise<Generation> {
    const closing = this.#closing.signal;
    const adopted = this.#living;
    if (adopted !== null && !this.#startsAnew) {
      this.#course = this.#goOn(adopted);
      return adopted.generation;
    }
    try {
      // soakd may have died between a start and its note of it.
      await this.#endAsPlanned();
      const living = await this.#next(signal === undefined ? closing : AbortSignal.any([signal, closing]));
      this.#course = this.#goOn(living);
      return living.generation;
    } catch (error) {
      this.#close();
      if (!(error instanceof SoakdError)) throw error;
      const { exitCode, hint, message } = error;
      throw new SoakdError(`target ${this.#plan.name}: ${message}`, {
        exitCode,
        ...(hint === null ? {} : { hint }),
        cause: error,
      });
    }
  }

  /** The process to read now; null before the first generation, between two and after the last. */
  current(): WatchedProcess | null {
    return this.#living?.endedUnseen === null ? this.#living.watched : null;
  }

  /** The reader saw that the process of this generation ended, became a zombie, or that its pid names another. */
  noteGone(generation: number, why: string): void {
    const living = this.#living;
    if (living?.generation.generation !== generation) return;
    const end = (): void => living.ended.resolve({ why, failed: true });
    if (living.tellsItsEnd) setTimeout(end, EXIT_WITHIN_MS).unref();
    else end();
  }

  /**
   * Signals the process of now, as a fault of the plan: when it ends within that time, it ends as planned, and another
   * follows whatever the restart policy. Resolves then, with how it ended; null: it has not, or there was none.
   */
  async strike(signal: NodeJS.Signals, withinMs: number): Promise<string | null> {
    const living = this.#living;
    const watched = this.current();
    if (living === null || watched === null) return null;
    this.#struck = living;
    const isGone = await signalUntilGone(this.#procRoot, watched, signal, withinMs, this.#closing.signal);
    if (!isGone) this.#struck = null;
    if (!isGone) return null;
    this.noteGone(living.generation.generation, `ended on ${signal}`);
    return (await living.ended.promise)?.why ?? null;
  }

  /**
   * Ends the life as planned: SIGTERM, then SIGKILL after the plan's grace, or as soon as `hurry` is aborted, to all
   * that soakd started for this target. Resolves when all of it is gone.
   *
   * @throws SoakdError when some of it cannot be ended
   */
  async stop(hurry?: AbortSignal): Promise<void> {
    this.#close();
    await this.#endAsPlanned(hurry);
    await this.#course;
  }

  /** SIGKILL to all that soakd started for this target, before it returns. Nothing is started after it. */
  stopAtOnce(): void {
    this.#close();
    this.#origin.stopAtOnce();
    this.#end('soak ended', true);
  }

  /** Resolves when the next process is ready. When that fails, its generation has ended and nothing of it is left. */
  async #next(signal: AbortSignal): Promise<Living> {
    try {
      await this.#origin.next((process) => this.#begin(process), signal);
      signal.throwIfAborted();
      if (this.#living === null) throw new Error('a process was reported ready before it began');
      this.#observer.ready(this.#living.generation);
      return this.#living;
    } catch (error) {
      if (signal.aborted) await this.#endAsPlanned();
      else {
        await this.#origin.stop();
        this.#end(reasonOf(error), false);
      }
      throw error;
    }
  }

  /** Waits for the end of each generation and brings about the next, until the life is closed or the target lost. */
  async #goOn(first: Living): Promise<void> {
    try {
      for (let living: Living | null = first; living !== null; ) {
        const found: End | null = await living.ended.promise;
        if (found === null || this.#closing.signal.aborted) return;
        const end =
          this.#struck === living ? { ...found, why: `${found.why}, by a fault`, planned: true } : found;
        this.#struck = null;
        this.#end(end.why, end.planned === true);
        living = await this.#bringBack(end, living.generation.begunMs);
      }
    } catch (error) {
      if (!this.#closing.signal.aborted) this.#lose(reasonOf(error));
    }
  }

  /** null: closed or lost. */
  async #bringBack(lastEnd: End, lastBegunMs: number): Promise<Living | null> {
    const { restart, restartLimits, triesAgain } = this.#origin;
    const closing = this.#closing.signal;
    let end = lastEnd;
    let begunMs = lastBegunMs;
    for (;;) {
      const nowMs = this.#clock.monotonicMs();
      // Children of a dead process would hold its port, and its successor could not have it.
      await this.#origin.stop();
      if (closing.aborted) return null;
      const policy = end === ENDED_BY_REBOOT && this.#plan.source.kind !== 'pid' ? 'always' : restart;
      const decision = decideRestart(policy, end, nowMs - begunMs, nowMs, this.#history, restartLimits);
      if (decision.kind === 'lost') return this.#lose(decision.why);
      this.#history = decision.history;
      this.#observer.restart(end.why, decision.afterMs);
      if (!(await pause(decision.afterMs, closing))) return null;
      begunMs = this.#clock.monotonicMs();
      try {
        return await this.#next(closing);
      } catch (error) {
        if (closing.aborted) return null;
        if (!triesAgain) return this.#lose(`${end.why}; ${reasonOf(error)}`);
        end = { why: reasonOf(error), failed: true };
      }
    }
  }

  /** An earlier soakd's process, alive or not. */
  #adopt(generation: Generation): Living {
    const { target, generation: number, pid, startTicks, bootId } = generation;
    const isOfThisBoot = bootId === this.#bootId;
    this.#origin.adopt(isOfThisBoot ? { pid, startTicks } : null);
    const isThere = isOfThisBoot && isAlive(this.#procRoot, { pid, startTicks });
    const endedUnseen = isThere ? null : isOfThisBoot ? ENDED_UNSEEN : ENDED_BY_REBOOT;
    const ended = Promise.withResolvers<End | null>();
    if (endedUnseen !== null) ended.resolve(endedUnseen);
    return {
      generation,
      watched: {
        target,
        generation: number,
        pid,
        startTicks,
        tree: this.#plan.tree,
        cgroup: isThere ? ownCgroup(this.#procRoot, pid, this.#plan.source.kind === 'unit') : null,
      },
      ended,
      tellsItsEnd: false,
      endedUnseen: endedUnseen?.why ?? null,
    };
  }

  #begin({ pid, startTicks, command, ended, cgroup }: NewProcess): void {
    const target = this.#target;
    const generation = ++this.#generations;
    const begunMs = this.#clock.monotonicMs();
    const living: Living = {
      generation: { target, generation, pid, startTicks, bootId: this.#bootId, command, begunMs },
      watched: { target, generation, pid, startTicks, tree: this.#plan.tree, cgroup },
      ended: Promise.withResolvers(),
      tellsItsEnd: ended !== null,
      endedUnseen: null,
    };
    void ended?.then(living.ended.resolve);
    this.#living = living;
    this.#observer.begin(living.generation);
  }

  #end(why: string, planned: boolean): void {
    const living = this.#living;
    if (living === null) return;
    this.#living = null;
    const { generation, endedUnseen } = living;
    if (endedUnseen === null) this.#observer.end(generation, why, planned, true);
    else this.#observer.end(generation, endedUnseen, false, false);
  }

  #lose(why: string): null {
    this.#close();
    this.#observer.lost(why);
    return null;
  }

  #close(): void {
    this.#closing.abort();
    this.#living?.ended.resolve(null);
  }

  async #endAsPlanned(hurry?: AbortSignal): Promise<void> {
    const ending = await this.#origin.stop(hurry);
    this.#end(ending === 'killed' ? 'soak ended; killed, as it did not end on SIGTERM' : 'soak ended', true);
  }
}

/** What is quoted of the output stands on the lines after the first. */
function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
