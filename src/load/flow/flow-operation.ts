/** `flow` operations: requests in turn, each timed by itself and all of them as a whole. */
import { performance } from 'node:perf_hooks';
import {
  type Channel,
  type ChannelEvents,
  type Ending,
  type Endpoint,
  type Exchange,
  type Exchanged,
  failed,
  type Operation,
  type Outcome,
} from '../operation.ts';
import type { Request } from '../tcp/connection.ts';
import type { FlowValues } from './flow-values.ts';

export interface FlowStep {
  /** Among the load's operations. */
  readonly operationIndex: number;
  readonly operation: Operation<Request>;
  /** Of the flow, when this step fails. */
  readonly name: string;
}

export function flowEndpoint(name: string, steps: readonly FlowStep[], values: FlowValues): Endpoint<null> {
  return { key: `flow ${name}`, open: (events) => new FlowChannel(steps, values, events) };
}

/** A user who does one flow after the other, on connections that are kept. */
class FlowChannel implements Channel<null> {
  readonly #steps: readonly FlowStep[];
  readonly #values: FlowValues;
  readonly #events: ChannelEvents;
  /** By the key of their endpoint. */
  readonly #connections = new Map<string, Channel<Request>>();
  readonly #stepEvents: ChannelEvents;
  #exchange: Exchange<null> | null = null;
  /** What the newest step was on; its flow's values are kept as long. */
  #newest: { readonly step: FlowStep; readonly connection: Channel<Request>; readonly index: number } | null =
    null;
  #at = 0;
  #flowBeganMs = 0;
  #stepBeganMs = 0;

  constructor(steps: readonly FlowStep[], values: FlowValues, events: ChannelEvents) {
    this.#steps = steps;
    this.#values = values;
    this.#events = events;
    this.#stepEvents = {
      onEnding: (connection, exchange, ending, stale) => this.#onEnding(connection, exchange, ending, stale),
      onIdleClosed: (connection) => this.#close(connection),
      onStepBegan: () => {},
      onStepEnded: () => {},
      onCounted: () => {},
    };
  }

  get exchange(): Exchange | null {
    return this.#exchange;
  }

  start(exchange: Exchange<null>): void {
    this.#exchange = exchange;
    this.#at = 0;
    this.#forget();
    this.#values.begin(exchange.index);
    this.#begin(exchange);
  }

  destroy(): void {
    const exchange = this.#exchange;
    for (const connection of [...this.#connections.values()]) this.#close(connection);
    this.#forget();
    if (exchange === null) return;
    const left = this.#steps[this.#at];
    this.#exchange = null;
    // The step that was under way has ended with the flow, for the same reason.
    const inTime = performance.now() - this.#flowBeganMs < exchange.operation.timeoutMs;
    if (left !== undefined) this.#endStep(left, inTime ? UNFINISHED : TIMEOUT);
  }

  /** Of the step that was the last. */
  exchanged(flow: Exchange<null>): Exchanged {
    const { step, connection } = this.#newest ?? {};
    if (step === undefined) return { sent: null, heard: null };
    return connection?.exchanged?.({ ...flow, operation: step.operation }) ?? { sent: null, heard: null };
  }

  #forget(): void {
    if (this.#newest !== null) this.#values.end(this.#newest.index);
    this.#newest = null;
  }

  #begin(exchange: Exchange<null>): void {
    const step = this.#steps[this.#at];
    if (step === undefined) return;
    this.#stepBeganMs = performance.now();
    if (this.#at === 0) this.#flowBeganMs = this.#stepBeganMs;
    this.#events.onStepBegan(step.operationIndex);
    this.#send(step, exchange, false);
  }

  #send(step: FlowStep, flow: Exchange<null>, retried: boolean): void {
    const { operation, operationIndex } = step;
    const { key } = operation.endpoint;
    const connection = this.#connections.get(key) ?? operation.endpoint.open(this.#stepEvents);
    this.#connections.set(key, connection);
    const { index, dueMs, sentMs, deadlineMs } = flow;
    this.#newest = { step, connection, index };
    connection.start({ operation, operationIndex, index, dueMs, sentMs, deadlineMs, retried });
  }

  #onEnding(connection: Channel, exchange: Exchange, { outcome, reusable }: Ending, stale: boolean): void {
    const flow = this.#exchange;
    const step = this.#steps[this.#at];
    if (!reusable || stale) this.#close(connection);
    if (flow === null || step === undefined) return;
    // Says nothing of the step, as for other operations: once more on a fresh connection.
    if (stale && !exchange.retried) {
      this.#send(step, flow, true);
      return;
    }
    this.#endStep(step, outcome);
    this.#at++;
    if (outcome.kind === 'ok' && this.#at < this.#steps.length) this.#begin(flow);
    else this.#finish(flow, outcome.kind === 'failed' ? failed(`${step.name}-${outcome.failure}`) : outcome);
  }

  #finish(flow: Exchange<null>, outcome: Outcome): void {
    this.#exchange = null;
    this.#events.onEnding(this, flow, { outcome, reusable: true }, false);
  }

  #endStep({ operationIndex }: FlowStep, outcome: Outcome): void {
    this.#events.onStepEnded(operationIndex, outcome, performance.now() - this.#stepBeganMs);
  }

  #close(connection: Channel): void {
    for (const [key, known] of this.#connections) if (known === connection) this.#connections.delete(key);
    connection.destroy();
  }
}

const TIMEOUT = failed('timeout');
const UNFINISHED = failed('unfinished');
