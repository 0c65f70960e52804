import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { examineCapacity } from '../../src/machine/capacity.ts';
import type { Finding } from '../../src/machine/finding.ts';
import { examineKernel } from '../../src/machine/kernel.ts';
import { examinePermissions } from '../../src/machine/permission.ts';
import { examineService } from '../../src/machine/service.ts';
import { examineStorage } from '../../src/machine/storage.ts';
import { examineTime } from '../../src/machine/time-keeping.ts';
import { temporaryFolder } from '../fixture/soakd.ts';

/** A machine of which these files are all that there is. */
function machineOf(context: TestContext, files: Readonly<Record<string, string>>) {
  const root = temporaryFolder(context);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return { root };
}

function finding(findings: readonly Finding[], subject: string): Finding {
  const found = findings.find((one) => one.subject === subject);
  assert.ok(found, `${subject} is not among ${findings.map((one) => one.subject).join(', ')}`);
  return found;
}

test('a kernel without its newer files is told what is missing and since when it is there', (context) => {
  const old = examineKernel(machineOf(context, { 'proc/self/stat': '', 'proc/self/mountinfo': '' }));
  assert.equal(finding(old, '/proc').state, 'ok');
  assert.deepEqual(
    [finding(old, 'pss').state, finding(old, 'pss').remedy],
    ['missing', 'Linux 4.14 or newer has it'],
  );
  assert.equal(finding(old, 'cgroup v2').state, 'missing');
  assert.equal(finding(old, 'pressure').state, 'limited');
});

test('without /proc there can be no soak', (context) => {
  const { state, blocks } = finding(examineKernel(machineOf(context, {})), '/proc');
  assert.deepEqual([state, blocks], ['missing', true]);
});

test('controllers that are not handed on are named', (context) => {
  const place = machineOf(context, {
    'proc/self/mountinfo': '30 25 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n',
    'sys/fs/cgroup/cgroup.controllers': 'cpu memory\n',
  });
  const { state, found } = finding(examineKernel(place), 'cgroup v2');
  assert.equal(state, 'limited');
  assert.match(found, /without pids, io$/);
});

test('a /proc that hides processes is told with the command that shows them', (context) => {
  const place = machineOf(context, {
    'proc/self/mountinfo': '25 1 0:22 / /proc rw,nosuid - proc proc rw,hidepid=invisible\n',
    'proc/self/status': 'CapEff:\t0000000000000000\n',
  });
  const findings = examinePermissions(place);
  assert.deepEqual(
    [finding(findings, 'other users').state, finding(findings, 'pss of others').state],
    ['missing', 'limited'],
  );
  assert.match(finding(findings, 'other users').remedy ?? '', /remount,hidepid=0/);
});

test('capabilities decide what is read of other users', (context) => {
  const withMask = (mask: string) =>
    examinePermissions(machineOf(context, { 'proc/self/status': `CapEff:\t${mask}\n` }));
  // CAP_PERFMON alone (bit 38); CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH (bits 19 and 2).
  assert.deepEqual(
    ['pss of others', 'I/O of others'].map((subject) => finding(withMask('0000004000000000'), subject).state),
    ['ok', 'limited'],
  );
  assert.equal(finding(withMask('0000000000080004'), 'I/O of others').state, 'ok');
});

test('a strict ptrace scope is lifted by whoever may trace, but not the strictest', (context) => {
  const scoped = (scope: string, mask: string) =>
    finding(
      examinePermissions(
        machineOf(context, {
          'proc/sys/kernel/yama/ptrace_scope': `${scope}\n`,
          'proc/self/status': `CapEff:\t${mask}\n`,
        }),
      ),
      'ptrace scope',
    ).state;
  assert.deepEqual(
    [scoped('1', '0'), scoped('2', '0'), scoped('2', '0000000000080000'), scoped('3', '0000000000080000')],
    ['ok', 'limited', 'ok', 'limited'],
  );
});

test('a slow clock source is told with the quick one that this machine offers', async (context) => {
  const folder = 'sys/devices/system/clocksource/clocksource0';
  const place = machineOf(context, {
    [`${folder}/current_clocksource`]: 'hpet\n',
    [`${folder}/available_clocksource`]: 'tsc hpet acpi_pm\n',
    'run/systemd/timesync/synchronized': '',
  });
  const findings = await examineTime(place);
  assert.deepEqual(
    [finding(findings, 'clock').state, finding(findings, 'wall clock').state],
    ['limited', 'ok'],
  );
  assert.match(finding(findings, 'clock').remedy ?? '', /^echo tsc > /);
});

test('what has a battery may fall asleep over a soak, a server does not', async (context) => {
  const sleeping = { 'sys/power/state': 'freeze mem disk\n' };
  const server = await examineTime(machineOf(context, sleeping));
  const laptop = await examineTime(
    machineOf(context, { ...sleeping, 'sys/class/power_supply/BAT0/type': 'Battery\n' }),
  );
  assert.deepEqual([finding(server, 'sleep').state, finding(laptop, 'sleep').state], ['ok', 'limited']);
});

test('processors taken by other guests, a sleepy governor and few ports are told', (context) => {
  const place = machineOf(context, {
    'proc/stat': 'cpu  100 0 50 800 0 0 0 50 0 0\ncpu0 1 1 1 1\n',
    'proc/meminfo': 'MemTotal: 8000000 kB\nMemAvailable:   6000000 kB\n',
    'proc/sys/net/ipv4/ip_local_port_range': '40000\t41000\n',
    'sys/devices/system/cpu/cpu0/cpufreq/scaling_governor': 'powersave\n',
    '.dockerenv': '',
  });
  const findings = examineCapacity(place);
  assert.match(finding(findings, 'stolen time').found, /^5\.0 % since the boot: other guests/);
  assert.equal(finding(findings, 'governor').state, 'limited');
  assert.match(finding(findings, 'ports').found, /^1,001 for outgoing connections: about 16 new ones/);
  assert.equal(finding(findings, 'memory').state, 'ok');
  assert.match(finding(findings, 'container').remedy ?? '', /--pid=host/);
});

test('a machine without systemd says so once', async (context) => {
  const findings = await examineService(machineOf(context, { 'etc/hostname': 'rig\n' }));
  assert.deepEqual(
    findings.map(({ subject, state }) => [subject, state]),
    [['systemd', 'limited']],
  );
});

test('a database that cannot be written is in the way of every soak', (context) => {
  const folder = temporaryFolder(context);
  const sound = examineStorage(join(folder, 'not', 'there', 'yet', 'soakd.db'));
  assert.equal(finding(sound, 'database').state, 'ok');
  mkdirSync(join(folder, 'taken.db'));
  const { state, blocks, found } = finding(examineStorage(join(folder, 'taken.db')), 'database');
  assert.deepEqual([state, blocks], ['missing', true]);
  assert.match(found, /is not a file/);
});
