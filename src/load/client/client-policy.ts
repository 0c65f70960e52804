/**
 * Operations whose client tries again, or stops trying: an endpoint around that of any kind. The operation is one,
 * whatever it takes; tries, and operations that were not sent, are marks: retried, ok-by-retry, circuit-opened,
 * short-circuited.
 */
import { performance } from 'node:perf_hooks';
import type { ClientPolicy } from '../../plan/operation/client-policy.ts';
import type { Marks } from '../figure/marks.ts';
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
import { CircuitBreaker } from './circuit-breaker.ts';

const CIRCUIT_OPEN = failed('circuit-open');

/** `index` among the plan's operations. */
export function withPolicy(
  operation: Operation,
  policy: ClientPolicy,
  index: number,
  marks: Marks,
): Operation<Operation> {
  const endpoint = new PolicyEndpoint(operation.endpoint, policy, index, marks);
  return { endpoint, timeoutMs: operation.timeoutMs, work: operation };
}

class PolicyEndpoint implements Endpoint<Operation> {
  readonly key: string;
  readonly inner: Endpoint;
  readonly policy: ClientPolicy;
  readonly breaker: CircuitBreaker | null;
  readonly #operation: number;
  readonly #marks: Marks;

  constructor(inner: Endpoint, policy: ClientPolicy, operation: number, marks: Marks) {
    this.key = `policy ${operation} ${inner.key}`;
    this.inner = inner;
    this.policy = policy;
    this.breaker = policy.breaker === null ? null : new CircuitBreaker(policy.breaker);
    this.#operation = operation;
    this.#marks = marks;
  }

  mark(mark: string): void {
    this.#marks.add(this.#operation, mark);
  }

  async prepare(): Promise<void> {
    await this.inner.prepare?.();
  }

  open(events: ChannelEvents): Channel<Operation> {
    return new PolicyChannel(this, events);
  }

  async close(): Promise<void> {
    await this.inner.close?.();
  }
}

class PolicyChannel implements Channel<Operation> {
  readonly #endpoint: PolicyEndpoint;
  readonly #events: ChannelEvents;
  readonly #innerEvents: ChannelEvents;
  #inner: Channel | null = null;
  /** The inner one carries no other exchange; it is still asked what was exchanged. */
  #spent = false;
  #exchange: Exchange<Operation> | null = null;
  #tried: Exchange | null = null;
  #tries = 0;
  #startedMs = 0;
  /** Of the pause before the next try, or before the word that it was not sent. */
  #timer: NodeJS.Timeout | null = null;

  constructor(endpoint: PolicyEndpoint, events: ChannelEvents) {
    this.#endpoint = endpoint;
    this.#events = events;
    this.#innerEvents = {
      ...events,
      onEnding: (channel, exchange, ending, stale) => this.#onEnding(channel, exchange, ending, stale),
      onIdleClosed: () => this.#dropInner(),
    };
  }

  get exchange(): Exchange | null {
    return this.#exchange;
  }

  start(exchange: Exchange<Operation>): void {
    const { breaker } = this.#endpoint;
    this.#exchange = exchange;
    this.#tried = null;
    this.#tries = 0;
    this.#startedMs = performance.now();
    if (breaker === null || breaker.admits(this.#startedMs)) this.#try(exchange);
    else {
      this.#endpoint.mark('short-circuited');
      this.#later(0, () => this.#tell(exchange, CIRCUIT_OPEN));
    }
  }

  destroy(): void {
    // A clock of its own is off by less than a hundredth: only an end of the load comes earlier than that.
    const { timeoutMs = 0 } = this.#exchange?.operation ?? {};
    const isOverdue = performance.now() - this.#startedMs >= 0.99 * timeoutMs;
    if (this.#exchange !== null && this.#tries > 0 && isOverdue) this.#note(true);
    this.#exchange = null;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#dropInner();
  }

  exchanged(): Exchanged {
    const none: Exchanged = { sent: null, heard: null };
    return this.#tried === null ? none : (this.#inner?.exchanged?.(this.#tried) ?? none);
  }

  #try(exchange: Exchange<Operation>): void {
    this.#tries++;
    this.#send(exchange, false);
  }

  #send({ operation, ...rest }: Exchange<Operation>, retried: boolean): void {
    const { inner } = this.#endpoint;
    this.#tried = { ...rest, operation: operation.work, retried };
    if (this.#spent) this.#dropInner();
    this.#inner ??= inner.open(this.#innerEvents);
    this.#inner.start(this.#tried);
  }

  #onEnding(inner: Channel, tried: Exchange, { outcome, reusable }: Ending, stale: boolean): void {
    const exchange = this.#exchange;
    if (inner !== this.#inner || exchange === null) return;
    // Says nothing of the operation: once more on a fresh one, and no try of the client's.
    if (stale && !tried.retried) {
      this.#dropInner();
      this.#send(exchange, true);
      return;
    }
    const pauseMs = this.#pauseMs(exchange, outcome);
    if (pauseMs !== null) {
      this.#endpoint.mark('retried');
      this.#spent = !reusable;
      this.#later(pauseMs, () => this.#try(exchange));
      return;
    }
    if (outcome.kind === 'ok' && this.#tries > 1) this.#endpoint.mark('ok-by-retry');
    this.#note(outcome.kind === 'failed');
    this.#spent = !reusable;
    this.#tell(exchange, outcome);
    if (this.#spent && this.#exchange === null) this.#dropInner();
  }

  /** Until the next try; null: there is none, or its time would be over. */
  #pauseMs({ operation }: Exchange<Operation>, outcome: Outcome): number | null {
    const { retry } = this.#endpoint.policy;
    if (retry === null || outcome.kind !== 'failed' || this.#tries > retry.times) return null;
    if (retry.on.length > 0 && !retry.on.includes(outcome.failure)) return null;
    const pauseMs = retry.afterMs * 2 ** (this.#tries - 1);
    return performance.now() - this.#startedMs + pauseMs < operation.timeoutMs ? pauseMs : null;
  }

  #note(hasFailed: boolean): void {
    if (this.#endpoint.breaker?.ended(hasFailed, performance.now()) === true)
      this.#endpoint.mark('circuit-opened');
  }

  #tell(exchange: Exchange<Operation>, outcome: Outcome): void {
    this.#exchange = null;
    this.#events.onEnding(this, exchange, { outcome, reusable: true }, false);
  }

  #later(ms: number, act: () => void): void {
    this.#timer = setTimeout(() => {
      this.#timer = null;
      act();
    }, ms);
  }

  #dropInner(): void {
    const inner = this.#inner;
    this.#inner = null;
    this.#spent = false;
    inner?.destroy();
  }
}
