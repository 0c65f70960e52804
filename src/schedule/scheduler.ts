/**
 * Starts plans at the slots of their schedules. It looks at what is due at every slot, every 30 s and when it is told
 * to, and asks the ledger what was decided on already: so a clock that is set, a machine that slept and a soakd that was
 * not running start nothing twice and lose nothing unseen.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import { SoakdError } from '../error.ts';
import { decide, lateReason } from './decide.ts';
import { isSame, KeptSchedule, patternOf, type Schedule, type ScheduleState } from './kept-schedule.ts';
import type { Ledger, SlotEntry } from './ledger.ts';

export interface DueSlot {
  readonly schedule: string;
  readonly slotWallMs: number;
  readonly lateMs: number;
}

export interface SchedulerOptions {
  readonly clock: Pick<Clock, 'wallMs'>;
  readonly ledger: Ledger;
  /** Resolves once the run is stored. @throws whatever kept it from starting: that slot has failed */
  readonly start: (due: DueSlot) => Promise<{ readonly run: string } | { readonly skipped: string }>;
  /** The run of a schedule's plan that goes on, whoever started it; null: none. */
  readonly running: (schedule: string) => string | null;
  /** Each decision, once it is in the ledger. */
  readonly onDecision: (entry: SlotEntry) => void;
  /** Why a schedule cannot be looked after, once; null: it can again. */
  readonly onTrouble: (schedule: string, why: string | null) => void;
}

/** Of what node-cron does not wake for: a gap in the clock, a step of it, sleep. */
const LOOK_MS = 30_000;

/** A ledger on a disk that is full answers when there is room again; soakd's end does not wait for that. */
const CLOSE_MS = 5000;

