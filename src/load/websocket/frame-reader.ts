/**
 * An incremental reader of what a WebSocket server sends (RFC 6455, section 5). Takes the bytes in any cuts, hands on
 * whole messages, holds a bounded part of those that have not come to their end, and answers what breaks the protocol
 * with the code to close by, never with a throw.
 */
import { isUtf8 } from 'node:buffer';
import { BoundedBytes } from '../bounded-bytes.ts';
import { CLOSE_CODE, CONTROL_LIMIT_BYTES, FIN, isCloseCode, LENGTH_16, MASKED, OPCODE } from './frame.ts';
import type { HeldBytes } from './held-bytes.ts';

/** A longer message is too much for a client that is to hold thousands of connections. */
export const MESSAGE_LIMIT_BYTES = 1024 * 1024;

/** Buffers are views, valid during the call only. */
export interface MessageSink {
  onMessage(bytes: Buffer, isText: boolean): void;
  onPing(payload: Buffer): void;
  onPong(payload: Buffer): void;
  /** The server closes; nothing comes after. `code` null: it gave none. */
  onClose(code: number | null): void;
}

/** The code to close by. */
export type Violation = (typeof CLOSE_CODE)['protocol' | 'badText' | 'tooBig'];

const NOTHING = Buffer.alloc(0);

export class FrameReader {
  readonly #held: HeldBytes;
  /** Header bytes of the present frame that have come; the frame's payload follows once they are complete. */
  #headerBytes = 0;
  #headerLength = 2;
  #fin = false;
  #opcode = 0;
  #payloadBytes = 0;
  #payloadLeft = 0;
  /** The opcode of the message whose fragments come; 0: none. */
  #messageOpcode = 0;
  #message: BoundedBytes | null = null;
  #messageBytes = 0;
  #control: Buffer | null = null;
  #over = false;

  /** `held` is shared by all connections. */
  constructor(held: HeldBytes) {
    this.#held = held;
  }

