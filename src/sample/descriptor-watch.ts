/** Whether soakd itself still has descriptors to open: told once when it has not, and once when it has again. */
import { closeSync, openSync, readSync } from 'node:fs';
import type { Finding } from './finding.ts';

/** A child with its pipes takes 8 for a moment; a load, a probe or an assessment may start at the same time. */
const SPARE = 16;
const LOOK_EVERY_MS = 5000;
/** As the kernel writes it, some 1300 bytes. */
const TEXT_BYTES = 4096;

export class DescriptorWatch {
  readonly #onFinding: (finding: Finding) => void;
  /** Open from the begin: later there may be none left to look with. */
  readonly #limits = openSync('/proc/self/limits', 'r');
  readonly #text = Buffer.alloc(TEXT_BYTES);
  #lookedMs = Number.NEGATIVE_INFINITY;
  #isShort = false;

  constructor(onFinding: (finding: Finding) => void) {
    this.#onFinding = onFinding;
  }

  /** `fds`: how many are open. */
  look(fds: number, nowMs: number): void {
    if (nowMs - this.#lookedMs < LOOK_EVERY_MS) return;
    this.#lookedMs = nowMs;
    const limit = this.#readLimit();
    const isShort = fds + SPARE > limit;
    if (isShort === this.#isShort) return;
    this.#isShort = isShort;
    const text = isShort
      ? `soakd itself is short of descriptors: ${fds} are open, ${limit} are allowed (ulimit -n, LimitNOFILE=); what it has open goes on`
      : `soakd has descriptors again: ${fds} are open, ${limit} are allowed`;
    this.#onFinding({ kind: 'unavailable', target: null, text });
  }

  [Symbol.dispose](): void {
    closeSync(this.#limits);
  }

  /** proc_pid_limits(5): "Max open files            1024                 524288               files". */
  #readLimit(): number {
    const length = readSync(this.#limits, this.#text, 0, TEXT_BYTES, 0);
    const soft = /^Max open files +(\d+)/m.exec(this.#text.toString('latin1', 0, length))?.[1];
    return soft === undefined ? Number.POSITIVE_INFINITY : Number(soft);
  }
}