export class Scheduler {
  readonly #options: SchedulerOptions;
  #kept: ReadonlyMap<string, KeptSchedule> = new Map();
  /** Starts under way, by schedule. */
  readonly #starting = new Map<string, Promise<void>>();
  readonly #timer: NodeJS.Timeout;
  #looking: Promise<void> | null = null;
  #lookAgain = false;
  #closed = false;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.look(), LOOK_MS);
    this.#timer.unref();
  }

  /**
   * These and no others from now on; a start that is under way goes on. `running` has to know by then of the runs that
   * an earlier soakd left behind.
   *
   * @throws SoakdError when two have one name; then nothing has changed
   */
  replace(schedules: readonly Schedule[]): Promise<void> {
    const added: KeptSchedule[] = [];
    const kept = new Map<string, KeptSchedule>();
    try {
      for (const schedule of schedules) {
        if (kept.has(schedule.name)) throw new SoakdError(`two schedules are called ${schedule.name}`);
        const before = this.#kept.get(schedule.name);
        if (before !== undefined && isSame(before.schedule, schedule)) kept.set(schedule.name, before);
        else {
          const fresh = new KeptSchedule(schedule, () => this.look());
          added.push(fresh);
          kept.set(schedule.name, fresh);
        }
      }
    } catch (error) {
      for (const fresh of added) fresh.stopWaking();
      throw error;
    }
    for (const before of this.#kept.values()) {
      if (kept.get(before.schedule.name) !== before) before.stopWaking();
    }
    this.#kept = kept;
    return this.look();
  }

  /** Decides on all that is due. Resolves when that is done; a start may still be under way. */
  look(): Promise<void> {
    this.#lookAgain = true;
    this.#looking ??= this.#lookAtAll().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  states(): ScheduleState[] {
    return [...this.#kept.values()].map((kept) => kept.state(this.#options.clock.wallMs()));
  }

  /** Starts nothing more. Resolves when what was under way is settled, or the ledger does not answer. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    for (const kept of this.#kept.values()) kept.stopWaking();
    this.#kept = new Map();
    const settled = Promise.all([this.#looking, ...this.#starting.values()]);
    await Promise.race([settled, delay(CLOSE_MS, undefined, { ref: false })]);
  }

  async #lookAtAll(): Promise<void> {
    while (this.#lookAgain) {
      this.#lookAgain = false;
      for (const kept of [...this.#kept.values()]) {
        const trouble = await this.#lookAt(kept).then(() => null, explain);
        if (trouble !== kept.trouble) this.#options.onTrouble(kept.schedule.name, trouble);
        kept.trouble = trouble;
      }
    }
  }

  async #lookAt(kept: KeptSchedule): Promise<void> {
    const { schedule, series } = kept;
    const { ledger, clock } = this.#options;
    const nowMs = clock.wallMs();
    // Asked before the ledger is read: what is settled meanwhile was not cut off.
    const starting = this.#starting.has(schedule.name);
    const { slot, begun } = await ledger.newest(schedule.name, nowMs);
    if (!starting) kept.last = slot;
    if (!starting && slot?.outcome === 'starting') await this.#settleCutOff(kept, slot);
    // What was before a schedule began, or before it was changed, is not missed.
    if (begun === null || begun.why !== patternOf(schedule)) return this.#begin(kept, nowMs);
    const sinceMs = Math.max(begun.slotWallMs, slot?.slotWallMs ?? 0);
    const slots = series.between(sinceMs, nowMs).map(({ wallMs }) => wallMs);
    const running = this.#runningOf(schedule.name);
    for (const decision of decide({ slots, nowMs, catchUpMs: schedule.catchUpMs, running })) {
      // Reloaded or closed meanwhile: what is left is for whoever comes next.
      if (this.#kept.get(schedule.name) !== kept || this.#closed) return;
      const entry: SlotEntry = { schedule: schedule.name, ...decision, run: null };
      if (!(await ledger.claim(entry))) continue;
      if (entry.outcome === 'starting') this.#start(kept, entry);
      else this.#tell(kept, entry);
    }
  }

  async #begin(kept: KeptSchedule, nowMs: number): Promise<void> {
    const { schedule } = kept;
    const entry: SlotEntry = {
      schedule: schedule.name,
      slotWallMs: nowMs,
      outcome: 'begun',
      why: patternOf(schedule),
      run: null,
    };
    if (await this.#options.ledger.claim(entry)) this.#options.onDecision(entry);
  }

  /** soakd ended after it had claimed a slot. Whether its run was stored is not known: it is not started again. */
  async #settleCutOff(kept: KeptSchedule, slot: SlotEntry): Promise<void> {
    const run = this.#options.running(slot.schedule);
    const settled: SlotEntry =
      run === null
        ? { ...slot, outcome: 'failed', why: 'soakd ended while it started it' }
        : { ...slot, outcome: 'started', why: 'soakd ended while it started it, and goes on with it', run };
    await this.#options.ledger.settle(settled);
    this.#tell(kept, settled);
  }

  #runningOf(name: string): string | null {
    return this.#options.running(name) ?? (this.#starting.has(name) ? 'it is being started' : null);
  }

  #start(kept: KeptSchedule, entry: SlotEntry): void {
    kept.saw(entry);
    const started = this.#startAndSettle(kept, entry).finally(() => this.#starting.delete(entry.schedule));
    this.#starting.set(entry.schedule, started);
  }

  async #startAndSettle(kept: KeptSchedule, entry: SlotEntry): Promise<void> {
    const { ledger, clock, onTrouble } = this.#options;
    const settled = await this.#startRun(kept, entry, clock.wallMs());
    await ledger.settle(settled).catch((error: unknown) => {
      // Over with the next look, which finds the slot as cut off.
      kept.trouble = `what became of its slot could not be stored: ${explain(error)}`;
      onTrouble(entry.schedule, kept.trouble);
    });
    this.#tell(kept, settled);
  }

  async #startRun({ schedule }: KeptSchedule, entry: SlotEntry, nowMs: number): Promise<SlotEntry> {
    // The database may have let it wait.
    const late = lateReason(entry.slotWallMs, nowMs, schedule.catchUpMs);
    if (late !== null) return { ...entry, outcome: 'missed', why: late };
    const due = { schedule: schedule.name, slotWallMs: entry.slotWallMs, lateMs: nowMs - entry.slotWallMs };
    try {
      const outcome = await this.#options.start(due);
      if ('skipped' in outcome) return { ...entry, outcome: 'skipped', why: outcome.skipped };
      return { ...entry, outcome: 'started', run: outcome.run };
    } catch (error) {
      return { ...entry, outcome: 'failed', why: explain(error) };
    }
  }

  #tell(kept: KeptSchedule, entry: SlotEntry): void {
    kept.saw(entry);
    this.#options.onDecision(entry);
  }
}

function explain(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
