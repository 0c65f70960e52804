/**
 * Brings arrivals and channels together. At most `channels` are open, all endpoints together; an arrival that finds
 * none waits in a bounded queue, no longer than its timeout.
 *
 * Each endpoint has a lane: its idle channels and its waiting arrivals. Arrivals wait only while every channel is busy.
 * A channel that comes free stays in its lane while arrivals wait there, unless another lane with waiting arrivals has
 * less than its even share of the channels: an endpoint that hangs cannot starve the others, and two overloaded ones
 * do not keep taking each other's channels.
 */
import { ArrivalQueue } from './arrival/arrival-queue.ts';
import {
  type Channel,
  type ChannelEvents,
  type Counted,
  type Ending,
  type Endpoint,
  type Exchange,
  failed,
  type Operation,
  type Outcome,
} from './operation.ts';

export interface DispatcherOptions {
  readonly operations: readonly Operation[];
  readonly channels: number;
  /** The most arrivals that may wait. */
  readonly queueLimit: number;
  nowMs(): number;
  /** A channel is being opened. */
  onOpened(): void;
  onSent(operation: number): void;
  /** `channel`: what it was on. */
  onEnded(exchange: Exchange, outcome: Outcome, nowMs: number, channel: Channel): void;
  onStepBegan(operation: number): void;
  onStepEnded(operation: number, outcome: Outcome, tookMs: number): void;
  onCounted(operation: number, counts: Counted): void;
  onSkipped(operation: number, index: number, dueMs: number, nowMs: number): void;
  /** After an end, when the freed channel has its next work: a moment to send what has fallen due. */
  onSettled(nowMs: number): void;
}

const UNFINISHED = failed('unfinished');
const OVERDUE: Ending = { outcome: failed('timeout'), reusable: false };

interface Lane {
  readonly endpoint: Endpoint;
  readonly idle: Channel[];
  readonly waiting: ArrivalQueue;
  /** Open channels, idle or busy. */
  open: number;
}

