/** A message goes out and one comes back, on a connection that does nothing else meanwhile; or it is only opened. */
import { randomBytes } from 'node:crypto';
import type { WsDeed, WsOperationPlan } from '../../plan/operation/ws-operation-plan.ts';
import { BoundedBytes } from '../bounded-bytes.ts';
import { boundedPattern } from '../bounded-pattern.ts';
import {
  type Channel,
  type ChannelEvents,
  type Endpoint,
  type Exchange,
  type Exchanged,
  failed,
  HEARD_BYTES,
  OK,
  type Operation,
} from '../operation.ts';
import { ClientSocket, type SocketAddress, type SocketEvents } from './client-socket.ts';
import { HeldBytes } from './held-bytes.ts';
import { readStamps, writeStamp } from './stamp.ts';
import type { WsContext } from './ws-operation.ts';
import { compileMessage } from './ws-template.ts';

type Exchanging = Extract<WsDeed, { kind: 'exchange' }>;

interface Talk {
  /** null: nothing is sent, and it ends with the opening. */
  readonly message: ((index: number) => string) | null;
  /** Whether this is what was waited for; a word: it is, and is wrong. */
  judge(index: number, bytes: Buffer): boolean | string;
}

export function compileWsExchange(
  plan: WsOperationPlan,
  { message, fresh, expect }: Exchanging,
  address: SocketAddress,
  { seed, rows, index, marks }: WsContext,
): Operation<Talk> {
  const template = message === null ? null : compileMessage(message, seed, `ws:${plan.name}:send`, rows);
  const contained = expect.contains === null ? null : Buffer.from(expect.contains, 'utf8');
  const pattern = expect.matches === null ? null : boundedPattern(expect.matches);
  const origin = randomBytes(4).toString('hex');
  const stamp = (number: number) =>
    writeStamp({ origin, operation: index, channel: 0, number }, template?.payload ?? '');
  return {
    endpoint: new ExchangeEndpoint(
      `ws ${fresh ? 'fresh' : 'kept'} ${JSON.stringify(address)}`,
      address,
      fresh,
    ),
    timeoutMs: plan.timeoutMs,
    work: {
      message:
        template === null
          ? null
          : (number) => template.render(number, 0, template.hasStamp ? stamp(number) : ''),
      judge(number, bytes) {
        if (contained !== null && !bytes.includes(contained)) return false;
        if (pattern !== null && !pattern.test(bytes.toString('utf8'))) return false;
        if (template?.hasStamp !== true) return true;
        for (const found of readStamps(bytes)) {
          if (found !== null && found.origin !== origin) continue;
          if (found?.number === number && found.whole) return true;
          const isOther = found?.whole === true;
          marks.add(index, isOther ? 'duplicated' : 'corrupted');
          if (!isOther) return 'corrupted';
        }
        return false;
      },
    },
  };
}

class ExchangeEndpoint implements Endpoint<Talk> {
  readonly key: string;
  readonly #address: SocketAddress;
  readonly #fresh: boolean;
  readonly #held = new HeldBytes();

  constructor(key: string, address: SocketAddress, fresh: boolean) {
    this.key = key;
    this.#address = address;
    this.#fresh = fresh;
  }

  open(events: ChannelEvents): Channel<Talk> {
    return new ExchangeChannel(this.#address, this.#fresh, this.#held, events);
  }
}

class ExchangeChannel implements Channel<Talk> {
  readonly #events: ChannelEvents;
  readonly #fresh: boolean;
  readonly #socket: ClientSocket;
  #exchange: Exchange<Talk> | null = null;
  #endedWellBefore = false;
  /** The begin of the newest message of the present exchange, or of the one before. */
  readonly #heard = new BoundedBytes(HEARD_BYTES);
  #destroyed = false;

  constructor(address: SocketAddress, fresh: boolean, held: HeldBytes, events: ChannelEvents) {
    this.#events = events;
    this.#fresh = fresh;
    const socketEvents: SocketEvents = {
      onOpen: () => this.#send(),
      onMessage: (_, bytes) => this.#hear(bytes),
      onPong: () => {},
      onClosed: (_, failure) => this.#onClosed(failure),
    };
    this.#socket = new ClientSocket(0, address, held, socketEvents);
  }

  get exchange(): Exchange | null {
    return this.#exchange;
  }

  start(exchange: Exchange<Talk>): void {
    this.#exchange = exchange;
    this.#heard.clear();
    if (this.#socket.isOpen) this.#send();
  }

  destroy(): void {
    this.#destroyed = true;
    this.#exchange = null;
    this.#socket.close();
  }

  exchanged({ operation, index }: Exchange<Talk>): Exchanged {
    return { sent: operation.work.message?.(index) ?? null, heard: this.#heard.bytes };
  }

  #send(): void {
    const exchange = this.#exchange;
    if (exchange === null) return;
    const { message } = exchange.operation.work;
    if (message === null) this.#finish(null, false);
    else this.#socket.send(message(exchange.index));
  }

  /** What is said between exchanges, or is not what is waited for, is for nobody. */
  #hear(bytes: Buffer): void {
    if (this.#exchange === null) return;
    this.#heard.clear();
    this.#heard.append(bytes, 0, bytes.length);
    const found = this.#exchange.operation.work.judge(this.#exchange.index, bytes);
    if (found !== false) this.#finish(found === true ? null : found, false);
  }

  #onClosed(failure: string): void {
    if (this.#destroyed) return;
    if (this.#exchange === null) this.#events.onIdleClosed(this);
    else this.#finish(failure, this.#endedWellBefore && (failure === 'closed' || failure === 'reset'));
  }

  #finish(failure: string | null, stale: boolean): void {
    const exchange = this.#exchange;
    if (exchange === null) return;
    this.#exchange = null;
    this.#endedWellBefore ||= failure === null;
    const outcome = failure === null ? OK : failed(failure);
    const reusable = !this.#fresh && this.#socket.isOpen && this.#socket.unsentBytes === 0;
    this.#events.onEnding(this, exchange, { outcome, reusable }, stale);
  }
}
