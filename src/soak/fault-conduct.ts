/**
 * The faults of one soak: each begins when it is due by observed time and is reverted after its own time by the clock,
 * also while the soak is paused. What an earlier soakd had begun is not done again.
 */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { FaultStatus } from '../control/status.ts';
import type { Act, Proof } from '../fault/act.ts';
import type { ActContext } from '../fault/act-context.ts';
import { Guardian } from '../fault/guardian.ts';
import { makeAct } from '../fault/make-act.ts';
import { endEarlierProxies, rememberProxies } from '../fault/proxy/earlier-proxies.ts';
import { Proxies } from '../fault/proxy/proxies.ts';
import { refuseTwice } from '../fault/refuse-twice.ts';
import { revertAll, revertLeft } from '../fault/revert-left.ts';
import { UndoLog } from '../fault/undo-log.ts';
import { plannedMs } from '../plan/extent.ts';
import { targetOf } from '../plan/fault/fault-plan.ts';
import { type Occurrence, occurrencesOf } from '../plan/fault/fault-timeline.ts';
import type { Plan } from '../plan/plan.ts';
import type { EventKind, FaultRow } from '../store/event-record.ts';
import { earlierFaults } from './earlier-faults.ts';
import { faultRow, lastsMs, occurrenceId, undoRecord } from './fault-record.ts';
import type { Recorder } from './recorder.ts';
import type { Targets } from './targets.ts';

export interface FaultConductOptions {
  /** Secrets expanded. */
  readonly plan: Plan;
  readonly clock: Clock;
  readonly originMonotonicMs: number;
  readonly recorder: Recorder;
  /** Of this run: undo records and what acts put by are kept in it. */
  readonly folder: string;
  readonly targets: Pick<Targets, 'root' | 'strike' | 'group'>;
  readonly onFault: (row: FaultRow) => void;
  /** What an earlier soakd has written of this run; null: it begins. */
  readonly resumed: { readonly faults: readonly FaultRow[] } | null;
  readonly onMessage: (message: string) => void;
}

interface Active {
  readonly occurrence: Occurrence;
  readonly act: Act;
  readonly begunMs: number;
  readonly begin: Proof;
  /** On the run's clock. */
  readonly endsMs: number;
  timer: NodeJS.Timeout | null;
}

