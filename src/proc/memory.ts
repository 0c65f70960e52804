/** Memory and I/O texts of one process: statm, status, io and smaps_rollup, as proc(5) describes them. */
import { numberAfter } from './field.ts';

const RSS_ANON = Buffer.from('\nRssAnon:');
const VM_SWAP = Buffer.from('\nVmSwap:');
const READ_BYTES = Buffer.from('\nread_bytes:');
const WRITE_BYTES = Buffer.from('\nwrite_bytes:');
const PSS = Buffer.from('\nPss:');
const KIB = 1024;

/** proc_pid_statm(5): "size resident shared text lib data dt", in pages. null when the text is not that. */
export function parseStatm(
  bytes: Buffer,
  length = bytes.length,
): { readonly sizePages: number; readonly residentPages: number } | null {
  let sizePages = 0;
  let at = 0;
  for (; at < length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x30 || byte > 0x39) break;
    sizePages = sizePages * 10 + (byte - 0x30);
  }
  const start = at + 1;
  if (at === 0 || bytes[at] !== 0x20) return null;
  let residentPages = 0;
  for (at = start; at < length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x30 || byte > 0x39) break;
    residentPages = residentPages * 10 + (byte - 0x30);
  }
  return at === start ? null : { sizePages, residentPages };
}

/** proc_pid_status(5). null for a process without memory of its own (kernel thread, zombie) or Linux < 4.5. */
export function parseStatus(
  bytes: Buffer,
  length = bytes.length,
): { readonly rssAnonBytes: number; readonly swapBytes: number } | null {
  const anon = numberAfter(bytes, length, RSS_ANON);
  if (anon === null) return null;
  // A kernel without swap has no VmSwap line.
  return { rssAnonBytes: anon * KIB, swapBytes: (numberAfter(bytes, length, VM_SWAP) ?? 0) * KIB };
}

/** proc_pid_io(5): bytes really fetched from, and caused to be sent to, the storage layer. */
export function parseIo(
  bytes: Buffer,
  length = bytes.length,
): { readonly readBytes: number; readonly writtenBytes: number } | null {
  const readBytes = numberAfter(bytes, length, READ_BYTES);
  const writtenBytes = numberAfter(bytes, length, WRITE_BYTES);
  return readBytes === null || writtenBytes === null ? null : { readBytes, writtenBytes };
}

/** Proportional set size in bytes out of smaps_rollup (Linux ≥ 4.14). */
export function parsePss(bytes: Buffer, length = bytes.length): number | null {
  const pss = numberAfter(bytes, length, PSS);
  return pss === null ? null : pss * KIB;
}
