/** The pictures of one soak's targets: when they are taken, and how many. */
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import { DEFAULT_SNAPSHOTS, type EvidencePlan } from '../plan/alert/alert-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { formatDuration } from '../plan/quantity/quantity.ts';
import type { Picture } from '../snapshot/picture.ts';
import { lookAt } from '../snapshot/snapshot.ts';
import type { SnapshotRow } from '../store/alert-record.ts';
import type { GenerationRow } from '../store/event-record.ts';
import type { CriterionVerdict } from '../verdict/verdict.ts';
import { sendEvidenceSignal } from './evidence-signal.ts';
import type { LiveMoment } from './live-moment.ts';
import type { Recorder } from './recorder.ts';

export interface SnapshotsOptions {
  readonly runId: string;
  readonly plan: Plan;
  readonly clock: Clock;
  readonly recorder: Recorder;
  /** Where the output of the plan's command goes. */
  readonly folder: string;
  /** The verdict so far. */
  readonly criteria: () => readonly CriterionVerdict[];
  readonly onSnapshot: (row: SnapshotRow) => void;
  /** Slots that an earlier soakd has written, and the criteria that it knew to fail are not known. */
  readonly resumed: { readonly slots: readonly number[]; readonly observedMs: number } | null;
}

/**
 * Half a second of a target's lock in five minutes is a sixth of a percent, and who looks into a breach has enough of
 * the first: fifty are about half a megabyte.
 */
const BREACH_APART_MS = 300_000;
const MOST_BREACHES = 50;
/** By the clock: the newest so many. */
const MOST_SCHEDULED = 100;
const FIRST_SCHEDULED = 1000;
/** That wait for another one. */
const MOST_WAITING = 8;

interface Wanted {
  readonly slot: number;
  readonly targets: readonly number[];
  readonly cause: SnapshotRow['cause'];
  readonly about: string;
  readonly evidence: EvidencePlan;
}

export class Snapshots {
  readonly #options: SnapshotsOptions;
  readonly #giveUp = new AbortController();
  /** Alive, by target. */
  readonly #lives = new Map<number, GenerationRow>();
  readonly #failing = new Set<string>();
  /** Of the run's clock: when the last was taken at a breach, by target. */
  readonly #breachMs = new Map<number, number>();
  readonly #waiting: Wanted[] = [];
  #turn: Promise<void> = Promise.resolve();
  #breaches: number;
  #scheduled: number;

  constructor(options: SnapshotsOptions) {
    this.#options = options;
    const { resumed, plan } = options;
    const breaches = (resumed?.slots ?? []).filter((slot) => slot < FIRST_SCHEDULED);
    this.#breaches = Math.max(-1, ...breaches) + 1;
    const everyMs = plan.snapshots?.everyMs ?? null;
    this.#scheduled = everyMs === null ? 0 : Math.floor((resumed?.observedMs ?? 0) / everyMs);
  }

