/**
 * Some of the operations that did not end as they should, with what was sent and what came back. The first of each class
 * in each minute, and only so many of a run: the log is for looking into a failure, the counts tell how many there were.
 */
import { Redactor } from '../../log/redactor.ts';
import type { Expectation } from '../corpus/corpora.ts';
import { type Exchanged, HEARD_BYTES, type Outcome } from '../operation.ts';

export interface FailureSample {
  readonly operation: number;
  /** The arrival's index. */
  readonly arrival: number;
  /** When it ended, on the run's clock. */
  readonly monoMs: number;
  /** Its class; or bypassed, or false-positive. */
  readonly failure: string;
  readonly latencyMs: number;
  /** Begins of what went out and of what came back, without secrets; null: nothing is kept of it. */
  readonly sent: string | null;
  readonly received: string | null;
}

/** What is shown of each side: enough for a request line and some headers. */
const SHOWN_LENGTH = 512;
const WINDOW_MS = 60_000;
/** Of one operation and class: the third looks like the first two, or the class is none. */
const MOST_A_WINDOW = 3;
const MOST_OF_CLASS = 50;
/** Of all classes in a window, and in a run: some 30 KB a second at the worst, and 1.5 MB in all. */
const MOST_OF_WINDOW = 30;
const MOST_OF_RUN = 1000;

export class FailureSamples {
  readonly #redactor = new Redactor();
  readonly #longestSecret: number;
  readonly #ofClass = new Map<string, number>();
  readonly #inWindow = new Map<string, number>();
  #windowMs = Number.NEGATIVE_INFINITY;
  #windowCount = 0;
  #count = 0;
  #pending: FailureSample[] = [];

  constructor(secrets: readonly string[]) {
    this.#redactor.add(secrets.flatMap(told));
    // Of spellings with a bound the longest: in an address each byte of UTF-8 takes three letters, in HTML a quote six.
    this.#longestSecret = Math.max(0, ...secrets.map((secret) => 6 * Buffer.byteLength(secret)));
  }

  /** `exchanged` is asked for only if it is one of the first. */
  see(sample: Omit<FailureSample, 'sent' | 'received'>, exchanged: () => Exchanged): void {
    if (!this.#admits(`${sample.operation} ${sample.failure}`, sample.monoMs)) return;
    const { sent, heard } = exchanged();
    this.#pending.push({ ...sample, sent: this.#shown(sent), received: this.#shown(heard) });
  }

  /** Those since the time before. */
  take(): readonly FailureSample[] {
    const taken = this.#pending;
    if (taken.length > 0) this.#pending = [];
    return taken;
  }

  #admits(key: string, monoMs: number): boolean {
    if (monoMs >= this.#windowMs + WINDOW_MS) {
      this.#windowMs = monoMs;
      this.#windowCount = 0;
      this.#inWindow.clear();
    }
    const inWindow = this.#inWindow.get(key) ?? 0;
    const ofClass = this.#ofClass.get(key) ?? 0;
    if (this.#count >= MOST_OF_RUN || this.#windowCount >= MOST_OF_WINDOW) return false;
    if (inWindow >= MOST_A_WINDOW || ofClass >= MOST_OF_CLASS) return false;
    this.#count++;
    this.#windowCount++;
    this.#inWindow.set(key, inWindow + 1);
    this.#ofClass.set(key, ofClass + 1);
    return true;
  }

  #shown(bytes: Buffer | string | null): string | null {
    if (bytes === null) return null;
    const most = SHOWN_LENGTH + this.#longestSecret;
    const begin = typeof bytes === 'string' ? bytes.slice(0, most) : bytes.toString('utf8', 0, most);
    const redacted = this.#redactor.redact(begin);
    // What was cut may end in the middle of a secret, which nothing tells any more.
    const isCut = bytes.length > most || bytes.length >= HEARD_BYTES;
    const safe = isCut ? redacted.slice(0, Math.max(0, redacted.length - this.#longestSecret)) : redacted;
    return safe.length > SHOWN_LENGTH ? `${safe.slice(0, SHOWN_LENGTH - 1)}…` : safe;
  }
}

/** As other sides tell what they were sent: within JSON of JSON, in HTML, or whatever way, its words. */
function told(secret: string): string[] {
  const inJson = JSON.stringify(JSON.stringify(secret).slice(1, -1)).slice(1, -1);
  const inHtml = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const quoted = [inHtml.replaceAll('"', '&quot;'), inHtml.replaceAll('"', '&#34;')];
  return [secret, inJson, inHtml, ...quoted, ...(secret.match(/[A-Za-z0-9]{8,}/g) ?? [])];
}

/** Why it was no success; null: it was one. */
export function failureOf(outcome: Outcome, expected: Expectation | null): string | null {
  if (outcome.kind === 'failed') return outcome.failure;
  if (outcome.kind === 'ok') return expected?.outcome === 'blocked' ? 'bypassed' : null;
  return expected?.outcome === 'blocked' ? null : 'false-positive';
}
