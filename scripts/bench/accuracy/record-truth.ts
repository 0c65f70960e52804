/**
 * What each leaky program of test/accuracy/plans keeps per operation: by its own account, and on a second instance, which
 * does not count, by its resident anonymous memory. At full speed over as many operations as the recording has; the
 * first third is warm-up.
 * Usage: node scripts/bench/accuracy/record-truth.ts FILE.json [NAME…]: what is found is added to the file.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { medianOf } from './median.ts';
import { driveHttp, driveTcp, fetchText } from './record-drive.ts';
import { type Program, programs } from './record-programs.ts';
import type { Truth } from './traces.ts';

/** Away from the ports of the recording. */
const PORT = 17451;
const READY_WITHIN_MS = 60_000;
/** The median of so many requests, one after the other, is a service's own time. */
const TIMED_REQUESTS = 301;

interface Growth {
  readonly account: number;
  readonly anonBytes: number;
  readonly fds: number;
  readonly serviceMs: number;
}

const [file = '', ...wanted] = process.argv.slice(2);
for (const [name, program] of Object.entries(programs)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const counted = await growthPerOperation(program, true);
  const plain = await growthPerOperation(program, false);
  const truth: Truth = {
    bytesPerOperation: rounded(program.asked ? plain.anonBytes : counted.account, 2),
    by: program.asked ? 'resident anonymous memory at full speed' : program.by,
    accountBytesPerOperation: rounded(counted.account, 2),
    residentBytesPerOperation: rounded(plain.anonBytes, 2),
    fdsPerOperation: rounded(plain.fds, 4),
    msPerOperation: program.slows ? rounded(plain.serviceMs, 7) : null,
  };
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, Truth>) : {};
  writeFileSync(file, `${JSON.stringify({ ...known, [name]: truth }, null, 2)}\n`);
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

/** `counting`: by the program's own account; else as it is recorded. */
async function growthPerOperation(program: Program, counting: boolean): Promise<Growth> {
  const folder = mkdtempSync(join(tmpdir(), 'soakd-truth-'));
  const started: ChildProcess[] = [];
  const start = async (command: readonly string[], port: number): Promise<number> => {
    const [file = '', ...words] = command;
    const env = { ...process.env, ...(counting ? program.counting?.environment : {}) };
    const child = spawn(file, words, { env, stdio: ['ignore', 'ignore', 'inherit'] });
    started.push(child);
    await accepting(port);
    return child.pid ?? 0;
  };
  try {
    const pid = await start(program.command(PORT, folder), PORT);
    if (program.bridge) await start(program.bridge(PORT + 1, PORT), PORT + 1);
    const port = program.bridge ? PORT + 1 : PORT;
    const drive = program.over === 'http' ? driveHttp : driveTcp;
    const read = async (): Promise<Growth> => ({
      account: counting ? await program.account(port, pid) : 0,
      ...residentOf(pid),
      serviceMs: program.slows && !counting ? await serviceMs(port, program.operation(0)) : 0,
    });
    const warmUp = Math.floor(program.operations / 3);
    await drive(port, program.operation, 0, warmUp);
    const warm = await read();
    await drive(port, program.operation, warmUp, program.operations);
    const end = await read();
    const per = (key: keyof Growth): number => (end[key] - warm[key]) / (program.operations - warmUp);
    return {
      account: per('account'),
      anonBytes: per('anonBytes'),
      fds: per('fds'),
      serviceMs: per('serviceMs'),
    };
  } finally {
    for (const child of started.toReversed()) child.kill('SIGTERM');
    const ended = (child: ChildProcess): unknown => child.exitCode ?? child.signalCode ?? once(child, 'exit');
    await Promise.all(started.map(ended));
    rmSync(folder, { recursive: true, force: true });
  }
}

async function serviceMs(port: number, path: string): Promise<number> {
  const times: number[] = [];
  for (let request = 0; request < TIMED_REQUESTS; request += 1) {
    const sentMs = performance.now();
    await fetchText(port, path);
    times.push(performance.now() - sentMs);
  }
  return medianOf(times) ?? 0;
}

async function accepting(port: number): Promise<void> {
  for (const endMs = Date.now() + READY_WITHIN_MS; Date.now() < endMs; await sleep(100)) {
    const open = await new Promise<boolean>((tell) => {
      const socket = connect(port, '127.0.0.1', () => tell(true)).once('error', () => tell(false));
      socket.once('connect', () => socket.destroy());
    });
    if (open) return;
  }
  throw new Error(`nothing listens on port ${port}`);
}

/** Of the process and its descendants (proc_pid_status(5)). */
function residentOf(pid: number): { anonBytes: number; fds: number } {
  let anonBytes =
    1024 * Number(/^RssAnon:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]);
  let fds = readdirSync(`/proc/${pid}/fd`).length;
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    for (const child of readFileSync(`/proc/${pid}/task/${task}/children`, 'latin1').split(' ')) {
      if (child === '') continue;
      const own = residentOf(Number(child));
      anonBytes += own.anonBytes;
      fds += own.fds;
    }
  }
  return { anonBytes, fds };
}