/** A begin that is due within this is set to its moment; the next look is no later than that. */
const AHEAD_MS = 1000;
/** Of setTimeout: 24 days. It takes a longer time for none at all. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export class FaultConduct {
  readonly #options: FaultConductOptions;
  readonly #log: UndoLog;
  readonly #guardian: Guardian;
  readonly #proxies: Proxies;
  #waiting: readonly Occurrence[];
  /** Due within a moment. */
  readonly #timers = new Map<NodeJS.Timeout, Occurrence>();
  readonly #active = new Map<string, Active>();
  /** Begins and ends that are under way. */
  readonly #working = new Set<Promise<void>>();
  #over = false;

  constructor(options: FaultConductOptions) {
    this.#options = options;
    const { plan } = options;
    const folder = faultFolder(options.folder);
    this.#log = new UndoLog(folder);
    this.#guardian = new Guardian(folder);
    this.#proxies = new Proxies({
      plans: plan.proxies ?? [],
      onBegin: (process) => rememberProxies(folder, process),
      onTrouble: (text) => {
        options.recorder.event('proxy', text);
        options.onMessage(text);
      },
    });
    this.#waiting = plannedOccurrences(plan);
  }

  /** Before the targets start: what an earlier soakd has left is reverted, and told. */
  async prepare(): Promise<void> {
    const { plan, resumed, recorder, originMonotonicMs, onFault } = this.#options;
    if (resumed !== null) {
      const { folder } = this.#log;
      await revertLeft(folder);
      const occurrences = this.#waiting;
      const at = { folder, occurrences, originMonotonicMs, nowMs: recorder.now() };
      const { known, closed } = earlierFaults({ ...at, rows: resumed.faults });
      this.#waiting = occurrences.filter((occurrence) => !known.has(occurrenceId(occurrence)));
      for (const { row, text } of closed) {
        onFault(row);
        this.#event(row.state === 'failed' ? 'fault-failed' : 'fault-end', text, row, row);
      }
    }
    await endEarlierProxies(this.#log.folder);
    if ((plan.proxies ?? []).length > 0) await this.#proxies.start();
    if (this.#waiting.length > 0) await this.#guardian.watch();
  }

  /** Again and again, while observed time goes by. */
  look(observedMs: number): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const leftMs = next.beginMs - observedMs;
      if (leftMs > AHEAD_MS || this.#over) return;
      this.#waiting = this.#waiting.slice(1);
      const occurrence = next;
      const timer = setTimeout(
        () => {
          this.#timers.delete(timer);
          this.#work(this.#begin(occurrence));
        },
        Math.max(0, leftMs),
      );
      this.#timers.set(timer, occurrence);
    }
  }

  inForce(): FaultStatus[] {
    return [...this.#active.values()].map(({ occurrence, begunMs }) => ({
      name: occurrence.plan.name,
      sinceS: begunMs / 1000,
    }));
  }

  /** Everything is reverted when it resolves; what was still to come is told. */
  async end(): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    for (const timer of this.#timers.keys()) clearTimeout(timer);
    await Promise.all(this.#working);
    for (const { occurrence } of this.#active.values()) this.#work(this.#end(occurrence));
    await Promise.all(this.#working);
    const wallMs = this.#options.clock.wallMs();
    const why = 'the run ended before';
    for (const occurrence of [...this.#timers.values(), ...this.#waiting])
      this.#options.onFault(faultRow(occurrence, { state: 'not-run', wallMs, why }));
    await this.#guardian.close();
    this.#log.forget();
  }

  /** Nobody needs the proxies any more. */
  async close(): Promise<void> {
    await this.#proxies.close();
    await endEarlierProxies(this.#log.folder);
  }

  async #begin(occurrence: Occurrence): Promise<void> {
    const { clock, recorder, onFault, targets } = this.#options;
    const { plan, seed } = occurrence;
    const id = occurrenceId(occurrence);
    const begunMs = recorder.now();
    const wallMs = clock.wallMs();
    let act: Act | null = null;
    try {
      mkdirSync(this.#log.folder, { recursive: true, mode: 0o700 });
      const durationMs = lastsMs(occurrence);
      const proxies = this.#proxies;
      const context: ActContext = {
        id,
        root: (name) => targets.root(name),
        strike: (name, signal, withinMs) => targets.strike(name, signal, withinMs),
        group: (name) => targets.group(name),
        proxies,
        seed,
        durationMs,
        folder: this.#log.folder,
      };
      const made = await makeAct(plan.act, context);
      await this.#guardian.watch();
      refuseTwice(made.undo, this.#log.folder);
      act = made;
      this.#log.commit({ ...undoRecord(occurrence, clock), undo: act.undo });
      onFault(faultRow(occurrence, { state: 'active', wallMs, begunMs }));
      const begin = await act.begin();
      onFault(faultRow(occurrence, { state: 'active', wallMs, begunMs, begin }));
      this.#event('fault-begin', `${plan.name}: ${begin.text}${unseen(begin)}`, occurrence);
      const active = { occurrence, act, begunMs, begin, endsMs: recorder.now() + durationMs, timer: null };
      this.#active.set(id, active);
      this.#await(active);
    } catch (error) {
      await this.#giveUp(occurrence, act, begunMs, `could not be begun: ${messageOf(error)}`);
    }
  }

  #await(active: Active): void {
    const leftMs = Math.max(0, active.endsMs - this.#options.recorder.now());
    active.timer = setTimeout(
      () => {
        if (leftMs > LONGEST_TIMER_MS) this.#await(active);
        else this.#work(this.#end(active.occurrence));
      },
      Math.min(leftMs, LONGEST_TIMER_MS),
    );
  }

  async #end(occurrence: Occurrence): Promise<void> {
    const { clock, recorder, onFault } = this.#options;
    const id = occurrenceId(occurrence);
    const active = this.#active.get(id);
    if (active === undefined) return;
    const { act, begunMs, begin } = active;
    if (active.timer !== null) clearTimeout(active.timer);
    this.#active.delete(id);
    try {
      const end = await act.end();
      this.#log.settle(id);
      const endedMs = recorder.now();
      const wallMs = clock.wallMs() - (endedMs - begunMs);
      onFault(faultRow(occurrence, { state: 'over', wallMs, begunMs, endedMs, begin, end }));
      const text = `${occurrence.plan.name}: ${end.text === '' ? 'over' : end.text}${unseen(end)}`;
      this.#event('fault-end', text, occurrence, { begunMs, endedMs });
    } catch (error) {
      await this.#giveUp(occurrence, act, begunMs, `could not be ended: ${messageOf(error)}`, begin);
    }
  }

  /** By its undo. What cannot be reverted now stays on disk, for the guardian and the next soakd. */
  async #giveUp(
    occurrence: Occurrence,
    act: Act | null,
    begunMs: number,
    trouble: string,
    begin?: Proof,
  ): Promise<void> {
    const { clock, recorder, onFault, onMessage } = this.#options;
    const id = occurrenceId(occurrence);
    const reverted =
      act === null ? null : await revertAll({ ...undoRecord(occurrence, clock), undo: act.undo });
    if (reverted?.failed === null && this.#log.open().includes(id)) this.#log.settle(id);
    const left = reverted === null || reverted.failed === null ? '' : `; not reverted: ${reverted.failed}`;
    const why = trouble + left;
    const endedMs = recorder.now();
    const wallMs = clock.wallMs() - (endedMs - begunMs);
    onFault(faultRow(occurrence, { state: 'failed', wallMs, begunMs, endedMs, begin, why }));
    this.#event('fault-failed', `${occurrence.plan.name} ${why}`, occurrence, { begunMs, endedMs });
    onMessage(`the fault ${occurrence.plan.name} ${why}`);
  }

  #work(work: Promise<void>): void {
    const done = work.finally(() => this.#working.delete(done));
    this.#working.add(done);
  }

  #event(
    kind: EventKind,
    text: string,
    { fault }: Pick<Occurrence, 'fault'>,
    span: { readonly begunMs: number | null; readonly endedMs: number | null } | null = null,
  ): void {
    const { plan, recorder } = this.#options;
    const act = plan.faults?.timeline[fault]?.act;
    const name = act === undefined ? null : targetOf(act);
    const target = plan.targets.findIndex((one) => one.name === name);
    const { begunMs, endedMs } = span ?? { begunMs: null, endedMs: null };
    recorder.event(kind, text, {
      ...(target < 0 ? {} : { target }),
      ...(begunMs === null || endedMs === null ? {} : { durationMs: endedMs - begunMs }),
    });
  }
}

export function plannedOccurrences(plan: Plan): Occurrence[] {
  return plan.faults == null ? [] : occurrencesOf(plan.faults, plannedMs(plan));
}

/** Beside what a run's targets write. */
export function faultFolder(folder: string): string {
  return join(folder, 'faults');
}

function unseen({ seen }: Proof): string {
  return seen ? '' : ' (not seen to take effect)';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
