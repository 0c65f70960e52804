import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readIdentity } from '../../src/proc/process.ts';
import { ProcessReader, readProcFacts } from '../../src/sample/process-reader.ts';
import { freeze, startTargetProgram } from './target-program.ts';

const MIB = 1024 * 1024;
const facts = readProcFacts('/proc');
const fixture = readProcFacts(fileURLToPath(new URL('../fixture/proc/tree', import.meta.url)));

function readOnce(pid: number, startTicks: number, keep: boolean, from = facts) {
  using reader = new ProcessReader(from, pid, startTicks, keep);
  return reader.read();
}

function numbers(reader: ProcessReader) {
  const reading = reader.read();
  assert.ok(reading.state === 'read', 'the process is there');
  return reading;
}

test('reads what the texts of a process say', () => {
  assert.deepEqual(readOnce(100, 133349, true, fixture), {
    state: 'read',
    stopped: false,
    rssBytes: 437 * facts.pageBytes,
    anonBytes: 120 * 1024,
    swapBytes: 12 * 1024,
    vszBytes: 765 * facts.pageBytes,
    fds: 5,
    threads: 4,
    cpuTicks: 300,
    readBytes: 8192,
    writtenBytes: 4096,
    unavailable: {},
  });
});

test('a zombie is gone, a reused pid is gone, a pid of nobody is gone', () => {
  assert.deepEqual(readOnce(101, 133400, true, fixture), { state: 'gone', why: 'ended (zombie)' });
  assert.deepEqual(readOnce(100, 133350, true, fixture), { state: 'gone', why: 'pid reused' });
  assert.deepEqual(readOnce(7, 1, true, fixture), { state: 'gone', why: 'ended' });
});

test('a process that has no memory, or whose files are missing, gives reasons and no zeros', () => {
  const thread = readOnce(102, 24, true, fixture);
  assert.ok(thread.state === 'read');
  assert.equal(thread.rssBytes, null);
  assert.equal(thread.anonBytes, null);
  assert.match(thread.unavailable['rss'] ?? '', /kernel thread/);
  const half = readOnce(103, 140000, true, fixture);
  assert.ok(half.state === 'read');
  assert.deepEqual(Object.keys(half.unavailable).sort(), [
    'anon',
    'fds',
    'read',
    'rss',
    'swap',
    'vsz',
    'written',
  ]);
  assert.equal(half.cpuTicks, 23);
  assert.equal(half.threads, 2);
});

for (const keep of [true, false])
  test(`sees a real process grow and open files, with descriptors ${keep ? 'kept' : 'opened each time'}`, async () => {
    await using program = await startTargetProgram();
    const { pid, startTicks } = program.process;
    using reader = new ProcessReader(facts, pid, startTicks, keep);
    const before = numbers(reader);
    await program.ask({ kind: 'grow', bytes: 48 * MIB });
    await program.ask({ kind: 'open', files: 37 });
    freeze(pid);
    const after = numbers(reader);
    const grown = ((after.anonBytes ?? 0) - (before.anonBytes ?? 0)) / MIB;
    // The program's own runtime moves by a few MiB beside it.
    assert.ok(grown > 40 && grown < 64, `anonymous memory grew by ${grown} MiB`);
    assert.ok(((after.rssBytes ?? 0) - (before.rssBytes ?? 0)) / MIB > 40);
    // Of those before, one that the program's own start had open may have closed meanwhile.
    const opened = (after.fds ?? 0) - (before.fds ?? 0);
    assert.ok(opened === 37 || opened === 36, `${opened} more descriptors`);
    assert.equal(after.fds, readdirSync(`/proc/${pid}/fd`).length);
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    assert.equal(after.threads, Number(/^Threads:\t(\d+)/m.exec(status)?.[1]));
  });

test('the descriptors of a process that ended name nobody else', async () => {
  const program = await startTargetProgram();
  const { pid, startTicks } = program.process;
  using reader = new ProcessReader(facts, pid, startTicks, true);
  numbers(reader);
  await program.kill();
  assert.deepEqual(reader.read(), { state: 'gone', why: 'ended' });
});

test('a process that ended but was not collected is gone', async () => {
  const shell = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = await once(shell.stdout, 'data');
    const pid = Number(line);
    // sleep(1), which took the shell's place, never waits for its child.
    let identity = readIdentity('/proc', pid);
    while (identity?.state !== 'Z') {
      await new Promise((resolve) => setTimeout(resolve, 5));
      identity = readIdentity('/proc', pid);
    }
    assert.deepEqual(readOnce(pid, identity.startTicks, true), { state: 'gone', why: 'ended (zombie)' });
  } finally {
    shell.kill();
  }
});

test('a reader gives its descriptors back', () => {
  const open = () => readdirSync('/proc/self/fd').length;
  const own = readIdentity('/proc', process.pid);
  const before = open();
  const reader = new ProcessReader(facts, process.pid, own?.startTicks ?? 0, true);
  reader.read();
  assert.equal(open(), before + 5);
  reader[Symbol.dispose]();
  assert.equal(open(), before);
  readOnce(process.pid, own?.startTicks ?? 0, false);
  assert.equal(open(), before);
});
