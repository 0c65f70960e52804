/** The two constants that /proc's numbers are counted in. */
import { readFileSync } from 'node:fs';
import { SoakdError } from '../error.ts';

/**
 * Clock ticks a second in /proc texts (sysconf(3) _SC_CLK_TCK). proc_pid_stat(5) times are in USER_HZ, which is part
 * of the kernel's interface and 100 on every architecture Node runs on, whatever CONFIG_HZ is (time(7), "The
 * software clock, HZ, and jiffies").
 */
export const TICKS_PER_SECOND = 100;

/** getauxval(3) AT_PAGESZ. */
const AT_PAGESZ = 6n;

/** The page size in bytes, from the auxiliary vector the kernel gave this process: 4096, or 16 or 64 KiB on some arm64. */
export function readPageBytes(procRoot = '/proc'): number {
  const path = `${procRoot}/self/auxv`;
  const bytes = readFileSync(path);
  const words = new BigUint64Array(Uint8Array.from(bytes).buffer, 0, Math.floor(bytes.length / 8));
  for (let at = 0; at + 1 < words.length; at += 2) {
    if (words[at] === AT_PAGESZ) return Number(words[at + 1]);
  }
  throw new SoakdError(`${path} does not tell the page size`, {
    hint: 'soakd needs /proc of a 64-bit Linux kernel.',
  });
}
