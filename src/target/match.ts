/** Finds a process by its name, program file or arguments. */
import { realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { SoakdError } from '../error.ts';
import type { AttachSource } from '../plan/target/target-plan.ts';
import { readCmdline, readExe } from '../proc/process.ts';
import { commandText } from './command-text.ts';
import { type ProcessTable, rootMost } from './process-table.ts';

type Match = Extract<AttachSource, { kind: 'match' }>;

/** proc_pid_comm(5): the kernel keeps this many bytes of a name. */
const COMM_BYTES = 15;
const LISTED = 10;

/**
 * Everything that is given must hold. Of a process and its descendants that match, the process is meant.
 *
 * @throws SoakdError when none or several match
 */
export function findMatch(
  match: Match,
  table: ProcessTable,
  excluded: ReadonlySet<number>,
  procRoot: string,
): number {
  const fits = matcher(match, procRoot);
  const found = [...table.values()]
    .filter(({ pid, comm }) => !excluded.has(pid) && fits(pid, comm))
    .map(({ pid }) => pid);
  const roots = rootMost(table, found);
  const [pid] = roots;
  if (pid !== undefined && roots.length === 1) return pid;
  if (pid === undefined) {
    throw new SoakdError(`no process matches ${describe(match)}`, {
      hint: 'Start it first. ps -eo pid,comm,args lists names and arguments, ls -l /proc/PID/exe the program file.',
    });
  }
  const listed = roots
    .slice(0, LISTED)
    .map((one) => `  ${one}  ${commandText(readCmdline(procRoot, one) ?? [])}`);
  const more = roots.length > LISTED ? `\n  and ${roots.length - LISTED} more` : '';
  throw new SoakdError(`${roots.length} processes match ${describe(match)}:\n${listed.join('\n')}${more}`, {
    hint: 'Add cmdline to the match so that only one fits, or name the process by pid, port or unit.',
  });
}

function matcher({ comm, exe, cmdline }: Match, procRoot: string): (pid: number, comm: string) => boolean {
  const name = comm === null ? null : Buffer.from(comm).subarray(0, COMM_BYTES).toString();
  const file = exe?.includes('/') === true ? resolved(exe) : exe;
  const pattern = cmdline === null ? null : new RegExp(cmdline);
  return (pid, itsComm) => {
    if (name !== null && itsComm !== name) return false;
    if (file !== null && !isFile(readExe(procRoot, pid), file)) return false;
    return pattern === null || pattern.test((readCmdline(procRoot, pid) ?? []).join(' '));
  };
}

/** A name without a folder fits the file's own name. */
function isFile(exe: string | null, file: string): boolean {
  return exe !== null && (file.includes('/') ? exe === file : basename(exe) === file);
}

/** /proc shows the file itself, where a plan often names a link to it. */
function resolved(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function describe({ comm, exe, cmdline }: Match): string {
  return [comm && `comm ${comm}`, exe && `exe ${exe}`, cmdline && `cmdline /${cmdline}/`]
    .filter(Boolean)
    .join(', ');
}
