/**
 * Records that are not committed yet, at most `capacity` of them. What a verdict and a resumption rest on goes before
 * samples: it is committed first, and takes the place of the newest samples when there is none left.
 */
import type { StoreRecord } from './record.ts';

/** How far the two queues reach at a moment; see `hasCommitted`. */
export interface Mark {
  readonly vital: number;
  readonly samples: number;
}

export class Backlog {
  readonly #capacity: number;
  readonly #vital = new Queue();
  readonly #samples = new Queue();
  #dropped = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Records waiting or under way. */
  get size(): number {
    return this.#vital.size + this.#samples.size;
  }

  /** Records that had to be given up. */
  get dropped(): number {
    return this.#dropped;
  }

  /** All that is in it now. */
  mark(): Mark {
    return { vital: this.#vital.accepted, samples: this.#samples.accepted };
  }

  /** Whatever was in it then is committed, or was dropped since. */
  hasCommitted(mark: Mark): boolean {
    return this.#vital.hasSettled(mark.vital) && this.#samples.hasSettled(mark.samples);
  }

  /** false when something had to be dropped: this record, or the newest sample for the sake of this one. */
  add(record: StoreRecord): boolean {
    const queue = isSample(record) ? this.#samples : this.#vital;
    if (isHeartbeat(record) && this.#vital.replaceWaiting((earlier) => joined(earlier, record))) return true;
    const hasRoom = this.size < this.#capacity;
    if (!hasRoom) this.#dropped++;
    if (hasRoom || (queue === this.#vital && this.#samples.dropNewest())) queue.add(record);
    return hasRoom;
  }

  /** At most `limit` records, the vital ones first; they stay until `settle` or `release`. */
  take(limit: number): readonly StoreRecord[] {
    const vital = this.#vital.take(limit);
    return [...vital, ...this.#samples.take(limit - vital.length)];
  }

  /** The records taken are committed. */
  settle(): void {
    this.#vital.settle();
    this.#samples.settle();
  }

  /** Whether the records taken are committed is not known: they wait again. */
  release(): void {
    this.#vital.release();
    this.#samples.release();
  }
}

class Queue {
  #records: StoreRecord[] = [];
  #underWay = 0;
  #accepted = 0;

  get size(): number {
    return this.#records.length;
  }

  /** How many were let in and not dropped since. */
  get accepted(): number {
    return this.#accepted;
  }

  hasSettled(through: number): boolean {
    return this.#accepted - this.#records.length >= Math.min(through, this.#accepted);
  }

  add(record: StoreRecord): void {
    this.#records.push(record);
    this.#accepted++;
  }

  /** false when none is waiting. */
  dropNewest(): boolean {
    if (this.#records.length === this.#underWay) return false;
    this.#records.pop();
    this.#accepted--;
    return true;
  }

  /** The newest waiting record for which there is a replacement is replaced. */
  replaceWaiting(replace: (record: StoreRecord) => StoreRecord | null): boolean {
    for (let at = this.#records.length - 1; at >= this.#underWay; at--) {
      const record = this.#records[at];
      const replacement = record === undefined ? null : replace(record);
      if (replacement === null) continue;
      this.#records[at] = replacement;
      return true;
    }
    return false;
  }

  take(limit: number): readonly StoreRecord[] {
    const batch = this.#records.slice(0, limit);
    this.#underWay = batch.length;
    return batch;
  }

  settle(): void {
    this.#records = this.#records.slice(this.#underWay);
    this.#underWay = 0;
  }

  release(): void {
    this.#underWay = 0;
  }
}

/** The heartbeats of a long outage become one: what must not be dropped would fill the queue. */
function joined(earlier: StoreRecord, heartbeat: StoreRecord): StoreRecord | null {
  if (earlier.kind !== 'run-update' || earlier.run !== heartbeat.run) return null;
  return { ...earlier, ...heartbeat };
}

function isHeartbeat(record: StoreRecord): boolean {
  if (record.kind !== 'run-update') return false;
  const { kind, run, heartbeatWallMs, observedMs, ...more } = record;
  return Object.keys(more).length === 0;
}

/** Everything but what a verdict and a resumption rest on. */
function isSample({ kind }: StoreRecord): boolean {
  switch (kind) {
    case 'event':
    case 'verdict':
    case 'trend':
    case 'generation':
    case 'run-update':
    case 'unavailable':
    case 'limits':
    case 'fault':
      return false;
    default:
      return true;
  }
}
