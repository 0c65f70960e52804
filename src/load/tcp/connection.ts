/** One TCP connection: a request goes out, an answer comes back. */
import { connect, type Socket } from 'node:net';
import { BoundedBytes } from '../bounded-bytes.ts';
import { CookieJar } from '../http/cookie-jar.ts';
import {
  type Channel,
  type ChannelEvents,
  type Ending,
  type Endpoint,
  type Exchange,
  type Exchanged,
  failed,
  HEARD_BYTES,
} from '../operation.ts';
import { failureOf } from './socket-failure.ts';

/** What an operation over a connection sends, and how it reads what comes back. */
export interface Request {
  /** The same for the same index; null: the answer sends what there is to send. */
  bytes(index: number): string | Buffer | null;
  /** A reader for the answer of one exchange. */
  answer(conversation: Conversation, index: number): Answer;
}

/** What an answer may do that is more than to listen. */
export interface Conversation {
  /** Nothing was asked on this connection before. */
  readonly fresh: boolean;
  /** Those of the user whose connection it is. */
  readonly cookies: CookieJar;
  /** `onSent`: all of it is on its way, or never will be. */
  send(bytes: string | Buffer, onSent?: () => void): void;
  /** Where `answer` ends by what was sent, not by what came. Not before it was returned. */
  end(answer: Answer, ending: Ending): void;
}

export interface Answer {
  /** Reads the first `length` bytes, which are not kept. null: more is to come. Never throws. */
  push(bytes: Buffer, length: number): Ending | null;
  /** The other side has closed. null: in the middle of the answer. */
  end(): Ending | null;
}

/** Cookie jars of users whose connection has ended, by the key of their endpoint: the next connection is theirs. */
const waitingUsers = new Map<string, CookieJar[]>();

export function connectionEndpoint(key: string, host: string, port: number): Endpoint<Request> {
  const users = waitingUsers.get(key) ?? [];
  waitingUsers.set(key, users);
  return { key, open: (events) => new Connection(host, port, users, events) };
}

/** All connections read into one buffer: what comes is looked at before the next read. */
const readBuffer = Buffer.allocUnsafeSlow(64 * 1024);

class Connection implements Channel<Request>, Conversation {
  readonly #users: CookieJar[];
  readonly #events: ChannelEvents;
  readonly #socket: Socket;
  #exchange: Exchange<Request> | null = null;
  #answer: Answer | null = null;
  #answeredBefore = false;
  /** The begin of the present answer, or of the one before. */
  readonly #heard = new BoundedBytes(HEARD_BYTES);
  #cookies: CookieJar | null = null;
  #destroyed = false;

  constructor(host: string, port: number, users: CookieJar[], events: ChannelEvents) {
    this.#users = users;
    this.#events = events;
    this.#socket = connect({
      host,
      port,
      noDelay: true,
      onread: { buffer: readBuffer, callback: (length, bytes) => this.#onBytes(bytes, length) },
    });
    this.#socket.on('end', () => this.#onClosed('closed'));
    this.#socket.on('error', (error: NodeJS.ErrnoException) => this.#onClosed(failureOf(error)));
    this.#socket.on('close', () => this.#onClosed('closed'));
  }

  get exchange(): Exchange | null {
    return this.#exchange;
  }

  start(exchange: Exchange<Request>): void {
    const { work } = exchange.operation;
    this.#exchange = exchange;
    this.#heard.clear();
    this.#answer = work.answer(this, exchange.index);
    const bytes = work.bytes(exchange.index);
    if (bytes !== null) this.#socket.write(bytes);
  }

  get fresh(): boolean {
    return !this.#answeredBefore;
  }

  send(bytes: string | Buffer, onSent?: () => void): void {
    this.#socket.write(bytes, onSent);
  }

  end(answer: Answer, ending: Ending): void {
    // A write that failed is told by the socket's own error.
    if (answer === this.#answer && !this.#socket.errored) this.#finish(ending, false);
  }

  get cookies(): CookieJar {
    this.#cookies ??= this.#users.pop() ?? new CookieJar();
    return this.#cookies;
  }

  destroy(): void {
    if (this.#cookies !== null) this.#users.push(this.#cookies);
    this.#cookies = null;
    this.#exchange = null;
    this.#answer = null;
    this.#destroyed = true;
    this.#socket.destroy();
  }

  exchanged({ operation, index }: Exchange<Request>): Exchanged {
    return { sent: operation.work.bytes(index), heard: this.#heard.bytes };
  }

  #onBytes(bytes: Uint8Array, length: number): boolean {
    if (this.#destroyed) return false;
    if (this.#answer === null) {
      this.#events.onIdleClosed(this);
      return false;
    }
    this.#heard.append(bytes as Buffer, 0, length);
    const ending = this.#answer.push(bytes as Buffer, length);
    if (ending !== null) this.#finish(ending, false);
    return true;
  }

  #onClosed(failure: string): void {
    if (this.#destroyed) return;
    if (this.#answer === null) {
      this.#events.onIdleClosed(this);
      return;
    }
    // The server had closed a connection it had already answered on, and no byte of this answer came.
    const stale =
      this.#answeredBefore && this.#heard.bytes.length === 0 && (failure === 'closed' || failure === 'reset');
    const ending = failure === 'closed' ? this.#answer.end() : null;
    this.#finish(ending ?? { outcome: failed(failure), reusable: false }, stale);
  }

  #finish(ending: Ending, stale: boolean): void {
    const exchange = this.#exchange;
    this.#exchange = null;
    this.#answer = null;
    this.#answeredBefore = true;
    // An answer that came before all was sent leaves the rest of the request in the way.
    const reusable = ending.reusable && this.#socket.writableLength === 0;
    if (exchange !== null)
      this.#events.onEnding(this, exchange, { outcome: ending.outcome, reusable }, stale);
  }
}