export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #lanes: readonly Lane[];
  readonly #laneOfOperation: readonly Lane[];
  readonly #laneOfChannel = new Map<Channel, Lane>();
  readonly #busy = new Set<Channel>();
  readonly #events: ChannelEvents;
  #queued = 0;
  /** No exchange's deadline is earlier. */
  #earliestDeadlineMs = Number.POSITIVE_INFINITY;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    const lanes = new Map<string, Lane>();
    this.#laneOfOperation = options.operations.map(({ endpoint }) => {
      const lane = lanes.get(endpoint.key) ?? { endpoint, idle: [], waiting: new ArrivalQueue(), open: 0 };
      lanes.set(endpoint.key, lane);
      return lane;
    });
    this.#lanes = [...lanes.values()];
    this.#events = {
      onEnding: (channel, exchange, ending, stale) => this.#onEnding(channel, exchange, ending, stale),
      onIdleClosed: (channel) => this.#close(channel),
      onStepBegan: (operation) => options.onStepBegan(operation),
      onStepEnded: (operation, outcome, tookMs) => options.onStepEnded(operation, outcome, tookMs),
      onCounted: (operation, counts) => options.onCounted(operation, counts),
    };
  }

  get inFlight(): number {
    return this.#busy.size;
  }

  get queued(): number {
    return this.#queued;
  }

  /** When `expire` has something to do at the earliest. */
  get nextExpiryMs(): number {
    let earliest = this.#earliestDeadlineMs;
    for (const { waiting } of this.#lanes)
      if (waiting.length > 0)
        earliest = Math.min(earliest, waiting.dueMs + this.#operation(waiting.operation).timeoutMs);
    return earliest;
  }

  /** Sends the arrival, or queues it, or skips it. */
  submit(operation: number, index: number, dueMs: number, nowMs: number): void {
    const lane = this.#laneOfOperation[operation];
    if (lane === undefined) throw new RangeError(`no operation ${operation}`);
    if (nowMs - dueMs >= this.#operation(operation).timeoutMs) {
      this.#options.onSkipped(operation, index, dueMs, nowMs);
      return;
    }
    // In turn: none idles until the target closes it, so that its descriptors do not come and go by the load's doing.
    const channel = lane.idle.shift() ?? this.#openIn(lane);
    if (channel !== null) this.#send(channel, operation, index, dueMs, nowMs);
    else if (this.#queued < this.#options.queueLimit) {
      lane.waiting.push(index, dueMs, operation);
      this.#queued++;
    } else this.#options.onSkipped(operation, index, dueMs, nowMs);
  }

  /** Fails exchanges past their deadline, and skips arrivals that have waited for their timeout. */
  expire(nowMs: number): void {
    if (nowMs >= this.#earliestDeadlineMs) this.#expireExchanges(nowMs);
    for (const lane of this.#lanes) this.#skipAged(lane, nowMs);
  }

  /** Ends everything now: what is in flight fails as `unfinished`, what waits is skipped. */
  abandon(nowMs: number): void {
    for (const lane of this.#lanes)
      while (lane.waiting.length > 0) {
        const { operation, index, dueMs } = lane.waiting;
        this.#options.onSkipped(operation, index, dueMs, nowMs);
        this.#drop(lane);
      }
    for (const channel of [...this.#laneOfChannel.keys()]) {
      const { exchange } = channel;
      this.#close(channel);
      if (exchange !== null) this.#options.onEnded(exchange, UNFINISHED, nowMs, channel);
    }
  }

  /** Before the first arrival. */
  async prepare(): Promise<void> {
    await Promise.all(this.#lanes.map(({ endpoint }) => endpoint.prepare?.()));
  }

  /** No arrival will come any more. */
  drain(): void {
    for (const { endpoint } of this.#lanes) endpoint.drain?.();
  }

  /** Ends what the endpoints hold beyond their channels. After `abandon`. */
  async close(): Promise<void> {
    await Promise.all(this.#lanes.map(({ endpoint }) => endpoint.close?.()));
  }

  #send(channel: Channel, operationIndex: number, index: number, dueMs: number, nowMs: number): void {
    const operation = this.#operation(operationIndex);
    const deadlineMs = nowMs + operation.timeoutMs;
    this.#earliestDeadlineMs = Math.min(this.#earliestDeadlineMs, deadlineMs);
    this.#busy.add(channel);
    this.#options.onSent(operationIndex);
    channel.start({ operation, operationIndex, index, dueMs, sentMs: nowMs, deadlineMs, retried: false });
  }

  #onEnding(channel: Channel, exchange: Exchange, ending: Ending, stale: boolean): void {
    if (stale && !exchange.retried) {
      this.#retry(channel, exchange);
      return;
    }
    const nowMs = this.#options.nowMs();
    this.#options.onEnded(exchange, ending.outcome, nowMs, channel);
    this.#busy.delete(channel);
    this.#release(channel, ending.reusable, nowMs);
    this.#options.onSettled(nowMs);
  }

  /**
   * A kept channel that the other side had just closed says nothing about the operation, so it is sent once more on a
   * fresh one. It stays one operation, sent once, with its first due and sent times and its deadline.
   */
  #retry(channel: Channel, exchange: Exchange): void {
    const lane = this.#laneOfChannel.get(channel);
    this.#close(channel);
    if (lane === undefined) return;
    exchange.retried = true;
    const fresh = this.#open(lane);
    this.#busy.add(fresh);
    fresh.start(exchange);
  }

  /** Gives a channel that has come free its next work. */
  #release(channel: Channel, reusable: boolean, nowMs: number): void {
    const lane = this.#laneOfChannel.get(channel);
    if (lane === undefined) return;
    for (const waiting of this.#lanes) this.#skipAged(waiting, nowMs);
    const next = this.#nextLane(lane);
    if (!reusable || (next !== null && next !== lane)) this.#close(channel);
    else if (next === null) lane.idle.push(channel);
    if (next === null) return;
    const { operation, index, dueMs } = next.waiting;
    this.#drop(next);
    this.#send(reusable && next === lane ? channel : this.#open(next), operation, index, dueMs, nowMs);
  }

  /** The lane whose first waiting arrival a channel freed in `lane` should serve; null when none waits. */
  #nextLane(lane: Lane): Lane | null {
    if (this.#queued === 0) return null;
    const share = Math.max(1, this.#options.channels / this.#lanes.length);
    let next = lane.waiting.length > 0 ? lane : null;
    for (const other of this.#lanes) {
      if (other === lane || other.waiting.length === 0) continue;
      const deserves = lane.waiting.length === 0 || (other.open + 1 <= share && other.open < lane.open);
      if (deserves && (next === null || next === lane || other.waiting.dueMs < next.waiting.dueMs))
        next = other;
    }
    return next;
  }

  /** A channel for the lane: a new one, if need be in place of another lane's idle one; null when all are busy. */
  #openIn(lane: Lane): Channel | null {
    if (this.#laneOfChannel.size >= this.#options.channels) {
      const spare = this.#lanes.find((other) => other.idle.length > 0)?.idle.at(-1);
      if (spare === undefined) return null;
      this.#close(spare);
    }
    return this.#open(lane);
  }

  #open(lane: Lane): Channel {
    this.#options.onOpened();
    const channel = lane.endpoint.open(this.#events);
    this.#laneOfChannel.set(channel, lane);
    lane.open++;
    return channel;
  }

  #close(channel: Channel): void {
    const lane = this.#laneOfChannel.get(channel);
    if (lane === undefined) return;
    const idleAt = lane.idle.indexOf(channel);
    if (idleAt !== -1) lane.idle.splice(idleAt, 1);
    this.#busy.delete(channel);
    this.#laneOfChannel.delete(channel);
    lane.open--;
    channel.destroy();
  }

  #expireExchanges(nowMs: number): void {
    this.#earliestDeadlineMs = Number.POSITIVE_INFINITY;
    const overdue: Channel[] = [];
    for (const channel of this.#busy) {
      const deadlineMs = channel.exchange?.deadlineMs ?? Number.POSITIVE_INFINITY;
      if (deadlineMs <= nowMs) overdue.push(channel);
      else this.#earliestDeadlineMs = Math.min(this.#earliestDeadlineMs, deadlineMs);
    }
    for (const channel of overdue) {
      const { exchange } = channel;
      if (exchange !== null) this.#onEnding(channel, exchange, OVERDUE, false);
    }
  }

  #skipAged(lane: Lane, nowMs: number): void {
    const { waiting } = lane;
    while (waiting.length > 0 && nowMs - waiting.dueMs >= this.#operation(waiting.operation).timeoutMs) {
      this.#options.onSkipped(waiting.operation, waiting.index, waiting.dueMs, nowMs);
      this.#drop(lane);
    }
  }

  #drop(lane: Lane): void {
    lane.waiting.shift();
    this.#queued--;
  }

  #operation(operation: number): Operation {
    const found = this.#options.operations[operation];
    if (found === undefined) throw new RangeError(`no operation ${operation}`);
    return found;
  }
}
