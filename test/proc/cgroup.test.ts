import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  parseCgroupKey,
  parseCgroupNumber,
  parsePressure,
  readCgroupMount,
  readCgroupPath,
  readCgroupPids,
} from '../../src/proc/cgroup.ts';

const bytes = (text: string): Buffer => Buffer.from(text);

function procWith(context: { after(end: () => void): void }, mountinfo: string, cgroup: string): string {
  const root = mkdtempSync(join(tmpdir(), 'soakd-proc-'));
  context.after(() => rmSync(root, { recursive: true }));
  for (const folder of ['self', '7']) mkdirSync(join(root, folder));
  writeFileSync(join(root, 'self/mountinfo'), mountinfo);
  writeFileSync(join(root, '7/cgroup'), cgroup);
  return root;
}

test('version 2 is found where it is mounted, alone or beside version 1', (context) => {
  const alone =
    '26 23 0:23 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot\n';
  const beside =
    '31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw\n32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n';
  assert.equal(readCgroupMount(procWith(context, alone, '')), '/sys/fs/cgroup');
  assert.equal(readCgroupMount(procWith(context, beside, '')), '/sys/fs/cgroup/unified');
  assert.equal(readCgroupMount(procWith(context, '1 2 0:3 / /a\\040b rw - cgroup2 c rw\n', '')), '/a b');
  assert.equal(readCgroupMount(procWith(context, '1 2 0:3 / / rw - ext4 /dev/sda rw\n', '')), null);
});

test("a process's group is that of version 2, and none where it is not ours to see", (context) => {
  const of = (text: string) => readCgroupPath(procWith(context, '', text), 7);
  assert.equal(of('0::/system.slice/nginx.service\n'), '/system.slice/nginx.service');
  assert.equal(of('8:pids:/a\n4:memory:/b\n0::/c\n'), '/c');
  assert.equal(of('8:pids:/a\n'), null);
  assert.equal(of('0::/../other.slice\n'), null);
  assert.equal(of('0::/system.slice/gone.service (deleted)\n'), null);
  assert.equal(readCgroupPath('/nowhere', 7), null);
});

// Documentation/admin-guide/cgroup-v2.rst, "Memory Interface Files".
const STAT = 'anon 1458176\nfile 7811072\nkernel 3014656\ninactive_anon 1437696\nactive_anon 20480\n';
const EVENTS = 'low 0\nhigh 12\nmax 34\noom 5\noom_kill 2\noom_group_kill 0\n';

test('values are read by their names, whatever else a kernel tells', () => {
  const key = (text: string, name: string) => parseCgroupKey(bytes(text), text.length, bytes(`${name} `));
  assert.equal(key(STAT, 'anon'), 1_458_176);
  assert.equal(key(`inactive_anon 1\n${STAT}`, 'anon'), 1_458_176);
  assert.equal(key('inactive_anon 1\n', 'anon'), null);
  assert.equal(key(EVENTS, 'oom_kill'), 2);
  assert.equal(key(EVENTS, 'oom'), 5);
  assert.equal(parseCgroupNumber(bytes('536870912\n')), 536_870_912);
  assert.equal(parseCgroupNumber(bytes('max\n')), Number.POSITIVE_INFINITY);
  assert.equal(parseCgroupNumber(bytes('\n')), null);
});

test('pressure is the total of what some task waited', () => {
  const text =
    'some avg10=1.53 avg60=0.87 avg300=0.22 total=58761459\nfull avg10=0.00 avg60=0.13 avg300=0.04 total=1234\n';
  assert.equal(parsePressure(bytes(text)), 58_761_459);
  assert.equal(parsePressure(bytes('full avg10=0.00 avg60=0.13 avg300=0.04 total=1234\n')), null);
  assert.equal(parsePressure(bytes('')), null);
});

test('the files of this machine are understood', () => {
  const mount = readCgroupMount('/proc');
  if (mount === null) return assert.equal(existsSync('/sys/fs/cgroup/cgroup.procs'), false);
  const path = readCgroupPath('/proc', 'self');
  assert.ok(path?.startsWith('/') === true && path !== null);
  assert.ok(readCgroupPids(join(mount, path))?.includes(process.pid));
  const pressure = join(mount, path, 'cpu.pressure');
  if (existsSync(pressure)) assert.ok((parsePressure(readFileSync(pressure)) ?? -1) >= 0);
});
