/** One connection, which carries one exchange at a time. */
import { connect, type Socket } from 'node:net';
import type { Answer, Ending, Endpoint, Operation } from './operation.ts';

/** One operation under way. */
export interface Exchange {
  readonly operation: Operation;
  readonly operationIndex: number;
  readonly index: number;
  /** When it was due, was sent, and fails as a timeout. */
  readonly dueMs: number;
  readonly sentMs: number;
  readonly deadlineMs: number;
  retried: boolean;
}

export interface ConnectionEvents {
  /**
   * The exchange is over. `stale`: the server had closed a connection it had already answered on, and no byte of this
   * answer came, so that nothing was learnt about the operation.
   */
  onEnding(connection: Connection, exchange: Exchange, ending: Ending, stale: boolean): void;
  /** Closed, or spoken on unasked, between exchanges. */
  onIdleClosed(connection: Connection): void;
}

/** All connections read into one buffer: what comes is looked at before the next read. */
const readBuffer = Buffer.allocUnsafeSlow(64 * 1024);

export class Connection {
  readonly endpoint: Endpoint;
  readonly #events: ConnectionEvents;
  readonly #socket: Socket;
  #exchange: Exchange | null = null;
  #answer: Answer | null = null;
  #answeredBefore = false;
  /** A byte of the present answer has come. */
  #heard = false;
  #destroyed = false;

  constructor(endpoint: Endpoint, events: ConnectionEvents) {
    this.endpoint = endpoint;
    this.#events = events;
    this.#socket = connect({
      host: endpoint.host,
      port: endpoint.port,
      noDelay: true,
      onread: { buffer: readBuffer, callback: (length, bytes) => this.#onBytes(bytes, length) },
    });
    this.#socket.on('end', () => this.#onClosed('closed'));
    this.#socket.on('error', (error: NodeJS.ErrnoException) => this.#onClosed(failureOf(error)));
    this.#socket.on('close', () => this.#onClosed('closed'));
  }

  /** The exchange under way. */
  get exchange(): Exchange | null {
    return this.#exchange;
  }

  /** Sends, after connecting if need be. */
  start(exchange: Exchange): void {
    this.#exchange = exchange;
    this.#answer = exchange.operation.answer();
    this.#heard = false;
    this.#socket.write(exchange.operation.request(exchange.index));
  }

  /** Closes at once, without a word to the events. */
  destroy(): void {
    this.#exchange = null;
    this.#answer = null;
    this.#destroyed = true;
    this.#socket.destroy();
  }

  #onBytes(bytes: Uint8Array, length: number): boolean {
    if (this.#destroyed) return false;
    if (this.#answer === null) {
      this.#events.onIdleClosed(this);
      return false;
    }
    this.#heard = true;
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
    const stale = this.#answeredBefore && !this.#heard && (failure === 'closed' || failure === 'reset');
    const ending = failure === 'closed' ? this.#answer.end() : null;
    this.#finish(ending ?? { failure, reusable: false }, stale);
  }

  #finish(ending: Ending, stale: boolean): void {
    const exchange = this.#exchange;
    this.#exchange = null;
    this.#answer = null;
    this.#answeredBefore = true;
    // An answer that came before all was sent leaves the rest of the request in the way.
    const reusable = ending.reusable && this.#socket.writableLength === 0;
    if (exchange !== null)
      this.#events.onEnding(this, exchange, { failure: ending.failure, reusable }, stale);
  }
}

/** The class of what the kernel or the resolver said. */
function failureOf(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ECONNREFUSED':
      return 'refused';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'reset';
    case 'ETIMEDOUT':
      return 'timeout';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_FAIL':
    case 'EAI_NODATA':
      return 'resolve';
    default:
      return `error-${(error.code ?? 'unknown').toLowerCase()}`;
  }
}
