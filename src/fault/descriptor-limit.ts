/**
 * Fewer descriptors for a process and what it started: RLIMIT_NOFILE, by prlimit(1) of util-linux. The soft limit alone,
 * which whoever is not root may set and raise again. What has more open keeps it, and gets no more.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SoakdError } from '../error.ts';
import { foreignEnvironment } from '../foreign-program.ts';
import { descendants } from '../proc/children.ts';
import { type Proof, proof } from './act.ts';
import { lives, type NamedProcess, nameProcess } from './named-process.ts';

const run = promisify(execFile);

export interface DescriptorLimit {
  readonly kind: 'descriptor-limit';
  readonly fds: number;
  /** The root first. What they start meanwhile has the limit of its parent. */
  readonly members: readonly { readonly process: NamedProcess; readonly softWas: string }[];
}

/** @throws SoakdError when the process has no more than that anyway, or is not ours to limit */
export async function planDescriptorLimit(root: NamedProcess, fds: number): Promise<DescriptorLimit> {
  const named = [root, ...descendants('/proc', root.pid).pids.map(nameProcess)].filter((one) => one !== null);
  const members = [];
  for (const process of named) {
    const softWas = await softLimit(process);
    if (softWas !== null) members.push({ process, softWas });
  }
  const [first] = members;
  if (first === undefined || first.process.pid !== root.pid)
    throw new SoakdError(`process ${root.pid} is gone`);
  if (first.softWas !== UNLIMITED && Number(first.softWas) <= fds)
    throw new SoakdError(
      `process ${root.pid} may have ${first.softWas} descriptors: ${fds} is no lower limit`,
    );
  return { kind: 'descriptor-limit', fds, members };
}

const UNLIMITED = 'unlimited';

export async function limitDescriptors({ fds, members }: DescriptorLimit): Promise<Proof> {
  for (const { process } of members) await setSoftLimit(process, String(fds));
  const limited = [];
  for (const { process } of members)
    if ((await softLimit(process)) === String(fds)) limited.push(process.pid);
  const figures = { processesLimited: limited.length, fdLimit: fds };
  if (limited.length === 0) return proof(false, 'no process took the limit', figures);
  return proof(true, `process ${limited.join(', ')} may have ${fds} descriptors each`, figures);
}

/** May be called again after any end, and without a begin. */
export async function unlimitDescriptors({ fds, members }: DescriptorLimit): Promise<Proof> {
  const known = new Set(members.map(({ process }) => process.pid));
  for (const { process, softWas } of members) {
    if (!lives(process)) continue;
    const born = descendants('/proc', process.pid)
      .pids.filter((pid) => !known.has(pid))
      .map(nameProcess);
    // What has another limit by now was given it by somebody else.
    for (const one of [process, ...born])
      if (one !== null && (await softLimit(one)) === String(fds)) await setSoftLimit(one, softWas);
  }
  const [root] = members;
  const limit = root === undefined ? null : await softLimit(root.process);
  if (limit === null) return proof(true, 'what had the limit has ended');
  return proof(limit !== String(fds), `process ${root?.process.pid} may have ${limit} descriptors again`);
}

/** null: it is gone. */
async function softLimit(process: NamedProcess): Promise<string | null> {
  if (!lives(process)) return null;
  return await prlimit(process, ['--nofile', '--output=SOFT', '--noheadings', '--raw']);
}

async function setSoftLimit(process: NamedProcess, soft: string): Promise<void> {
  if (lives(process)) await prlimit(process, [`--nofile=${soft}:`]);
}

async function prlimit(process: NamedProcess, args: readonly string[]): Promise<string | null> {
  try {
    const words = [`--pid=${process.pid}`, ...args];
    return (await run('prlimit', words, { env: foreignEnvironment() })).stdout.trim();
  } catch (cause) {
    if (!lives(process)) return null;
    const [line = ''] = (cause instanceof Error ? cause.message : '').split('\n').slice(-2);
    throw new SoakdError(`the limit of process ${process.pid} cannot be had or set: ${line}`, {
      hint: 'prlimit is of the package util-linux; the process has to be of soakd’s user, or soakd root.',
      cause,
    });
  }
}
