/** Finds the process of a target that runs already. */
import { readFileSync } from 'node:fs';
import { SoakdError } from '../error.ts';
import type { AttachSource } from '../plan/target/target-plan.ts';
import { failureOf } from '../proc/failure.ts';
import { findListener } from '../proc/listener.ts';
import { hasEnded, readCmdline, readComm, readIdentity } from '../proc/process.ts';
import type { Member } from '../proc/signal-process.ts';
import { commandText } from './command-text.ts';
import { findMatch } from './match.ts';
import {
  ancestorsOf,
  type ProcessTable,
  readProcessTable,
  rootMost,
  withDescendants,
} from './process-table.ts';
import { readUnitPid } from './unit.ts';

export interface AttachedProcess extends Member {
  readonly command: string;
}

export interface AttachPlace {
  readonly procRoot: string;
  /** The program that is asked about units. */
  readonly systemctl: string;
}

/**
 * A zombie is no process to attach to. soakd itself, its children and what started it are only taken when named by pid.
 *
 * @throws SoakdError when there is no such process now, or more than one
 */
export async function findProcess(
  source: AttachSource,
  place: AttachPlace,
  signal?: AbortSignal,
): Promise<AttachedProcess> {
  const { procRoot } = place;
  const { pid, by } = await findPid(source, place, signal);
  const identity = readIdentity(procRoot, pid);
  if (identity === null || hasEnded(identity.state)) {
    throw new SoakdError(`there is no process ${pid}${by}`, {
      hint: 'Start it first. pgrep -a NAME lists processes by name.',
    });
  }
  if (source.kind !== 'pid' && soakdsOwn(readProcessTable(procRoot)).has(pid)) {
    throw new SoakdError(`process ${pid}${by} is soakd itself, or was started by it`, {
      hint: 'To watch it all the same, name it by pid.',
    });
  }
  const command = commandText(readCmdline(procRoot, pid) ?? []);
  return { pid, startTicks: identity.startTicks, command: command === '' ? identity.comm : command };
}

async function findPid(
  source: AttachSource,
  { procRoot, systemctl }: AttachPlace,
  signal?: AbortSignal,
): Promise<{ readonly pid: number; readonly by: string }> {
  switch (source.kind) {
    case 'pid':
      return { pid: source.pid, by: '' };
    case 'pidfile':
      return { pid: readPidfile(source.path), by: `, which ${source.path} names` };
    case 'unit':
      return {
        pid: await readUnitPid(source.unit, systemctl, signal),
        by: `, the main process of ${source.unit}`,
      };
    case 'port':
      return { pid: findPortOwner(source.port, procRoot), by: `, which listens on port ${source.port}` };
    case 'match': {
      const table = readProcessTable(procRoot);
      const excluded = new Set([...soakdsOwn(table), ...ancestorsOf(table, process.pid)]);
      return { pid: findMatch(source, table, excluded, procRoot), by: '' };
    }
    default:
      return source satisfies never;
  }
}

function soakdsOwn(table: ProcessTable): Set<number> {
  return withDescendants(table, [process.pid]);
}

function readPidfile(path: string): number {
  let text: string;
  try {
    text = readFileSync(path, 'latin1');
  } catch (error) {
    const hint =
      failureOf(error) === 'denied'
        ? 'Run soakd as a user that may read it.'
        : 'Is the service running, and is this the file it is set up to write?';
    throw new SoakdError(`cannot read the pidfile ${path}`, { hint, cause: error });
  }
  const pid = /^\s*([1-9][0-9]*)(\s|$)/.exec(text)?.[1];
  if (pid !== undefined) return Number(pid);
  throw new SoakdError(`the pidfile ${path} does not begin with a pid`, {
    hint: 'Is this the file that the service is set up to write?',
  });
}

function findPortOwner(port: number, procRoot: string): number {
  const listener = findListener(procRoot, port);
  if (listener.kind === 'none') {
    throw new SoakdError(`nothing listens on port ${port}`, {
      hint: 'Start the service first. ss -ltnp lists listeners.',
    });
  }
  if (listener.kind === 'hidden')
    throw new SoakdError(listener.reason, { hint: 'Or name the process by its pid.' });
  const [owner, ...others] = rootMost(readProcessTable(procRoot), listener.pids);
  if (owner !== undefined && others.length === 0) return owner;
  const names = listener.pids.map((pid) => `${pid} (${readComm(procRoot, pid) ?? 'just ended'})`);
  throw new SoakdError(`several processes listen on port ${port}: ${names.join(', ')}`, {
    hint: 'Name the one you mean by its pid.',
  });
}
