/**
 * Takes one request off a connection, whole and within bounds, and no byte more: nothing that a client sends after or
 * beside it is read, let alone parsed. (Node.js's server parses all it reads: 32 clients that send it 64 KiB of small
 * requests on one connection each make it grow by 300 MB.) Whether it is a request is for that server to say.
 */
import type { Socket } from 'node:net';
import type { Limits } from './limits.ts';
import { Refused } from './refused.ts';

export interface IntakeOptions {
  readonly limits: Pick<Limits, 'headerBytes' | 'bodyBytes' | 'requestMs'>;
  /** The head, and as much of a body as it announces; less when that is more than is taken. */
  readonly onRequest: (bytes: Buffer) => void;
  readonly onRefused: (refused: Refused) => void;
}

const END_OF_HEAD = '\r\n\r\n';
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

export class Intake {
  readonly #socket: Socket;
  readonly #options: IntakeOptions;
  readonly #timer: NodeJS.Timeout;
  /** The head while it comes, then the whole request. */
  #bytes: Buffer | null = null;
  #filled = 0;
  #isHeadWhole = false;

  constructor(socket: Socket, options: IntakeOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#timer = setTimeout(
      () => this.#refuse(new Refused(408, 'the request took too long to come')),
      options.limits.requestMs,
    );
    socket.on('data', this.#take);
    socket.once('end', this.#end);
    socket.once('close', this.#stop);
  }

  readonly #take = (chunk: Buffer): void => {
    const taken = this.#isHeadWhole ? 0 : this.#takeHead(chunk);
    if (!this.#isHeadWhole || this.#bytes === null) return;
    this.#filled += chunk.copy(this.#bytes, this.#filled, taken);
    if (this.#filled < this.#bytes.length) return;
    this.#stop();
    this.#options.onRequest(this.#bytes);
  };

  /** How much of the chunk was of the head. */
  #takeHead(chunk: Buffer): number {
    const { headerBytes, bodyBytes } = this.#options.limits;
    this.#bytes ??= Buffer.allocUnsafe(headerBytes);
    const head = this.#bytes;
    const before = this.#filled;
    this.#filled += chunk.copy(head, before);
    const end = head.subarray(0, this.#filled).indexOf(END_OF_HEAD, Math.max(0, before - END_OF_HEAD.length));
    if (end < 0) {
      if (hasBareLineFeed(head, Math.max(0, before - 1), this.#filled)) {
        this.#refuse(
          new Refused(400, 'this is no request of HTTP/1.1: a line ends without a carriage return'),
        );
      } else if (this.#filled === headerBytes) {
        this.#refuse(new Refused(431, `the header is longer than ${headerBytes} bytes`));
      }
      return 0;
    }
    const length = end + END_OF_HEAD.length;
    const body = announcedBytes(head.toString('latin1', 0, length));
    this.#bytes = Buffer.allocUnsafe(length + (body <= bodyBytes ? body : 0));
    head.copy(this.#bytes, 0, 0, length);
    this.#filled = length;
    this.#isHeadWhole = true;
    return length - before;
  }

  readonly #end = (): void => {
    if (this.#filled === 0) this.#socket.destroy();
    else this.#refuse(new Refused(400, 'the request ended early'));
  };

  #refuse(refused: Refused): void {
    this.#stop();
    this.#options.onRefused(refused);
  }

  /** What else the client sends stays with the kernel, which makes it wait. */
  readonly #stop = (): void => {
    clearTimeout(this.#timer);
    this.#socket.off('data', this.#take).off('end', this.#end).off('close', this.#stop);
    this.#socket.pause();
  };
}

function hasBareLineFeed(bytes: Buffer, from: number, to: number): boolean {
  for (let at = bytes.indexOf(LINE_FEED, from); at >= 0 && at < to; at = bytes.indexOf(LINE_FEED, at + 1)) {
    if (at === 0 || bytes[at - 1] !== CARRIAGE_RETURN) return true;
  }
  return false;
}

/** 0 where there is no body, or where the head is so wrong that the server refuses it. */
function announcedBytes(head: string): number {
  const [length, ...more] = head.matchAll(/\r\ncontent-length:[ \t]*(\d{1,15})[ \t]*(?=\r\n)/gi);
  return length === undefined || more.length > 0 ? 0 : Number(length[1]);
}
