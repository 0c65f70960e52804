/** One WebSocket connection of a load: small when it is quiet, and bounded whatever the server sends. */
import { connect, type Socket } from 'node:net';
import { failureOf } from '../tcp/socket-failure.ts';
import { CLOSE_CODE, OPCODE } from './frame.ts';
import { FrameReader, type MessageSink } from './frame-reader.ts';
import { clientFrame, closeFrame } from './frame-writer.ts';
import { HandshakeAnswer, type HandshakeRequest, handshakeKey, handshakeText } from './handshake.ts';
import type { HeldBytes } from './held-bytes.ts';

export interface SocketAddress extends HandshakeRequest {
  readonly host: string;
  readonly port: number;
}

/** One object for all connections, so that none has closures of its own for them. */
export interface SocketEvents {
  onOpen(socket: ClientSocket): void;
  /** The bytes are valid during the call only. */
  onMessage(socket: ClientSocket, bytes: Buffer, isText: boolean): void;
  onPong(socket: ClientSocket): void;
  /**
   * Once, unless it was destroyed. Before it was open: why it did not open (refused, status-503, handshake, …); after:
   * `closed`, `close-1001`, `reset`, or `protocol` when the server broke it.
   */
  onClosed(socket: ClientSocket, failure: string): void;
}

/** All connections read into one buffer: what comes is looked at before the next read. */
const readBuffer = Buffer.allocUnsafeSlow(64 * 1024);

/** Of unsent answers to pings: a server that asks and does not read gets no more of them (RFC 6455, section 5.5.3). */
const PONG_BACKLOG_BYTES = 4096;

export class ClientSocket {
  /** Its number among the connections of its owner. */
  readonly place: number;
  readonly #events: SocketEvents;
  readonly #socket: Socket;
  readonly #reader: FrameReader;
  readonly #sink: MessageSink;
  /** null once it is answered. */
  #handshake: HandshakeAnswer | null;
  #over = false;

  constructor(place: number, address: SocketAddress, held: HeldBytes, events: SocketEvents) {
    this.place = place;
    this.#events = events;
    this.#reader = new FrameReader(held);
    this.#sink = {
      onMessage: (bytes, isText) => events.onMessage(this, bytes, isText),
      onPing: (payload) => this.#answerPing(payload),
      onPong: () => events.onPong(this),
      onClose: (code) => this.#answerClose(code),
    };
    const key = handshakeKey();
    this.#handshake = new HandshakeAnswer(key, address.protocols);
    this.#socket = connect({
      host: address.host,
      port: address.port,
      noDelay: true,
      onread: { buffer: readBuffer, callback: (length, bytes) => this.#onBytes(bytes as Buffer, length) },
    });
    this.#socket.on('end', () => this.#finish('closed'));
    this.#socket.on('error', (error: NodeJS.ErrnoException) => this.#finish(failureOf(error)));
    this.#socket.on('close', () => this.#finish('closed'));
    this.#socket.write(handshakeText(address, key));
  }

  get isOpen(): boolean {
    return this.#handshake === null && !this.#over;
  }

  /** What the server has not taken yet. */
  get unsentBytes(): number {
    return this.#socket.writableLength;
  }

  /** A text message. Only when open. */
  send(text: string): void {
    this.#socket.write(clientFrame(OPCODE.text, text));
  }

  ping(): void {
    this.#socket.write(clientFrame(OPCODE.ping, ''));
  }

  /** Says goodbye if it is open, and closes without waiting for the answer, and without a word to the events. */
  close(): void {
    if (this.isOpen) this.#socket.write(closeFrame(CLOSE_CODE.normal));
    this.#stop();
    this.#leave();
  }

  /** Closes at once, without a word to anybody. */
  destroy(): void {
    this.#stop();
    this.#socket.destroy();
  }

  #onBytes(bytes: Buffer, length: number): boolean {
    if (this.#over) return false;
    let from = 0;
    if (this.#handshake !== null) {
      const answer = this.#handshake.push(bytes, length);
      if (answer === null) return true;
      if (typeof answer === 'string') {
        this.#finish(answer);
        return false;
      }
      this.#handshake = null;
      from = answer;
      this.#events.onOpen(this);
    }
    const violation = this.#reader.push(bytes, from, length, this.#sink);
    if (violation !== null && !this.#over) {
      this.#socket.write(closeFrame(violation));
      this.#finish('protocol');
    }
    return !this.#over;
  }

  #answerPing(payload: Buffer): void {
    if (!this.#over && this.#socket.writableLength < PONG_BACKLOG_BYTES)
      this.#socket.write(clientFrame(OPCODE.pong, payload));
  }

  #answerClose(code: number | null): void {
    if (this.#over) return;
    this.#socket.write(closeFrame(code));
    this.#finish(code === null || code === CLOSE_CODE.normal ? 'closed' : `close-${code}`);
  }

  #finish(failure: string): void {
    if (this.#over) return;
    this.#stop();
    this.#leave();
    this.#events.onClosed(this, failure);
  }

  /** What is written arrives, unless the server does not read: nobody waits for that. */
  #leave(): void {
    if (this.#socket.writableLength === 0) this.#socket.destroySoon();
    else this.#socket.destroy();
  }

  #stop(): void {
    this.#over = true;
    this.#reader.stop();
  }
}
