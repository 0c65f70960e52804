/** Who a process is. All readers give null when the process has ended. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { SoakdError } from '../error.ts';
import { failureOf, unlessGone } from './failure.ts';
import { parseStat } from './stat.ts';

/** A pid is reused; (boot id, pid, start time) is not. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTicks: number;
  readonly state: string;
  readonly comm: string;
  readonly ppid: number;
}

/** A zombie still has an identity (state Z). Throws a SoakdError when /proc hides the process from us. */
export function readIdentity(root: string, pid: number): ProcessIdentity | null {
  const bytes = readWhole(root, pid, 'stat');
  const stat = bytes === null ? null : parseStat(bytes);
  if (stat === null) return null;
  return { pid, startTicks: stat.startTicks, state: stat.state, comm: stat.comm, ppid: stat.ppid };
}

/** A zombie or dead process: it has ended, only its parent has not collected it yet. */
export function hasEnded(state: string): boolean {
  return state === 'Z' || state === 'X' || state === 'x';
}

/** Stopped by a signal, or (t) by a debugger: proc_pid_stat(5), Linux ≥ 2.6.33. */
export function isStopped(state: string): boolean {
  return state === 'T' || state === 't';
}

/** Ascending pids. `truncated` when there are more than `cap`. */
export function listPids(
  root: string,
  cap = Number.POSITIVE_INFINITY,
): { readonly pids: number[]; readonly truncated: boolean } {
  const pids = readdirSync(root)
    .filter((name) => /^[1-9][0-9]*$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);
  return { pids: pids.slice(0, cap), truncated: pids.length > cap };
}

/** The command name: at most 15 bytes, set by the program itself. */
export function readComm(root: string, pid: number): string | null {
  return readWhole(root, pid, 'comm')?.toString('utf8').replace(/\n$/, '') ?? null;
}

/** The program's file. null also for a kernel thread, and for another user's process we may not look into. */
export function readExe(root: string, pid: number): string | null {
  try {
    return unlessGone(() => readlinkSync(`${root}/${pid}/exe`)?.replace(/ \(deleted\)$/, '') ?? null);
  } catch (error) {
    if (failureOf(error) === 'denied') return null;
    throw error;
  }
}

/** The arguments. Empty for a kernel thread or zombie. */
export function readCmdline(root: string, pid: number): string[] | null {
  const text = readWhole(root, pid, 'cmdline')?.toString('utf8');
  if (text === undefined) return null;
  return text === '' ? [] : text.replace(/\0$/, '').split('\0');
}

function readWhole(root: string, pid: number, name: string): Buffer | null {
  try {
    return unlessGone(() => readFileSync(`${root}/${pid}/${name}`));
  } catch (error) {
    if (failureOf(error) !== 'denied') throw error;
    throw new SoakdError(`may not read ${root}/${pid}/${name}`, {
      hint: 'Is /proc mounted with hidepid? Run soakd as the user of that process, or as root.',
      cause: error,
    });
  }
}
