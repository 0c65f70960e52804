/**
 * An incremental reader of one HTTP/1.x response (RFC 9112). Takes the bytes in any cuts, holds a bounded part of
 * them, and answers anything malformed with a word, never with a throw.
 */
import { createHash, type Hash } from 'node:crypto';
import { BoundedBytes } from '../bounded-bytes.ts';
import { type HttpHead, parseHttpHead } from './http-head.ts';

/** Heads (with any 1xx before) and trailers may be this long; node:http allows 16 KiB, most servers send under 1. */
export const HEAD_LIMIT_BYTES = 64 * 1024;
/** What an expectation gets to see of a body; the rest is counted and thrown away. */
export const BODY_KEPT_BYTES = 1024 * 1024;
/** A chunk size with its extensions. */
const CHUNK_LINE_LIMIT_BYTES = 4096;

export type HttpProgress = 'more' | 'done' | 'malformed';

type State =
  | 'head'
  | 'length'
  | 'chunk-size'
  | 'chunk'
  | 'chunk-end'
  | 'trailer'
  | 'until-close'
  | 'done'
  | 'malformed';

export class HttpResponse {
  readonly #toHead: boolean;
  readonly #body: BoundedBytes | null;
  readonly #digest: Hash | null;
  #state: State = 'head';
  #head: HttpHead | null = null;
  /** What has come of a head or line that is not complete yet, as latin1. */
  #pending = '';
  #lineBytes = 0;
  #headBytes = 0;
  #remaining = 0;
  #bodyBytes = 0;
  /** The end of the body was, or is to be, the end of the connection. */
  #endsWithConnection = false;
  /** More came than the response. */
  #surplus = false;

  /** `toHead`: answers a HEAD request, so no body follows whatever the head says. */
  constructor(options: { toHead: boolean; keepBody: boolean; digestBody?: boolean }) {
    this.#toHead = options.toHead;
    this.#body = options.keepBody ? new BoundedBytes(BODY_KEPT_BYTES) : null;
    this.#digest = options.digestBody === true ? createHash('sha256') : null;
  }

  /** 0 until the head has come. */
  get status(): number {
    return this.#head?.status ?? 0;
  }

  /** Values of its Set-Cookie fields. */
  get setCookies(): readonly string[] {
    return this.#head?.setCookies ?? [];
  }

  /** Of the whole body, kept or not, without chunk framing. */
  get bodyBytes(): number {
    return this.#bodyBytes;
  }

  /** The first BODY_KEPT_BYTES of the body; empty unless asked to keep it. */
  get body(): Buffer {
    return this.#body?.bytes ?? Buffer.alloc(0);
  }

  /** In hexadecimal digits, of the whole body; "" unless asked for. Once, when done. */
  get bodySha256(): string {
    return this.#digest?.digest('hex') ?? '';
  }

  /** Whether the connection may carry another exchange, once done. */
  get persistent(): boolean {
    const clean = this.#state === 'done' && !this.#surplus && !this.#endsWithConnection;
    return clean && this.#head?.persistent === true;
  }

  /** Reads the first `length` bytes, which are not kept. Bytes after the end make the connection unfit for more. */
  push(bytes: Buffer, length: number): HttpProgress {
    let at = 0;
    while (at < length && this.#state !== 'done' && this.#state !== 'malformed')
      at = this.#step(bytes, at, length);
    if (at < length) this.#surplus = true;
    return this.#progress();
  }

  /** The server has closed its side. */
  end(): HttpProgress {
    if (this.#state === 'until-close') this.#state = 'done';
    return this.#progress();
  }

  #progress(): HttpProgress {
    return this.#state === 'done' || this.#state === 'malformed' ? this.#state : 'more';
  }

  #step(bytes: Buffer, at: number, length: number): number {
    switch (this.#state) {
      case 'head':
        return this.#readHead(bytes, at, length);
      case 'length':
      case 'chunk':
      case 'until-close':
        return this.#readBody(bytes, at, length);
      case 'chunk-size':
      case 'chunk-end':
      case 'trailer':
        return this.#readLine(bytes, at, length);
      case 'done':
      case 'malformed':
        return at;
    }
  }

