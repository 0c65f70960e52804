/** Publishing: a message goes out on one connection of a pool, and is to arrive at every subscriber of its channel. */
import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { WsDeed, WsOperationPlan } from '../../plan/operation/ws-operation-plan.ts';
import {
  type Channel,
  type ChannelEvents,
  type Endpoint,
  type Exchange,
  failed,
  OK,
  type Operation,
} from '../operation.ts';
import type { SocketAddress } from './client-socket.ts';
import { Flight } from './flight.ts';
import { PubSub, type PubSubOptions } from './pub-sub.ts';
import type { WsContext } from './ws-operation.ts';
import { compileMessage, type MessageTemplate } from './ws-template.ts';

type Publishing = Extract<WsDeed, { kind: 'publish' }>;

export function compileWsPublish(
  plan: WsOperationPlan,
  does: Publishing,
  address: SocketAddress,
  { seed, rows, index, marks }: WsContext,
): Operation<MessageTemplate> {
  const { message, subscribe, confirmed, firstChannel = 0, ...pool } = does;
  const subscription = compileMessage(subscribe, seed, `ws:${plan.name}:subscribe`, null);
  const confirmation =
    confirmed === null ? null : compileMessage(confirmed, seed, `ws:${plan.name}:confirmed`, null);
  const options: PubSubOptions = {
    ...pool,
    address,
    openTimeoutMs: plan.timeoutMs,
    subscribe: (channel) => subscription.render(0, firstChannel + channel, ''),
    confirmed: confirmation === null ? null : (channel) => confirmation.render(0, firstChannel + channel, ''),
    origin: randomBytes(4).toString('hex'),
    marks,
    operation: index,
  };
  const publication = compileMessage(message, seed, `ws:${plan.name}:publish`, rows);
  const shared = [address, pool, subscribe, confirmed];
  return {
    endpoint: new PublishEndpoint(`ws publish ${JSON.stringify(shared)}`, options),
    timeoutMs: plan.timeoutMs,
    work: {
      ...publication,
      render: (arrival, channel, stamp) => publication.render(arrival, firstChannel + channel, stamp),
    },
  };
}

/** Operations with the same pool share it. It opens with the first of them. */
class PublishEndpoint implements Endpoint<MessageTemplate> {
  readonly key: string;
  readonly #options: PubSubOptions;
  #pubSub: PubSub | null = null;

  constructor(key: string, options: PubSubOptions) {
    this.key = key;
    this.#options = options;
  }

  open(events: ChannelEvents): Channel<MessageTemplate> {
    this.#pubSub ??= new PubSub(this.#options);
    return new PublishChannel(this.#pubSub, events);
  }

  async close(): Promise<void> {
    this.#pubSub?.close();
  }
}

/** A place for one message that is under way. */
class PublishChannel implements Channel<MessageTemplate> {
  readonly #pubSub: PubSub;
  readonly #events: ChannelEvents;
  #exchange: Exchange<MessageTemplate> | null = null;
  #flight: Flight | null = null;
  #startedMs = 0;

  constructor(pubSub: PubSub, events: ChannelEvents) {
    this.#pubSub = pubSub;
    this.#events = events;
  }

  get exchange(): Exchange | null {
    return this.#exchange;
  }

  start(exchange: Exchange<MessageTemplate>): void {
    const { work } = exchange.operation;
    const text = (channel: number, stamp: string) => work.render(exchange.index, channel, stamp);
    this.#exchange = exchange;
    this.#startedMs = performance.now();
    this.#flight = new Flight(exchange.operationIndex, work.payload, text, (flaw) =>
      this.#landed(exchange, flaw),
    );
    this.#pubSub.publish(this.#flight);
  }

  destroy(): void {
    const { timeoutMs = 0 } = this.#exchange?.operation ?? {};
    // A clock of its own is off by less than a hundredth: only an end of the load comes earlier than that.
    const isOverdue = performance.now() - this.#startedMs >= 0.99 * timeoutMs;
    if (this.#flight !== null) this.#pubSub.giveUp(this.#flight, isOverdue);
    this.#exchange = null;
    this.#flight = null;
  }

  #landed(exchange: Exchange<MessageTemplate>, flaw: string | null): void {
    if (this.#exchange !== exchange) return;
    this.#exchange = null;
    this.#flight = null;
    this.#events.onEnding(
      this,
      exchange,
      { outcome: flaw === null ? OK : failed(flaw), reusable: true },
      false,
    );
  }
}
