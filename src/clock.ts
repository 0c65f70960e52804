/**
 * The clocks of one machine. Every row of a run carries `monoMs`, CLOCK_MONOTONIC since the soak began, and
 * `wallMs`. CLOCK_MONOTONIC is the same in every process, so the load process and the daemon agree on it.
 */
import { readFileSync } from 'node:fs';

export interface Clock {
  /** CLOCK_MONOTONIC in milliseconds, with a fraction. */
  monotonicMs(): number;
  /** Unix time in milliseconds. */
  wallMs(): number;
  /** CLOCK_BOOTTIME in milliseconds (10 ms steps): goes on during suspend, unlike CLOCK_MONOTONIC. */
  bootMs(): number;
}

export const systemClock: Clock = {
  monotonicMs: () => Number(process.hrtime.bigint()) / 1e6,
  wallMs: () => Date.now(),
  // proc(5): the first field of /proc/uptime is CLOCK_BOOTTIME in seconds.
  bootMs: () => Number.parseFloat(readFileSync('/proc/uptime', 'latin1')) * 1000,
};

/** proc(5): a random id the kernel makes at each boot; names the epoch that CLOCK_MONOTONIC counts from. */
export function readBootId(procRoot = '/proc'): string {
  return readFileSync(`${procRoot}/sys/kernel/random/boot_id`, 'latin1').trim();
}
