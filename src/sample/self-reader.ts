/** What the sampling process itself uses, by the same reader. */
import { TICKS_PER_SECOND } from '../proc/machine.ts';
import { readIdentity } from '../proc/process.ts';
import { LoopDelay } from './loop-delay.ts';
import { ProcessReader, readProcFacts } from './process-reader.ts';
import type { SelfReading } from './sample.ts';

export class SelfReader {
  readonly #reader: ProcessReader;
  readonly #delay: LoopDelay;
  #last: { readonly monoMs: number; readonly cpuTicks: number } | null = null;
  #fds = 0;

  constructor(nowMs: () => number) {
    // Always our own /proc, whatever tree the targets are read from.
    const root = '/proc';
    const startTicks = readIdentity(root, process.pid)?.startTicks ?? 0;
    this.#reader = new ProcessReader(readProcFacts(root), process.pid, startTicks, true);
    this.#delay = new LoopDelay(nowMs);
  }

  read(monoMs: number): SelfReading {
    const reading = this.#reader.read();
    const loopLagMs = this.#delay.takeMs();
    if (reading.state === 'gone')
      return { rssBytes: process.memoryUsage.rss(), fds: this.#fds, cpuPct: null, loopLagMs };
    this.#fds = reading.fds ?? this.#fds;
    const cpuPct = this.#cpuPct(monoMs, reading.cpuTicks);
    return { rssBytes: reading.rssBytes ?? process.memoryUsage.rss(), fds: this.#fds, cpuPct, loopLagMs };
  }

  [Symbol.dispose](): void {
    this.#reader[Symbol.dispose]();
    this.#delay[Symbol.dispose]();
  }

  #cpuPct(monoMs: number, cpuTicks: number | null): number | null {
    const last = this.#last;
    this.#last = cpuTicks === null ? null : { monoMs, cpuTicks };
    if (last === null || cpuTicks === null || monoMs <= last.monoMs) return null;
    return ((cpuTicks - last.cpuTicks) / TICKS_PER_SECOND / (monoMs - last.monoMs)) * 100_000;
  }
}
