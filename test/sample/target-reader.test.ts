import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { readProcFacts } from '../../src/sample/process-reader.ts';
import { DescriptorBudget, scanTree, TargetReader } from '../../src/sample/target-reader.ts';
import { freeze, startTargetProgram } from './target-program.ts';

const facts = readProcFacts('/proc');

function numbers(reader: TargetReader, monoMs: number) {
  const reading = reader.read(monoMs);
  assert.ok(reading.state === 'read', 'the target is there');
  return reading;
}

test('a tree is summed, a child found later counts, and one that exits leaves', async () => {
  await using program = await startTargetProgram(true);
  using reader = new TargetReader(facts, program.process, new DescriptorBudget());
  const alone = numbers(reader, 0);
  assert.equal(alone.processes, 1);
  assert.equal(alone.cpuPct, null);
  const child = await program.ask({ kind: 'fork', command: ['sleep', '60'] });
  reader.adopt(scanTree('/proc', program.process));
  // Both still open and close some while the child starts: counted and read while neither can.
  const pids = [child, program.process.pid];
  for (const pid of pids) freeze(pid);
  const fds = pids.reduce((sum, pid) => sum + readdirSync(`/proc/${pid}/fd`).length, 0);
  const both = numbers(reader, 1000);
  for (const pid of pids) process.kill(pid, 'SIGCONT');
  assert.equal(both.processes, 2);
  assert.equal(both.fds, fds);
  assert.ok((both.rssBytes ?? 0) > (alone.rssBytes ?? 0));
  await program.ask({ kind: 'end-child', pid: child });
  assert.equal(numbers(reader, 1_000_000).processes, 1);
});

test('the tree is complete from the first reading', async () => {
  await using program = await startTargetProgram(true);
  await program.ask({ kind: 'fork', command: ['sh', '-c', 'sleep 60 & wait'] });
  const { pid, startTicks } = program.process;
  let scan = scanTree('/proc', program.process);
  while (scan.members.length < 2) scan = scanTree('/proc', program.process);
  using whole = new TargetReader(facts, program.process, new DescriptorBudget());
  assert.equal(numbers(whole, 0).processes, 3);
  using single = new TargetReader(
    facts,
    { target: 0, generation: 0, pid, startTicks, tree: false },
    new DescriptorBudget(),
  );
  assert.equal(numbers(single, 0).processes, 1);
});

test('CPU is what was used since the last reading, and an exit does not take it back', async () => {
  await using program = await startTargetProgram(true);
  const spinner = await program.ask({
    kind: 'fork',
    command: ['sh', '-c', 'i=0; while [ $i -lt 2000000000 ]; do i=$((i+1)); done'],
  });
  using reader = new TargetReader(facts, program.process, new DescriptorBudget());
  numbers(reader, 0);
  const burnt = await program.ask({ kind: 'burn', cpuMs: 200 });
  await program.ask({ kind: 'end-child', pid: spinner });
  // The child and its many ticks have left: only what the root used is told, over a second by the given clock.
  const cpuPct = numbers(reader, 1000).cpuPct ?? Number.NaN;
  assert.ok(cpuPct >= burnt / 10 - 2 && cpuPct < burnt / 10 + 15, `${cpuPct} % for ${burnt} ms`);
  assert.ok((numbers(reader, 2000).cpuPct ?? -1) >= 0);
});

test('an incomplete tree has no sums, with the reason', async () => {
  await using program = await startTargetProgram(true);
  await program.ask({ kind: 'fork', command: ['sleep', '60'] });
  await program.ask({ kind: 'fork', command: ['sleep', '60'] });
  const scan = scanTree('/proc', program.process, { cap: 1 });
  assert.equal(scan.members.length, 1);
  using reader = new TargetReader(facts, program.process, new DescriptorBudget());
  reader.adopt(scan);
  const cut = numbers(reader, 0);
  assert.equal(cut.anonBytes, null);
  assert.match(cut.unavailable['anon'] ?? '', /truncated/);
  reader.adopt(scanTree('/proc', program.process));
  const whole = numbers(reader, 1000);
  assert.ok((whole.anonBytes ?? 0) > 0);
  assert.deepEqual(whole.unavailable, {});
});

test('a tree that forks without end is read as far as the time goes, and told as truncated', async () => {
  await using program = await startTargetProgram(true);
  const forks = 'i=0; while [ $i -lt 150 ]; do sleep 60 & i=$((i+1)); done; wait';
  const group = await program.ask({ kind: 'fork', command: ['setsid', 'sh', '-c', forks] });
  let scan = scanTree('/proc', program.process);
  while (scan.members.length < 150) scan = scanTree('/proc', program.process);
  const hasty = scanTree('/proc', program.process, { withinMs: 0 });
  assert.match(hasty.incomplete ?? '', /^truncated: the tree has at least 128 processes/);
  using reader = new TargetReader(facts, program.process, new DescriptorBudget());
  reader.adopt(scan);
  const cut = reader.read(0, 0);
  assert.ok(cut.state === 'read');
  assert.equal(cut.rssBytes, null);
  assert.match(cut.unavailable['rss'] ?? '', /^truncated: the tree has at least 128 processes/);
  assert.equal(numbers(reader, 1000).rssBytes, null, 'it is left in peace for a while');
  assert.ok((numbers(reader, 20_000).rssBytes ?? 0) > 0, 'with more time it is read whole');
  process.kill(-group, 'SIGKILL');
});

test('a stopped process is told as stopped until it goes on', async () => {
  await using program = await startTargetProgram(true);
  const { pid } = program.process;
  using reader = new TargetReader(facts, program.process, new DescriptorBudget());
  assert.equal(numbers(reader, 0).stopped, 0);
  process.kill(pid, 'SIGSTOP');
  while (numbers(reader, 1000).stopped === 0);
  assert.equal(numbers(reader, 2000).stopped, 1);
  process.kill(pid, 'SIGCONT');
  while (numbers(reader, 3000).stopped !== 0);
});

test('beyond the descriptor budget a tree is read all the same', async () => {
  await using program = await startTargetProgram(true);
  for (let n = 0; n < 3; n++) await program.ask({ kind: 'fork', command: ['sleep', '60'] });
  const before = readdirSync('/proc/self/fd').length;
  using reader = new TargetReader(facts, program.process, new DescriptorBudget(2));
  assert.equal(numbers(reader, 0).processes, 4);
  assert.equal(readdirSync('/proc/self/fd').length, before + 2 * 5);
});

test('the target is gone with its root, children or not, and stays gone', async () => {
  const program = await startTargetProgram(true);
  const orphan = await program.ask({ kind: 'fork', command: ['sleep', '60'] });
  try {
    const before = readdirSync('/proc/self/fd').length;
    using reader = new TargetReader(facts, program.process, new DescriptorBudget());
    assert.equal(numbers(reader, 0).processes, 2);
    await program.kill();
    const gone = { state: 'gone', why: 'ended' };
    assert.deepEqual(reader.read(1000), gone);
    assert.deepEqual(reader.read(2000), gone);
    // The parent's channel closed with it.
    assert.ok(readdirSync('/proc/self/fd').length <= before);
  } finally {
    process.kill(orphan, 'SIGKILL');
  }
});
