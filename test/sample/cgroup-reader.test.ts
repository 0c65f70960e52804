import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { CgroupReader } from '../../src/sample/cgroup-reader.ts';
import { CgroupWatch } from '../../src/sample/cgroup-watch.ts';
import type { Finding } from '../../src/sample/finding.ts';

const FILES: Readonly<Record<string, string>> = {
  'memory.stat': 'anon 1458176\nfile 7811072\ninactive_anon 1437696\n',
  'memory.current': '12582912\n',
  'memory.peak': '20971520\n',
  'memory.events': 'low 0\nhigh 0\nmax 0\noom 0\noom_kill 0\noom_group_kill 0\n',
  'pids.current': '5\n',
  'cpu.pressure': 'some avg10=0.00 avg60=0.00 avg300=0.00 total=1000000\n',
  'memory.pressure': 'some avg10=0.00 avg60=0.00 avg300=0.00 total=0\n',
  'io.pressure': 'some avg10=0.00 avg60=0.00 avg300=0.00 total=0\n',
};

function group(context: TestContext, files = FILES): string {
  const folder = mkdtempSync(join(tmpdir(), 'soakd-cgroup-'));
  context.after(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

test('reads what the kernel counts, pressure as a share of the time between two readings', (context) => {
  const folder = group(context);
  const before = readdirSync('/proc/self/fd').length;
  {
    using reader = new CgroupReader(folder);
    const first = reader.read(0);
    assert.deepEqual(first, {
      anonBytes: 1_458_176,
      currentBytes: 12_582_912,
      peakBytes: 20_971_520,
      oomKills: 0,
      tasks: 5,
      cpuPressurePct: null,
      memoryPressurePct: null,
      ioPressurePct: null,
      unavailable: {},
    });
    writeFileSync(join(folder, 'cpu.pressure'), 'some avg10=9.00 avg60=0.00 avg300=0.00 total=1250000\n');
    const second = reader.read(1000);
    assert.equal(second.cpuPressurePct, 25);
    assert.equal(second.memoryPressurePct, 0);
    assert.equal(readdirSync('/proc/self/fd').length, before + 8, 'its descriptors are kept');
  }
  assert.equal(readdirSync('/proc/self/fd').length, before);
});

test('what a kernel does not offer is unavailable with the reason, and the rest is read', (context) => {
  const { 'memory.peak': _peak, 'pids.current': _pids, ...older } = FILES;
  using reader = new CgroupReader(group(context, older));
  const reading = reader.read(0);
  assert.equal(reading.peakBytes, null);
  assert.equal(reading.currentBytes, 12_582_912);
  assert.match(reading.unavailable['cgroup.peak'] ?? '', /memory\.peak/);
  assert.match(reading.unavailable['cgroup.tasks'] ?? '', /counts no pids for it/);
});

test('a group that is gone reads as nothing', () => {
  using reader = new CgroupReader('/nowhere/at/all');
  const { unavailable, ...numbers } = reader.read(0);
  assert.ok(Object.values(numbers).every((number) => number === null));
  assert.match(unavailable['cgroup.memory'] ?? '', /^its control group is gone/);
  assert.equal(unavailable['cgroup.anon'], undefined, 'one reason for all that one controller counts');
});

test('what the kernel killed for memory is told once, and also when the target ended of it', (context) => {
  const folder = group(context);
  const told: Finding[] = [];
  const watch = new CgroupWatch((finding) => told.push(finding));
  const of = { target: 3, generation: 1, pid: 1, startTicks: 1, tree: true };
  const process = { ...of, cgroup: { folder, oomKills: 0 } };
  const kills = (count: number) =>
    writeFileSync(join(folder, 'memory.events'), `low 0\noom ${count}\noom_kill ${count}\n`);
  watch.read(process, 0);
  kills(1);
  watch.read(process, 1000);
  watch.read(process, 2000);
  kills(3);
  watch.follow([], 3000);
  watch.follow([], 4000);
  assert.deepEqual(told, [
    { kind: 'oom-kill', target: 3, text: 'the kernel killed 1 process for memory' },
    { kind: 'oom-kill', target: 3, text: 'the kernel killed 2 processes for memory' },
  ]);
  assert.equal(watch.read(of, 5000), null, 'a target without a group of its own has no such reading');
});