  /** Reads from `from` up to `length`. Not null: the connection is to be closed, and reads no more. */
  push(bytes: Buffer, from: number, length: number, sink: MessageSink): Violation | null {
    let at = from;
    while (at < length && !this.#over) {
      if (this.#headerBytes < this.#headerLength) {
        const violation = this.#readHeader(bytes[at++] ?? 0);
        if (violation !== null) return this.#fail(violation);
        if (this.#headerBytes < this.#headerLength || this.#payloadLeft > 0) continue;
      }
      const end = Math.min(length, at + this.#payloadLeft);
      const violation = this.#readPayload(bytes, at, end, sink);
      if (violation !== null) return this.#fail(violation);
      at = end;
    }
    return null;
  }

  /** Gives back what it holds, and reads no more. */
  stop(): void {
    this.#over = true;
    this.#dropMessage();
    this.#control = null;
  }

  #fail(violation: Violation): Violation {
    this.stop();
    return violation;
  }

  #readHeader(byte: number): Violation | null {
    const position = this.#headerBytes++;
    if (position === 0) {
      this.#fin = (byte & FIN) !== 0;
      this.#opcode = byte & 0x0f;
      this.#headerLength = 2;
      // No extension was agreed on that would give the three bits a meaning.
      return (byte & 0x70) === 0 && this.#isExpected() ? null : CLOSE_CODE.protocol;
    }
    if (position === 1) {
      if ((byte & MASKED) !== 0) return CLOSE_CODE.protocol;
      this.#payloadBytes = byte;
      if (this.#opcode >= OPCODE.close && byte > CONTROL_LIMIT_BYTES) return CLOSE_CODE.protocol;
      if (byte < LENGTH_16) return this.#beginPayload();
      this.#headerLength = byte === LENGTH_16 ? 4 : 10;
      this.#payloadBytes = 0;
      return null;
    }
    if (position === 2 && this.#headerLength === 10 && byte >= 0x80) return CLOSE_CODE.protocol;
    // Beyond 2^53 it is not exact, and far too big all the same.
    this.#payloadBytes = this.#payloadBytes * 256 + byte;
    if (this.#headerBytes < this.#headerLength) return null;
    const isShortest = this.#payloadBytes >= (this.#headerLength === 4 ? LENGTH_16 : 2 ** 16);
    return isShortest ? this.#beginPayload() : CLOSE_CODE.protocol;
  }

  /** A control frame is whole; a message begins where none is open, and goes on where one is. */
  #isExpected(): boolean {
    switch (this.#opcode) {
      case OPCODE.close:
      case OPCODE.ping:
      case OPCODE.pong:
        return this.#fin;
      case OPCODE.continuation:
        return this.#messageOpcode !== 0;
      case OPCODE.text:
      case OPCODE.binary:
        return this.#messageOpcode === 0;
      default:
        return false;
    }
  }

  #beginPayload(): Violation | null {
    this.#payloadLeft = this.#payloadBytes;
    if (this.#opcode >= OPCODE.close) return null;
    if (this.#opcode !== OPCODE.continuation) this.#messageOpcode = this.#opcode;
    return this.#messageBytes + this.#payloadBytes > MESSAGE_LIMIT_BYTES ? CLOSE_CODE.tooBig : null;
  }

  #readPayload(bytes: Buffer, at: number, end: number, sink: MessageSink): Violation | null {
    this.#payloadLeft -= end - at;
    const complete = this.#payloadLeft === 0;
    if (complete) this.#headerBytes = 0;
    if (this.#opcode >= OPCODE.close) return this.#readControl(bytes, at, end, complete, sink);
    const ends = complete && this.#fin;
    // A message that comes in one piece is looked at where it lies.
    if (ends && this.#message === null) return this.#finishMessage(bytes.subarray(at, end), sink);
    if (!this.#held.take(end - at)) return CLOSE_CODE.tooBig;
    this.#message ??= new BoundedBytes(MESSAGE_LIMIT_BYTES);
    this.#message.append(bytes, at, end);
    this.#messageBytes += end - at;
    if (!ends) return null;
    const whole = this.#message.bytes;
    this.#dropMessage();
    return this.#finishMessage(whole, sink);
  }

  #finishMessage(message: Buffer, sink: MessageSink): Violation | null {
    const isText = this.#messageOpcode === OPCODE.text;
    this.#messageOpcode = 0;
    if (isText && !isUtf8(message)) return CLOSE_CODE.badText;
    sink.onMessage(message, isText);
    return null;
  }

  #readControl(
    bytes: Buffer,
    at: number,
    end: number,
    complete: boolean,
    sink: MessageSink,
  ): Violation | null {
    if (this.#control !== null || !complete) {
      this.#control ??= Buffer.alloc(this.#payloadBytes);
      bytes.copy(this.#control, this.#payloadBytes - this.#payloadLeft - (end - at), at, end);
      if (!complete) return null;
    }
    const payload = this.#control ?? (at === end ? NOTHING : bytes.subarray(at, end));
    this.#control = null;
    if (this.#opcode === OPCODE.ping) sink.onPing(payload);
    else if (this.#opcode === OPCODE.pong) sink.onPong(payload);
    else return this.#finishClose(payload, sink);
    return null;
  }

  #finishClose(payload: Buffer, sink: MessageSink): Violation | null {
    const code = payload.length === 0 ? null : payload.length === 1 ? 0 : payload.readUInt16BE(0);
    if (code !== null && !isCloseCode(code)) return CLOSE_CODE.protocol;
    if (!isUtf8(payload.subarray(2))) return CLOSE_CODE.badText;
    this.stop();
    sink.onClose(code);
    return null;
  }

  #dropMessage(): void {
    this.#held.give(this.#messageBytes);
    this.#messageBytes = 0;
    this.#message = null;
  }
}
