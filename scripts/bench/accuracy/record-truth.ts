/**
 * What each leaky program of test/accuracy/plans keeps per operation, by its own account and by its resident memory, on an
 * instance of its own at full speed over as many operations as the recording has. The first third is warm-up.
 * Usage: node scripts/bench/accuracy/record-truth.ts [NAME…]
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { driveHttp, driveTcp } from './record-drive.ts';
import { type Program, programs } from './record-programs.ts';

/** Away from the ports of the recording. */
const PORT = 17451;
const READY_WITHIN_MS = 60_000;

interface Reading {
  readonly operations: number;
  readonly account: number;
  readonly anonBytes: number;
  readonly fds: number;
}

const wanted = process.argv.slice(2);
process.stdout.write(
  `${'program'.padEnd(16)}${'ops'.padStart(8)}${'account B/op'.padStart(15)}${'resident B/op'.padStart(15)}${'fds/op'.padStart(10)}  by\n`,
);
for (const [name, program] of Object.entries(programs)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const [warm, end] = await measure(program);
  const per = (key: 'account' | 'anonBytes' | 'fds'): number =>
    (end[key] - warm[key]) / (end.operations - warm.operations);
  process.stdout.write(
    `${name.padEnd(16)}${String(program.operations).padStart(8)}${per('account').toFixed(2).padStart(15)}` +
      `${per('anonBytes').toFixed(2).padStart(15)}${per('fds').toFixed(5).padStart(10)}  ${program.by}\n`,
  );
}

async function measure(program: Program): Promise<readonly [Reading, Reading]> {
  const folder = mkdtempSync(join(tmpdir(), 'soakd-truth-'));
  const started: ChildProcess[] = [];
  const start = async (command: readonly string[], port: number): Promise<number> => {
    const [file = '', ...words] = command;
    const child = spawn(file, words, {
      env: { ...process.env, ...program.environment },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    started.push(child);
    await accepting(port);
    return child.pid ?? 0;
  };
  try {
    const pid = await start(program.command(PORT, folder), PORT);
    const bridged = program.bridge !== undefined;
    if (program.bridge) await start(program.bridge(PORT + 1, PORT), PORT + 1);
    const port = bridged ? PORT + 1 : PORT;
    const drive = program.over === 'http' ? driveHttp : driveTcp;
    const read = async (operations: number): Promise<Reading> => ({
      operations,
      account: await program.account(port, pid),
      ...residentOf(pid),
    });
    const warmUp = Math.floor(program.operations / 3);
    await drive(port, program.operation, 0, warmUp);
    const warm = await read(warmUp);
    await drive(port, program.operation, warmUp, program.operations);
    return [warm, await read(program.operations)];
  } finally {
    for (const child of started.toReversed()) child.kill('SIGTERM');
    await Promise.all(
      started.map((child) => child.exitCode ?? new Promise((done) => child.once('exit', done))),
    );
    rmSync(folder, { recursive: true, force: true });
  }
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
