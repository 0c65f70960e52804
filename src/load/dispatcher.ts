/**
 * Brings arrivals and connections together. At most `connections` are open, all endpoints together; an arrival that
 * finds none waits in a bounded queue, no longer than its timeout.
 *
 * Each endpoint has a lane: its idle connections and its waiting arrivals. Arrivals wait only while every connection
 * is busy. A connection that comes free stays in its lane while arrivals wait there, unless another lane with waiting
 * arrivals has less than its even share of the connections: an endpoint that hangs cannot starve the others, and two
 * overloaded ones do not keep taking each other's connections.
 */
import { ArrivalQueue } from './arrival-queue.ts';
import { Connection, type ConnectionEvents, type Exchange } from './connection.ts';
import type { Ending, Endpoint, Operation } from './operation.ts';

export interface DispatcherOptions {
  readonly operations: readonly Operation[];
  readonly connections: number;
  /** The most arrivals that may wait. */
  readonly queueLimit: number;
  nowMs(): number;
  onSent(operation: number): void;
  /** `failure` is null when it succeeded. */
  onEnded(exchange: Exchange, failure: string | null, nowMs: number): void;
  onSkipped(operation: number, dueMs: number, nowMs: number): void;
  /** After an end, when the freed connection has its next work: a moment to send what has fallen due. */
  onSettled(nowMs: number): void;
}

interface Lane {
  readonly endpoint: Endpoint;
  readonly idle: Connection[];
  readonly waiting: ArrivalQueue;
  /** Open connections, idle or busy. */
  open: number;
}

export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #lanes: readonly Lane[];
  readonly #laneOfOperation: readonly Lane[];
  readonly #laneOfConnection = new Map<Connection, Lane>();
  readonly #busy = new Set<Connection>();
  readonly #events: ConnectionEvents;
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
      onEnding: (connection, exchange, ending, stale) => this.#onEnding(connection, exchange, ending, stale),
      onIdleClosed: (connection) => this.#close(connection),
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
      this.#options.onSkipped(operation, dueMs, nowMs);
      return;
    }
    // In turn: none idles until the target closes it, so that its descriptors do not come and go by the load's doing.
    const connection = lane.idle.shift() ?? this.#openIn(lane);
    if (connection !== null) this.#send(connection, operation, index, dueMs, nowMs);
    else if (this.#queued < this.#options.queueLimit) {
      lane.waiting.push(index, dueMs, operation);
      this.#queued++;
    } else this.#options.onSkipped(operation, dueMs, nowMs);
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
        this.#options.onSkipped(lane.waiting.operation, lane.waiting.dueMs, nowMs);
        this.#drop(lane);
      }
    for (const connection of [...this.#laneOfConnection.keys()]) {
      const { exchange } = connection;
      this.#close(connection);
      if (exchange !== null) this.#options.onEnded(exchange, 'unfinished', nowMs);
    }
  }

  #send(connection: Connection, operationIndex: number, index: number, dueMs: number, nowMs: number): void {
    const operation = this.#operation(operationIndex);
    const deadlineMs = nowMs + operation.timeoutMs;
    this.#earliestDeadlineMs = Math.min(this.#earliestDeadlineMs, deadlineMs);
    this.#busy.add(connection);
    this.#options.onSent(operationIndex);
    connection.start({ operation, operationIndex, index, dueMs, sentMs: nowMs, deadlineMs, retried: false });
  }

  #onEnding(connection: Connection, exchange: Exchange, ending: Ending, stale: boolean): void {
    if (stale && !exchange.retried) {
      this.#retry(connection, exchange);
      return;
    }
    const nowMs = this.#options.nowMs();
    this.#options.onEnded(exchange, ending.failure, nowMs);
    this.#busy.delete(connection);
    this.#release(connection, ending.reusable, nowMs);
    this.#options.onSettled(nowMs);
  }

  /**
   * A kept connection that the server had just closed says nothing about the operation, so it is sent once more on a
   * fresh one. It stays one operation, sent once, with its first due and sent times and its deadline.
   */
  #retry(connection: Connection, exchange: Exchange): void {
    const lane = this.#laneOfConnection.get(connection);
    this.#close(connection);
    if (lane === undefined) return;
    exchange.retried = true;
    const fresh = this.#connect(lane);
    this.#busy.add(fresh);
    fresh.start(exchange);
  }

  /** Gives a connection that has come free its next work. */
  #release(connection: Connection, reusable: boolean, nowMs: number): void {
    const lane = this.#laneOfConnection.get(connection);
    if (lane === undefined) return;
    for (const waiting of this.#lanes) this.#skipAged(waiting, nowMs);
    const next = this.#nextLane(lane);
    if (!reusable || (next !== null && next !== lane)) this.#close(connection);
    else if (next === null) lane.idle.push(connection);
    if (next === null) return;
    const { operation, index, dueMs } = next.waiting;
    this.#drop(next);
    this.#send(reusable && next === lane ? connection : this.#connect(next), operation, index, dueMs, nowMs);
  }

  /** The lane whose first waiting arrival a connection freed in `lane` should serve; null when none waits. */
  #nextLane(lane: Lane): Lane | null {
    if (this.#queued === 0) return null;
    const share = Math.max(1, this.#options.connections / this.#lanes.length);
    let next = lane.waiting.length > 0 ? lane : null;
    for (const other of this.#lanes) {
      if (other === lane || other.waiting.length === 0) continue;
      const deserves = lane.waiting.length === 0 || (other.open + 1 <= share && other.open < lane.open);
      if (deserves && (next === null || next === lane || other.waiting.dueMs < next.waiting.dueMs))
        next = other;
    }
    return next;
  }

  /** A connection for the lane: a new one, if need be in place of another lane's idle one; null when all are busy. */
  #openIn(lane: Lane): Connection | null {
    if (this.#laneOfConnection.size >= this.#options.connections) {
      const spare = this.#lanes.find((other) => other.idle.length > 0)?.idle.at(-1);
      if (spare === undefined) return null;
      this.#close(spare);
    }
    return this.#connect(lane);
  }

  #connect(lane: Lane): Connection {
    const connection = new Connection(lane.endpoint, this.#events);
    this.#laneOfConnection.set(connection, lane);
    lane.open++;
    return connection;
  }

  #close(connection: Connection): void {
    const lane = this.#laneOfConnection.get(connection);
    if (lane === undefined) return;
    const idleAt = lane.idle.indexOf(connection);
    if (idleAt !== -1) lane.idle.splice(idleAt, 1);
    this.#busy.delete(connection);
    this.#laneOfConnection.delete(connection);
    lane.open--;
    connection.destroy();
  }

  #expireExchanges(nowMs: number): void {
    this.#earliestDeadlineMs = Number.POSITIVE_INFINITY;
    const overdue: Connection[] = [];
    for (const connection of this.#busy) {
      const deadlineMs = connection.exchange?.deadlineMs ?? Number.POSITIVE_INFINITY;
      if (deadlineMs <= nowMs) overdue.push(connection);
      else this.#earliestDeadlineMs = Math.min(this.#earliestDeadlineMs, deadlineMs);
    }
    for (const connection of overdue) {
      const { exchange } = connection;
      if (exchange !== null)
        this.#onEnding(connection, exchange, { failure: 'timeout', reusable: false }, false);
    }
  }

  #skipAged(lane: Lane, nowMs: number): void {
    const { waiting } = lane;
    while (waiting.length > 0 && nowMs - waiting.dueMs >= this.#operation(waiting.operation).timeoutMs) {
      this.#options.onSkipped(waiting.operation, waiting.dueMs, nowMs);
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
