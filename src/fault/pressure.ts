/** Cores and memory used up by processes of soakd's own, which end with their time, with the fault, or with soakd. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { SoakdError } from '../error.ts';
import { formatBytes } from '../plan/quantity/quantity.ts';
import { unlessGone } from '../proc/failure.ts';
import { readPageBytes, TICKS_PER_SECOND } from '../proc/machine.ts';
import { parseStatm } from '../proc/memory.ts';
import { parseStat } from '../proc/stat.ts';
import { siblingEnvironment, siblingModule } from '../sibling.ts';
import { type Act, type Proof, proof } from './act.ts';

export interface PressurePlan {
  /** Cores; a process each. */
  readonly cores: number;
  /** 0: none. */
  readonly memoryBytes: number;
  /** They end by themselves then, should nobody end them. */
  readonly forMs: number;
}

/** What is left of the memory that the kernel calls available: less, and it would kill whatever it likes. */
const LEAVE_SHARE = 0.2;
/** Long enough for a share of a core in clock ticks of 10 ms. */
const LOOK_MS = 500;
/** The time of a fault begins when they are there; they are to be there until it is over. */
const LATER_MS = 10_000;
const NODE_FLAGS = ['--max-semi-space-size=1', '--max-old-space-size=64'];

export function press(plan: PressurePlan): Act {
  const children: ChildProcess[] = [];
  return {
    // They end when their stdin does, which is when soakd ends at the latest.
    undo: [],
    async begin(): Promise<Proof> {
      refuseTooMuch(plan.memoryBytes);
      try {
        for (let core = 0; core < plan.cores; core++) children.push(start(['cpu'], plan));
        if (plan.memoryBytes > 0) children.push(start(['memory', String(plan.memoryBytes)], plan));
        await Promise.all(children.map(untilOn));
        return await look(plan, children);
      } catch (error) {
        await end(children);
        throw error;
      }
    },
    async end(): Promise<Proof> {
      const cpuS = cpuSecondsOf(children);
      const early = children.filter(hasEnded).length;
      await end(children);
      const left = children.filter((child) => !hasEnded(child)).length;
      const text = early === 0 ? 'all ended' : `${early} of ${children.length} had ended before their time`;
      return proof(left === 0, `${text}; ${cpuS.toFixed(1)} s of CPU time were used`, { cpuS });
    },
  };
}

function start([kind = '', ...more]: readonly string[], { forMs }: PressurePlan): ChildProcess {
  const program = fileURLToPath(siblingModule('./pressure-process', import.meta.url));
  const words = [...NODE_FLAGS, program, kind, String(forMs + LATER_MS), ...more];
  const child = spawn(process.execPath, words, {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: siblingEnvironment(),
  });
  // Its end is awaited where it counts.
  child.on('error', () => {});
  child.stdin?.on('error', () => {});
  return child;
}

async function untilOn(child: ChildProcess): Promise<void> {
  const { stdout } = child;
  if (stdout === null) throw new Error('its output is a pipe');
  const gone = once(child, 'exit').then(([code, signal]) => {
    throw new SoakdError(`a process that was to use up the machine ended: ${signal ?? `code ${code}`}`);
  });
  gone.catch(() => {});
  await Promise.race([once(stdout, 'data'), gone]);
  stdout.destroy();
}

async function look({ cores, memoryBytes }: PressurePlan, children: readonly ChildProcess[]): Promise<Proof> {
  const beganMs = performance.now();
  const before = cpuSecondsOf(children);
  await delay(LOOK_MS);
  const coresUsed = (cpuSecondsOf(children) - before) / ((performance.now() - beganMs) / 1000);
  const heldBytes = memoryBytes === 0 ? 0 : residentBytes(children.at(-1)?.pid);
  const figures = { coresUsed, memoryHeldBytes: heldBytes };
  const parts = [
    ...(cores === 0 ? [] : [`${coresUsed.toFixed(2)} of ${cores} ${cores === 1 ? 'core' : 'cores'}`]),
    ...(memoryBytes === 0 ? [] : [`${formatBytes(heldBytes)} of memory`]),
  ];
  return proof(
    (cores === 0 || coresUsed > 0) && heldBytes >= memoryBytes,
    `${parts.join(' and ')} are used up`,
    figures,
  );
}

async function end(children: readonly ChildProcess[]): Promise<void> {
  await Promise.all(
    children
      .filter((child) => child.pid !== undefined && !hasEnded(child))
      .map(async (child) => {
        const exited = once(child, 'exit');
        child.kill('SIGKILL');
        await exited;
      }),
  );
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function cpuSecondsOf(children: readonly ChildProcess[]): number {
  return children.reduce((sum, child) => {
    const bytes = child.pid === undefined || hasEnded(child) ? null : readProc(child.pid, 'stat');
    const stat = bytes === null ? null : parseStat(bytes);
    return sum + (stat === null ? 0 : (stat.utimeTicks + stat.stimeTicks) / TICKS_PER_SECOND);
  }, 0);
}

function residentBytes(pid: number | undefined): number {
  const bytes = pid === undefined ? null : readProc(pid, 'statm');
  return ((bytes === null ? null : parseStatm(bytes))?.residentPages ?? 0) * readPageBytes();
}

function readProc(pid: number, name: string): Buffer | null {
  return unlessGone(() => readFileSync(`/proc/${pid}/${name}`));
}

function refuseTooMuch(bytes: number): void {
  const kib = /^MemAvailable:\s+(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'latin1'))?.[1];
  const most = Math.floor(Number(kib ?? 0) * 1024 * (1 - LEAVE_SHARE));
  if (bytes > most)
    throw new SoakdError(`${bytes} bytes of memory are not to be had: ${most} may be used up at this moment`);
}
