/**
 * The generator's judgement of itself. A second in which it fell behind by its own fault (or its machine's) measured
 * the generator, not the target. Waiting for a target is idle time, so a target that hangs never looks like this.
 */
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

export const SATURATED = {
  /** More than 1 % of a second's arrivals were noticed later than this; timers alone cost 1 to 2 ms. */
  lagP99Ms: 50,
  /** For this long at a stretch nothing was sent or received, so latencies are off by as much. */
  loopDelayMs: 100,
  /** Of one core: beyond, queueing in the generator itself grows without bound. */
  cpuPct: 90,
  /** Share of the second in which the loop was not waiting for events: it had the CPU, or wanted it. */
  loopBusyPct: 90,
} as const;

/** Sending fewer than this in a second, most CPU goes into waking up, and says nothing about the price of one more. */
const TELLING_SENT = 20_000;

export interface SelfReading {
  /** Worst delay of the event loop since the last reading. */
  readonly loopDelayMs: number;
  /** Of the whole process; 100 is one core. */
  readonly cpuPct: number;
  readonly loopBusyPct: number;
  readonly rssBytes: number;
}

export interface SecondLoad {
  readonly lagP99Ms: number;
  readonly offered: number;
  readonly achieved: number;
}

export function isSaturated(reading: SelfReading, { lagP99Ms, offered, achieved }: SecondLoad): boolean {
  // What it would have cost to send all that was asked for, had the target taken it.
  const neededCpuPct = achieved >= TELLING_SENT ? (reading.cpuPct * offered) / achieved : 0;
  return (
    neededCpuPct > SATURATED.cpuPct ||
    lagP99Ms > SATURATED.lagP99Ms ||
    reading.loopDelayMs > SATURATED.loopDelayMs ||
    reading.cpuPct > SATURATED.cpuPct ||
    reading.loopBusyPct > SATURATED.loopBusyPct
  );
}

const DELAY_RESOLUTION_MS = 20;
const SHORTEST_MS = 200;

/** Reads this process, each time since the time before. */
export class SelfWatch {
  readonly #delay = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
  #cpu = process.cpuUsage();
  #loop = performance.eventLoopUtilization();
  #readAtMs = performance.now();
  #last: SelfReading = { loopDelayMs: 0, cpuPct: 0, loopBusyPct: 0, rssBytes: process.memoryUsage.rss() };

  constructor() {
    this.#delay.enable();
  }

  read(): SelfReading {
    const nowMs = performance.now();
    const elapsedMs = nowMs - this.#readAtMs;
    // A share of next to no time is noise; the second that has just ended stands for it.
    if (elapsedMs < SHORTEST_MS) return this.#last;
    const cpu = process.cpuUsage();
    const cpuMs = (cpu.user + cpu.system - this.#cpu.user - this.#cpu.system) / 1000;
    const loop = performance.eventLoopUtilization();
    this.#last = {
      // The histogram holds the times between ticks, in nanoseconds.
      loopDelayMs: this.#delay.count === 0 ? 0 : Math.max(0, this.#delay.max / 1e6 - DELAY_RESOLUTION_MS),
      cpuPct: (100 * cpuMs) / elapsedMs,
      loopBusyPct: 100 * performance.eventLoopUtilization(loop, this.#loop).utilization,
      rssBytes: process.memoryUsage.rss(),
    };
    this.#delay.reset();
    this.#cpu = cpu;
    this.#loop = loop;
    this.#readAtMs = nowMs;
    return this.#last;
  }

  [Symbol.dispose](): void {
    this.#delay.disable();
  }
}
