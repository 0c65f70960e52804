/**
 * proc_pid_stat(5): one line of numbers after the command name. The name stands in parentheses and may itself hold
 * spaces, parentheses and line breaks, so the numbers begin after the LAST parenthesis.
 */

export interface ProcStat {
  readonly pid: number;
  readonly comm: string;
  /** R running, S sleeping, D disk sleep, T stopped, t traced, Z zombie, X dead, I idle, … */
  readonly state: string;
  readonly ppid: number;
  readonly pgrp: number;
  /** CPU time of all threads, in clock ticks (see machine.ts). */
  readonly utimeTicks: number;
  readonly stimeTicks: number;
  readonly threads: number;
  /** Field 22: clock ticks from boot to the start of the process. */
  readonly startTicks: number;
  readonly vsizeBytes: number;
  /** The kernel calls this inexact; statm is nearer to the truth. */
  readonly rssPages: number;
}

const LAST_FIELD = 24;
/** Reused by every call: the parser is synchronous. */
const fields = new Float64Array(LAST_FIELD + 1);

/** null when the text is not a whole stat line. */
export function parseStat(bytes: Buffer, length = bytes.length): ProcStat | null {
  const open = bytes.indexOf(0x28);
  const close = bytes.lastIndexOf(0x29, length - 1);
  if (open < 1 || close < open || close + 2 >= length) return null;
  if (!readNumbers(bytes, length, close + 3)) return null;
  return {
    pid: Number.parseInt(bytes.toString('latin1', 0, open), 10),
    comm: bytes.toString('utf8', open + 1, close),
    state: String.fromCharCode(bytes[close + 2] ?? 0),
    ppid: field(4),
    pgrp: field(5),
    utimeTicks: field(14),
    stimeTicks: field(15),
    threads: field(20),
    startTicks: field(22),
    vsizeBytes: field(23),
    rssPages: field(24),
  };
}

/** Reads fields 4 to 24, numbered as in the man page, into `fields`; false when the line is too short. */
function readNumbers(bytes: Buffer, length: number, from: number): boolean {
  let at = from;
  for (let index = 4; index <= LAST_FIELD; index++) {
    at++;
    const negative = bytes[at] === 0x2d;
    if (negative) at++;
    const start = at;
    let value = 0;
    for (; at < length; at++) {
      const byte = bytes[at];
      if (byte === undefined || byte < 0x30 || byte > 0x39) break;
      value = value * 10 + (byte - 0x30);
    }
    if (at === start) return false;
    fields[index] = negative ? -value : value;
  }
  return true;
}

function field(index: number): number {
  return fields[index] ?? 0;
}
