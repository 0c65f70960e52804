/** Records that are not committed yet, at most `capacity` of them. What a verdict rests on goes before samples. */
import type { StoreRecord } from './record.ts';

export class Backlog {
  readonly #capacity: number;
  #records: StoreRecord[] = [];
  #underWay = 0;
  #accepted = 0;
  #dropped = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Records waiting or under way. */
  get size(): number {
    return this.#records.length;
  }

  get waiting(): number {
    return this.#records.length - this.#underWay;
  }

  /** How many records were ever let in. */
  get accepted(): number {
    return this.#accepted;
  }

  /** How many of those, the oldest, are committed. */
  get settled(): number {
    return this.#accepted - this.#records.length;
  }

  get dropped(): number {
    return this.#dropped;
  }

  /** false when a sample had to be dropped: this one, or the newest for the sake of this record. */
  add(record: StoreRecord): boolean {
    if (isHeartbeat(record) && this.#mergeHeartbeat(record)) return true;
    if (this.#records.length < this.#capacity) {
      this.#records.push(record);
      this.#accepted++;
      return true;
    }
    this.#dropped++;
    const victim = isSample(record) ? -1 : this.#records.findLastIndex(isSample);
    if (victim >= this.#underWay) {
      this.#records.splice(victim, 1);
      this.#records.push(record);
    }
    return false;
  }

  /** The oldest `limit` records; they stay until `settle`. */
  take(limit: number): readonly StoreRecord[] {
    const batch = this.#records.slice(0, limit);
    this.#underWay = batch.length;
    return batch;
  }

  /** The records taken are committed. */
  settle(): void {
    this.#records = this.#records.slice(this.#underWay);
    this.#underWay = 0;
  }

  /** The heartbeats of a long outage become one: what must not be dropped would fill the queue. */
  #mergeHeartbeat(heartbeat: StoreRecord): boolean {
    const last = this.#records.findLastIndex(
      ({ kind, run }) => kind === 'run-update' && run === heartbeat.run,
    );
    const earlier = this.#records[last];
    if (earlier === undefined || last < this.#underWay) return false;
    this.#records[last] = { ...earlier, ...heartbeat };
    return true;
  }
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
    case 'generation':
    case 'run-update':
    case 'unavailable':
      return false;
    default:
      return true;
  }
}