  #readHead(bytes: Buffer, from: number, length: number): number {
    let at = from;
    let ended = false;
    while (at < length && !ended) {
      const byte = bytes[at++];
      if (byte === 0x0a) {
        ended = this.#lineBytes === 0;
        this.#lineBytes = 0;
      } else if (byte !== 0x0d) this.#lineBytes++;
    }
    this.#headBytes += at - from;
    if (this.#headBytes > HEAD_LIMIT_BYTES) return this.#fail(at);
    const text = bytes.toString('latin1', from, at);
    if (!ended) {
      this.#pending += text;
      return at;
    }
    const head = parseHttpHead(this.#pending === '' ? text : this.#pending + text);
    this.#pending = '';
    // 101 would hand the connection to a protocol nobody asked for.
    if (head === null || head.status === 101) return this.#fail(at);
    // Other 1xx announce the response proper (RFC 9110, section 15.2).
    if (head.status >= 200) this.#beginBody(head);
    return at;
  }

  #beginBody(head: HttpHead): void {
    const bodiless = this.#toHead || head.status === 204 || head.status === 304;
    const { framing } = head;
    this.#head = head;
    if (bodiless || (framing.kind === 'length' && framing.bytes === 0)) this.#state = 'done';
    else if (framing.kind === 'length') {
      this.#state = 'length';
      this.#remaining = framing.bytes;
    } else if (framing.kind === 'chunked') this.#state = 'chunk-size';
    else {
      this.#state = 'until-close';
      this.#endsWithConnection = true;
    }
  }

  #readBody(bytes: Buffer, from: number, length: number): number {
    const available = length - from;
    const taken = this.#state === 'until-close' ? available : Math.min(available, this.#remaining);
    this.#body?.append(bytes, from, from + taken);
    this.#digest?.update(bytes.subarray(from, from + taken));
    this.#bodyBytes += taken;
    if (this.#state !== 'until-close') {
      this.#remaining -= taken;
      if (this.#remaining === 0) this.#state = this.#state === 'chunk' ? 'chunk-end' : 'done';
    }
    return from + taken;
  }

  /** A chunk size, the line end after a chunk, or a trailer field. */
  #readLine(bytes: Buffer, from: number, length: number): number {
    let at = from;
    while (at < length && bytes[at] !== 0x0a) at++;
    this.#pending += bytes.toString('latin1', from, at);
    if (this.#pending.length > CHUNK_LINE_LIMIT_BYTES) return this.#fail(at);
    if (at === length) return at;
    const line = this.#pending.endsWith('\r') ? this.#pending.slice(0, -1) : this.#pending;
    this.#pending = '';
    if (this.#state === 'chunk-size') this.#beginChunk(line);
    else if (this.#state === 'chunk-end') this.#state = line === '' ? 'chunk-size' : 'malformed';
    else this.#readTrailer(line);
    return at + 1;
  }

  #beginChunk(line: string): void {
    const [, digits] = /^([0-9a-f]{1,12})[ \t]*(?:;.*)?$/i.exec(line) ?? [];
    if (digits === undefined) this.#state = 'malformed';
    else {
      this.#remaining = Number.parseInt(digits, 16);
      this.#state = this.#remaining === 0 ? 'trailer' : 'chunk';
    }
  }

  #readTrailer(line: string): void {
    this.#headBytes += line.length + 1;
    if (line === '') this.#state = 'done';
    else if (this.#headBytes > HEAD_LIMIT_BYTES || !line.includes(':')) this.#state = 'malformed';
  }

  #fail(at: number): number {
    this.#state = 'malformed';
    this.#pending = '';
    return at;
  }
}
