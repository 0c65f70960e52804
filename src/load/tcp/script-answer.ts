/** A conversation on a connection, step by step: what is sent, and what has to come, in any cuts. Bounded, never throws. */

import { BoundedBytes } from '../bounded-bytes.ts';
import type { BoundedPattern } from '../bounded-pattern.ts';
import { type Ending, failed, OK } from '../operation.ts';
import type { Answer, Conversation } from './connection.ts';

/** A longer line is a failure of the protocol. */
export const LINE_LIMIT_BYTES = 64 * 1024;

/** One step, compiled. `failure` is its class when something else comes. */
export type ScriptStep =
  | { readonly kind: 'send'; bytes(index: number): string | Buffer }
  | { readonly kind: 'line'; readonly pattern: BoundedPattern; readonly failure: string }
  | { readonly kind: 'bytes'; readonly bytes: Buffer; readonly failure: string }
  | { readonly kind: 'skip'; readonly length: number }
  | { readonly kind: 'closed'; readonly failure: string };

const NEWLINE = 0x0a;
const TOO_LONG: Ending = { outcome: failed('protocol'), reusable: false };

export class ScriptAnswer implements Answer {
  readonly #steps: readonly ScriptStep[];
  readonly #conversation: Conversation;
  readonly #index: number;
  readonly #keep: boolean;
  /** Of the line that is not complete yet. */
  readonly #line = new BoundedBytes(LINE_LIMIT_BYTES + 1);
  #at = 0;
  /** Bytes of the present step that have come. */
  #matched = 0;

  /** Sends what comes first. `keep`: the connection may go on after the last step. */
  constructor(steps: readonly ScriptStep[], conversation: Conversation, index: number, keep: boolean) {
    this.#steps = steps;
    this.#conversation = conversation;
    this.#index = index;
    this.#keep = keep;
    this.#send();
  }

  push(bytes: Buffer, length: number): Ending | null {
    let from = 0;
    while (from < length) {
      const step = this.#steps[this.#at];
      // What nobody expects, before the last of what is sent is out.
      if (step === undefined) return { outcome: OK, reusable: false };
      if (step.kind === 'closed') return this.#wrong(step.failure);
      const read = this.#read(step, bytes, from, length);
      if (typeof read !== 'number') return read;
      from = read;
    }
    return this.#at === this.#steps.length && !this.#endsWithSend() ? this.#done(true) : null;
  }

  end(): Ending | null {
    return this.#steps[this.#at]?.kind === 'closed' ? { outcome: OK, reusable: false } : null;
  }

  /** Where the step's share of the bytes ends; or how the conversation ended. */
  #read(step: ScriptStep, bytes: Buffer, from: number, length: number): number | Ending {
    switch (step.kind) {
      case 'line':
        return this.#readLine(step, bytes, from, length);
      case 'bytes': {
        const taken = Math.min(length - from, step.bytes.length - this.#matched);
        const same =
          bytes.compare(step.bytes, this.#matched, this.#matched + taken, from, from + taken) === 0;
        if (!same) return this.#wrong(step.failure);
        return this.#take(from, taken, step.bytes.length, length);
      }
      case 'skip':
        return this.#take(from, Math.min(length - from, step.length - this.#matched), step.length, length);
      default:
        // Sends are done before anything is read.
        return length;
    }
  }

  #readLine(
    step: ScriptStep & { kind: 'line' },
    bytes: Buffer,
    from: number,
    length: number,
  ): number | Ending {
    const newline = bytes.indexOf(NEWLINE, from);
    const ended = newline !== -1 && newline < length;
    this.#line.append(bytes, from, ended ? newline : length);
    if (this.#line.bytes.length > LINE_LIMIT_BYTES) return TOO_LONG;
    if (!ended) return length;
    const text = this.#line.bytes.toString('utf8');
    this.#line.clear();
    if (!step.pattern.test(text.endsWith('\r') ? text.slice(0, -1) : text)) return this.#wrong(step.failure);
    return this.#next(newline + 1, length);
  }

  #take(from: number, taken: number, whole: number, length: number): number | Ending {
    this.#matched += taken;
    return this.#matched < whole ? from + taken : this.#next(from + taken, length);
  }

  /** The step is done; `from` is where its bytes ended. */
  #next(from: number, length: number): number | Ending {
    this.#at++;
    this.#matched = 0;
    this.#send();
    return this.#at === this.#steps.length && from < length ? this.#done(false) : from;
  }

  /** All that is to be sent before something is to come. */
  #send(): void {
    for (;;) {
      const step = this.#steps[this.#at];
      if (step?.kind !== 'send') return;
      this.#at++;
      const last = this.#at === this.#steps.length;
      this.#conversation.send(
        step.bytes(this.#index),
        last ? () => this.#conversation.end(this, this.#done(true)) : undefined,
      );
    }
  }

  #endsWithSend(): boolean {
    return this.#steps.at(-1)?.kind === 'send';
  }

  #done(clean: boolean): Ending {
    return { outcome: OK, reusable: this.#keep && clean };
  }

  #wrong(failure: string): Ending {
    return { outcome: failed(failure), reusable: false };
  }
}
