/**
 * Tells apart what disturbed the time between two ticks by three clocks (clock_gettime(2)): CLOCK_MONOTONIC stands
 * still during a suspend, CLOCK_BOOTTIME goes on, and only the wall clock can be set.
 */
import type { Clock } from '../clock.ts';
import type { Disturbance } from './sample.ts';

export interface Instant {
  readonly monoMs: number;
  /** null where /proc/uptime may not be read: then a suspend cannot be told from a clock step. */
  readonly bootMs: number | null;
  readonly wallMs: number;
}

/** Under this much nothing is reported. CLOCK_BOOTTIME is read in 10 ms steps. */
const TOLERANCE_MS = 500;
/** A wall clock being slewed is no step: adjtimex(2) allows 500 ppm, chrony up to 8.3 %. */
const SLEW = 0.1;
/** Two readings of the clocks further apart than this do not belong together. */
const TOGETHER_MS = 5;

/** Ranked: a suspend (which also moves the wall clock) before a step of the wall clock before a stalled loop. */
export function classifyDisturbance(
  previous: Instant,
  current: Instant,
  everyMs: number,
): Disturbance | null {
  const monoMs = current.monoMs - previous.monoMs;
  const bootMs =
    current.bootMs === null || previous.bootMs === null ? monoMs : current.bootMs - previous.bootMs;
  const wallMs = current.wallMs - previous.wallMs;
  const suspendedMs = bootMs - monoMs;
  if (suspendedMs > TOLERANCE_MS) return { kind: 'suspend', durationMs: suspendedMs };
  const steppedMs = wallMs - bootMs;
  if (Math.abs(steppedMs) > TOLERANCE_MS + SLEW * monoMs)
    return { kind: 'clock-step', durationMs: steppedMs };
  const lateMs = monoMs - everyMs;
  if (lateMs > TOLERANCE_MS) return { kind: 'stall', durationMs: lateMs };
  return null;
}

/** Reads the clocks as one: again, up to three times, when this thread was held up between them. */
export function readInstant(clock: Clock): Instant {
  for (let attempt = 1; ; attempt++) {
    const monoMs = clock.monotonicMs();
    const instant = { monoMs, bootMs: bootMs(clock), wallMs: clock.wallMs() };
    if (attempt === 3 || clock.monotonicMs() - monoMs <= TOGETHER_MS) return instant;
  }
}

function bootMs(clock: Clock): number | null {
  try {
    const read = clock.bootMs();
    return Number.isFinite(read) ? read : null;
  } catch {
    return null;
  }
}