  life(row: GenerationRow): void {
    if (row.endedMs === null) this.#lives.set(row.target, row);
    else if (this.#lives.get(row.target)?.generation === row.generation) this.#lives.delete(row.target);
  }

  /** Again and again, while the soak goes on. */
  look({ phase, paused, observedMs }: LiveMoment): void {
    if (phase === 'ready' || phase === 'ended' || paused) return;
    this.#lookAtClock(observedMs);
    this.#lookAtCriteria();
  }

  /** At a breach. `targets`: those that it is about; empty: all. */
  atBreach(
    cause: 'alert' | 'criterion',
    about: string,
    targets: readonly number[],
    evidence: EvidencePlan,
  ): void {
    const nowMs = this.#options.recorder.now();
    const due = this.#alive(targets).filter(
      (target) => nowMs - (this.#breachMs.get(target) ?? Number.NEGATIVE_INFINITY) >= BREACH_APART_MS,
    );
    if (due.length === 0) return;
    if (this.#breaches === MOST_BREACHES) {
      this.#breaches += 1;
      this.#options.recorder.event(
        'snapshot',
        `no more pictures at breaches: there are ${MOST_BREACHES} of this run`,
      );
    }
    if (this.#breaches >= MOST_BREACHES) return;
    for (const target of due) this.#breachMs.set(target, nowMs);
    this.#want({ slot: this.#breaches, targets: due, cause, about, evidence });
    this.#breaches += 1;
  }

  /** What is under way is given up. */
  async end(): Promise<void> {
    this.#waiting.length = 0;
    this.#giveUp.abort();
    await this.#turn;
  }

  #lookAtClock(observedMs: number): void {
    const { everyMs, evidence } = this.#options.plan.snapshots ?? DEFAULT_SNAPSHOTS;
    if (everyMs === null || observedMs < (this.#scheduled + 1) * everyMs) return;
    this.#scheduled = Math.floor(observedMs / everyMs);
    const slot = FIRST_SCHEDULED + (this.#scheduled % MOST_SCHEDULED);
    const about = `every ${formatDuration(everyMs)}`;
    this.#want({ slot, targets: this.#alive([]), cause: 'schedule', about, evidence });
  }

  #lookAtCriteria(): void {
    const { plan, criteria } = this.#options;
    const { onBreach, evidence } = plan.snapshots ?? DEFAULT_SNAPSHOTS;
    for (const { rule, target, verdict } of criteria()) {
      const key = `${rule}\0${target ?? ''}`;
      if (verdict !== 'fail') this.#failing.delete(key);
      else if (!this.#failing.has(key)) {
        this.#failing.add(key);
        const index = plan.targets.findIndex(({ name }) => name === target);
        if (onBreach) this.atBreach('criterion', rule, index < 0 ? [] : [index], evidence);
      }
    }
  }

  #alive(targets: readonly number[]): number[] {
    return [...this.#lives.keys()].filter((target) => targets.length === 0 || targets.includes(target));
  }

  #want(wanted: Wanted): void {
    if (wanted.targets.length === 0 || this.#giveUp.signal.aborted) return;
    if (this.#waiting.length >= MOST_WAITING) {
      this.#options.recorder.event(
        'snapshot',
        `no picture for ${wanted.about}: ${MOST_WAITING} others wait to be taken`,
      );
      return;
    }
    this.#waiting.push(wanted);
    if (this.#waiting.length === 1) this.#turn = this.#work();
  }

  /** One after the other: none of them is in a hurry. */
  async #work(): Promise<void> {
    for (let wanted = this.#waiting[0]; wanted !== undefined; wanted = this.#waiting[0]) {
      for (const target of wanted.targets) await this.#take(wanted, target);
      this.#waiting.shift();
    }
  }

  async #take({ slot, cause, about, evidence }: Wanted, target: number): Promise<void> {
    const { plan, recorder, clock, onSnapshot, runId, folder } = this.#options;
    const life = this.#lives.get(target);
    if (life === undefined) return;
    const { pid, startTicks, generation } = life;
    const name = plan.targets[target]?.name ?? String(target);
    const at = { monoMs: recorder.now(), wallMs: clock.wallMs() };
    const { command, signal } = evidence;
    const {
      look,
      command: ran,
      why,
    } = await lookAt(
      {
        procRoot: '/proc',
        subject: { pid, startTicks, tree: plan.targets[target]?.tree ?? true },
        evidence:
          command === null
            ? null
            : {
                command,
                pid,
                folder: join(folder, 'snapshots'),
                name: `${slot}-${name}.txt`,
                environment: { SOAKD_RUN: runId, SOAKD_TARGET: name, SOAKD_ABOUT: about },
              },
      },
      this.#giveUp.signal,
    );
    if (look === null) {
      recorder.event('snapshot', `no picture of ${name} (${about}): ${why}`, { target });
      return;
    }
    const picture: Picture = {
      ...look,
      unavailable: why === null ? look.unavailable : { ...look.unavailable, command: why },
      command: ran,
      signal: signal === null ? null : sendEvidenceSignal('/proc', { pid, startTicks }, signal),
    };
    onSnapshot({ slot, target, generation, ...at, cause, about, picture: JSON.stringify(picture) });
    recorder.event(
      'snapshot',
      `${name} was looked at (${cause === 'schedule' ? about : `${cause} ${about}`})`,
      { target },
    );
  }
}
