// The life of an installation, on one machine with a real systemd, from scripts/install to scripts/uninstall: each test
// goes on where the one before it ended.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Assessment } from '../../src/analysis/assessment.ts';
import { Machine, until } from './machine.ts';
import { failing, long, privatePlan, quick, scheduled, single } from './plans.ts';

const DATABASE = '/var/lib/soakd/soakd.db';
const machine = new Machine();
/** The soak that several tests are about. */
let run = '';
let filesBefore: ReadonlySet<string> = new Set();

before(async () => {
  await machine.boot();
  // Those who use the machine were there before soakd, and so were their plans.
  for (const user of ['olga', 'eve']) await machine.must('useradd', '--create-home', user);
  machine.put('srv/soak/long.yaml', long);
  machine.put('home/olga/private.yaml', privatePlan);
});
after(() => machine[Symbol.asyncDispose]());

let failed = '';

/** A step whose failure shows what the machine has to say about it, and ends the story. */
function step(sentence: string, act: () => Promise<void>): void {
  test(sentence, async () => {
    assert.equal(failed, '', 'a step before this one failed');
    try {
      await act();
    } catch (error) {
      failed = sentence;
      process.stdout.write(`${await machine.story()}\n`);
      throw error;
    }
  });
}

/** Everything on the machine but what the system itself writes while it runs. */
async function files(): Promise<Set<string>> {
  const places = ['/etc', '/home', '/opt', '/root', '/srv', '/usr', '/var/lib', '/var/spool'];
  const listed = await machine.must('find', ...places, '-xdev');
  const own = (file: string): boolean =>
    /^\/var\/lib\/(redis|systemd)\//.test(file) && !file.includes('soakd');
  return new Set(
    listed
      .trim()
      .split('\n')
      .filter((file) => !own(file)),
  );
}

/** What `soakd status --json` tells, as far as the tests look. */
interface Status {
  readonly soakds: readonly unknown[];
  readonly runs: readonly { readonly run: string; readonly observedMs: number; readonly paused: boolean }[];
  readonly schedules: readonly { readonly lastSlot: { readonly run: string | null } | null }[];
}

async function status(): Promise<Status> {
  return JSON.parse(await machine.must('soakd', 'status', '--json'));
}

async function reportOf(id: string): Promise<Assessment> {
  // Its exit code is 0 whatever it tells.
  return JSON.parse(await machine.must('soakd', 'report', id, '--format', 'json', '--db', DATABASE));
}

function isUnavailable({ unavailable }: Assessment, metric: string): boolean {
  return unavailable.some((one) => one.metric === metric);
}

/** The soak of these tests has come so far. */
async function observed(ms: number): Promise<void> {
  await until(`${ms} ms are observed`, async () =>
    (await status()).runs.some(({ run: id, observedMs }) => id === run && observedMs >= ms),
  );
}

function journal(): Promise<string> {
  return machine.must('journalctl', '--no-pager', '--unit=soakd.service');
}

/** Reads the events until one tells of a pause. */
const watchForPause = `
  const { get } = require('node:http');
  get({ socketPath: '/run/soakd/soakd.sock', path: '/events' }, (response) => {
    require('node:fs').writeFileSync('/tmp/watching', '');
    let seen = '';
    response.on('data', (text) => {
      seen += text;
      if (!/"kind":"pause"|"paused":true/.test(seen)) return;
      process.stdout.write(seen, () => process.exit(0));
    });
  });
`;

async function unitSettled(unit: string): Promise<string> {
  return until(`${unit} has ended`, async () => {
    const state = await machine.property(unit, 'ActiveState');
    return state === 'failed' || state === 'inactive' ? state : null;
  });
}

step('scripts/install sets the machine up, and says what is next', async () => {
  filesBefore = await files();
  const said = await machine.must('/checkout/scripts/install');
  assert.match(said, /^soakd \S+ is installed:$/m);
  assert.match(said, /systemctl enable --now soakd/);
  assert.match(await machine.must('soakd', '--version'), /^soakd \d/);
  assert.match(await machine.must('id', 'soakd'), /uid=\d+\(soakd\) gid=\d+\(soakd\)/);
  assert.match(await machine.must('man', 'soakd'), /soak tests that end in a verdict/);
});

step('the shipped units are clean, and expose no more than 2.0 of 10', async () => {
  const units = ['soakd.service', 'soakd@nightly.service', 'soakd@nightly.timer'];
  const { code, stdout, stderr } = await machine.run('systemd-analyze', 'verify', ...units);
  assert.deepEqual({ code, said: `${stdout}${stderr}` }, { code: 0, said: '' });
  const folder = '/usr/local/lib/systemd/system';
  for (const unit of ['soakd.service', 'soakd@.service']) {
    const table = await machine.must('systemd-analyze', 'security', '--offline=true', join(folder, unit));
    const exposure = Number(/Overall exposure level for \S+ ([\d.]+)/.exec(table)?.[1]);
    assert.ok(exposure <= 2, `${unit}: ${exposure}\n${table}`);
  }
});

step('installed again, nothing changes, and what was edited stays', async () => {
  const installed = await files();
  const configuration = await machine.must('cat', '/etc/soakd/soakd.yaml');
  machine.put('etc/soakd/soakd.yaml', `${configuration}\nlog: { level: debug }\n`);
  await machine.must('/checkout/scripts/install');
  assert.deepEqual(await files(), installed);
  assert.match(await machine.must('cat', '/etc/soakd/soakd.yaml'), /level: debug/);
});

step('an unpacked release is an upgrade: the version before stays for what still runs it', async () => {
  const release = '/root/soakd-99.0.0';
  await machine.must('cp', '-r', '/usr/local/lib/soakd/current/', release);
  await machine.must('sed', '-i', 's/"version": "[^"]*"/"version": "99.0.0"/', `${release}/package.json`);
  const before = (await machine.must('readlink', '/usr/local/lib/soakd/current')).trim();
  await machine.must(`${release}/scripts/install`);
  assert.equal(await machine.must('soakd', '--version'), 'soakd 99.0.0\n');
  await machine.must('test', '-d', `/usr/local/lib/soakd/${before}`);
  assert.match(await machine.must('cat', '/etc/soakd/soakd.yaml'), /level: debug/);
  await machine.must('rm', '-r', release);
});

step(
  'an image is installed into by --root, and elsewhere by --prefix; what makes no sense is refused',
  async () => {
    const scripts = '/usr/local/lib/soakd/current/scripts';
    const where = ['--root', '/srv/image', '--prefix', '/opt/soakd'] as const;
    const refused = await machine.run(`${scripts}/install`, ...where);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /--root is "\/srv\/image", expected the root of a file system/);
    const unprivileged = await machine.runAs('eve', `${scripts}/install`);
    assert.deepEqual([unprivileged.code, unprivileged.stdout], [2, '']);
    await machine.must('mkdir', '-p', '/srv/image/etc');
    await machine.must(`${scripts}/install`, ...where);
    assert.match(await machine.must('cat', '/srv/image/etc/passwd'), /^soakd:/m);
    const unit = await machine.must('cat', '/srv/image/etc/systemd/system/soakd.service');
    assert.match(unit, /^ExecStart=\/opt\/soakd\/lib\/soakd\/current\/bin\/node /m);
    await machine.must(`${scripts}/uninstall`, '--purge', ...where);
    assert.equal(await machine.must('find', '/srv/image', '-name', '*soakd*.*'), '');
    await machine.must('rm', '-r', '/srv/image');
  },
);

step('the daemon starts: systemd hears that it is ready, and only its group may enter', async () => {
  machine.put('etc/systemd/system/soakd.service.d/quick.conf', quick);
  await machine.must('systemctl', 'daemon-reload');
  await machine.must('systemctl', 'enable', '--now', 'soakd.service');
  assert.equal(await machine.property('soakd.service', 'ActiveState'), 'active');
  assert.equal(await machine.must('stat', '--format=%U:%G %a', '/run/soakd'), 'soakd:soakd 750\n');
  assert.equal(await machine.must('stat', '--format=%U:%G %a', '/run/soakd/soakd.sock'), 'soakd:soakd 660\n');
  await until('systemctl status tells what it does', async () =>
    /no soak under way/.test(await machine.property('soakd.service', 'StatusText')),
  );
});

step('a plan is taken up by a reload, and soaks at its slot', async () => {
  machine.put('etc/soakd/plans/scheduled.yaml', scheduled);
  await machine.must('systemctl', 'reload', 'soakd.service');
  const run = await until('a slot has begun', async () => {
    const [schedule] = (await status()).schedules;
    return schedule?.lastSlot?.run;
  });
  const report = await until('it has its verdict', async () => {
    const told = await reportOf(run);
    return told.run.state === 'running' ? null : told;
  });
  assert.equal(report.run.name, 'scheduled');
  assert.equal(report.run.state, 'completed', report.reason);
  // A busy machine may keep the load from its pace: then it is inconclusive, and says so.
  assert.notEqual(report.verdict, 'fail', report.reason);
  assert.equal(report.frozen, true);
  await machine.must('rm', '/etc/soakd/plans/scheduled.yaml');
  await machine.must('systemctl', 'reload', 'soakd.service');
  await until('the schedule is gone', async () => (await status()).schedules.length === 0);
});

step('a broken plan is told by the reload, and the daemon goes on', async () => {
  machine.put('etc/soakd/plans/broken.yaml', 'name: broken\nduration: 10 bananas\n');
  await machine.must('systemctl', 'reload', 'soakd.service');
  await until('the journal tells where', async () => /broken\.yaml:2:11/.test(await journal()));
  await until(
    'the reload is over',
    async () => (await machine.property('soakd.service', 'ActiveState')) === 'active',
  );
  await machine.must('rm', '/etc/soakd/plans/broken.yaml');
  await machine.must('systemctl', 'reload', 'soakd.service');
});

step('an operator of the group starts a soak, watches it, pauses it and lets it go on', async () => {
  await machine.must('usermod', '--append', '--groups', 'soakd', 'olga');
  const started = await machine.runAs('olga', 'soakd', 'start', '/srv/soak/long.yaml', '--json');
  assert.equal(started.code, 0, started.stderr);
  run = JSON.parse(started.stdout).run;
  await observed(1000);
  const news = machine.runAs('olga', '/usr/local/lib/soakd/current/bin/node', '-e', watchForPause);
  // The watcher says when it is there by a file, as its output comes at its end.
  await until('olga watches', async () => (await machine.run('test', '-e', '/tmp/watching')).code === 0);
  const paused = await machine.runAs('olga', 'soakd', 'pause', 'long');
  assert.equal(paused.code, 0, paused.stderr);
  assert.match((await news).stdout, /"kind":"pause"|"paused":true/);
  const resting = (await status()).runs[0];
  assert.equal(resting?.paused, true);
  assert.equal((await machine.runAs('olga', 'soakd', 'resume', 'long')).code, 0);
  await observed((resting?.observedMs ?? 0) + 1000);
});

step('what a plan starts lives in a control group of its own, below that of the service', async () => {
  const groupOf = async (pid: string): Promise<string | undefined> =>
    /^0::(.*)$/m.exec(await machine.must('cat', `/proc/${pid}/cgroup`))?.[1];
  const [redis = ''] = (await machine.must('pgrep', '--full', 'redis-server .*:7402')).trim().split('\n');
  assert.equal(await groupOf(redis), `/system.slice/soakd.service/target-${run}-redis`);
  const soakd = (await machine.property('soakd.service', 'MainPID')).trim();
  assert.equal(await groupOf(soakd), '/system.slice/soakd.service/soakd-main');
});

step('an operator reads the reports of the service, while it runs', async () => {
  const told = await machine.runAs(
    'olga',
    'soakd',
    'report',
    'scheduled',
    '--format',
    'json',
    '--db',
    DATABASE,
  );
  assert.equal(told.code, 0, told.stderr);
  assert.equal(JSON.parse(told.stdout).run.state, 'completed');
});

step('a plan where the daemon may not go is told so', async () => {
  const { stdout } = await machine.runAs('olga', 'soakd', 'start', '/home/olga/private.yaml', '--json');
  const ended = await until('it has failed', async () => {
    const told = await reportOf(JSON.parse(stdout).run);
    return told.run.state === 'failed' ? told : null;
  });
  assert.match(
    JSON.stringify(ended.events),
    /working directory \/home\/olga may not be entered by soakd's user/,
  );
});

step('who is not of the group is told so, and sees nothing', async () => {
  const { code, stdout, stderr } = await machine.runAs('eve', 'soakd', 'pause', 'long');
  assert.equal(code, 2, stdout);
  assert.match(stderr, /group|permi|allowed/);
  assert.notEqual((await machine.runAs('eve', 'ls', '/var/lib/soakd')).code, 0);
});

step('the watchdog kills a wedged daemon, and the one that comes back resumes the soak', async () => {
  const before = (await status()).runs[0];
  const pid = await machine.property('soakd.service', 'MainPID');
  await machine.must('kill', '-STOP', pid);
  await until('systemd has started it again', async () => {
    const [restarts, state] = [
      await machine.property('soakd.service', 'NRestarts'),
      await machine.property('soakd.service', 'ActiveState'),
    ];
    return restarts === '1' && state === 'active';
  });
  assert.match(await journal(), /Watchdog timeout/);
  await observed((before?.observedMs ?? 0) + 1000);
  const report = await reportOf(run);
  assert.equal(report.run.state, 'running');
  assert.ok(report.run.gaps.length >= 1, JSON.stringify(report.run.gaps));
  // The target went on, and is the same to the new daemon.
  assert.equal(report.targets[0]?.generations.length, 1);
});

step('systemctl stop writes the partial report, and leaves no target behind', async () => {
  await machine.must('systemctl', 'stop', 'soakd.service');
  assert.equal(await machine.property('soakd.service', 'Result'), 'success');
  const report = await reportOf(run);
  assert.equal(report.run.state, 'interrupted');
  assert.equal(report.frozen, true);
  assert.ok(report.criteria.length > 0);
  assert.notEqual((await machine.run('pgrep', '-u', 'soakd')).code, 0);
  // Nobody has the database open now, and olga may not write beside it.
  const told = await machine.runAs('olga', 'soakd', 'report', run, '--format', 'json', '--db', DATABASE);
  assert.equal(told.code, 0, told.stderr);
});

step('a soak goes on after the power has failed', async () => {
  await machine.must('systemctl', 'start', 'soakd.service');
  run = JSON.parse(await machine.must('soakd', 'start', '/srv/soak/long.yaml', '--json')).run;
  await observed(2000);
  await machine.crash();
  await machine.boot();
  await observed(3000);
  const report = await reportOf(run);
  assert.equal(report.run.state, 'running');
  assert.ok(report.run.gaps.length >= 1, JSON.stringify(report.run.gaps));
});

step('a reboot in good order ends a soak with its partial report', async () => {
  await machine.reboot();
  await until('soakd is back', async () => (await status()).soakds.length === 1);
  const report = await reportOf(run);
  assert.equal(report.run.state, 'interrupted');
  assert.equal(report.frozen, true);
});

step('a failed verdict of a single plan fails its unit with exit code 10, and is not run again', async () => {
  machine.put('etc/soakd/plans/failing.yaml', failing);
  await machine.must('systemctl', 'start', 'soakd@failing.service');
  assert.equal(await unitSettled('soakd@failing.service'), 'failed');
  assert.equal(await machine.property('soakd@failing.service', 'ExecMainStatus'), '10');
  assert.equal(await machine.property('soakd@failing.service', 'NRestarts'), '0');
  const report = await reportOf('failing');
  assert.equal(report.run.state, 'completed');
  assert.equal(report.verdict, 'fail');
  assert.ok(isUnavailable(report, 'pss'), JSON.stringify(report.unavailable));
  assert.ok(!isUnavailable(report, 'fds'), JSON.stringify(report.unavailable));
  // Under the filter of system calls, too, the target is looked at when a limit breaks.
  assert.equal(report.snapshots.length, 1, JSON.stringify(report.events));
});

step(
  'a single plan that goes on for long is controlled by root, and stopped without failing its unit',
  async () => {
    machine.put('etc/soakd/plans/single.yaml', single);
    await machine.must('systemctl', 'start', 'soakd@single.service');
    await until(
      'root has paused it',
      async () => (await machine.run('soakd', 'pause', 'single', '--db', DATABASE)).code === 0,
    );
    await machine.must('systemctl', 'stop', 'soakd@single.service');
    assert.equal(await machine.property('soakd@single.service', 'ActiveState'), 'inactive');
    assert.equal(await machine.property('soakd@single.service', 'Result'), 'success');
    assert.equal((await reportOf('single')).run.state, 'interrupted');
    await machine.must('rm', '/etc/soakd/plans/single.yaml');
  },
);

for (const [name, metrics] of [
  ['pss-of-others.conf', ['pss']],
  ['everything-of-others.conf', ['pss', 'connections', 'read']],
] as const) {
  step(`the drop-in ${name} lets it read ${metrics.join(', ')} of another user`, async () => {
    const dropIn = `/usr/local/lib/soakd/current/systemd/drop-in/${name}`;
    const folder = '/etc/systemd/system/soakd@.service.d';
    await machine.must('install', '-D', '-m', '644', dropIn, `${folder}/privileged.conf`);
    await machine.must('systemctl', 'daemon-reload');
    await machine.must('systemctl', 'restart', 'soakd@failing.service');
    await unitSettled('soakd@failing.service');
    const report = await reportOf('failing');
    for (const metric of metrics)
      assert.ok(!isUnavailable(report, metric), JSON.stringify(report.unavailable));
  });
}

step('scripts/uninstall leaves nothing but what was measured and written', async () => {
  const said = await machine.must('/checkout/scripts/uninstall');
  assert.match(said, /kept in \/var\/lib\/soakd/);
  const left = [...(await files()).difference(filesBefore)].filter(
    (file) => !file.startsWith('/var/lib/soakd'),
  );
  assert.deepEqual(left, [
    '/etc/soakd',
    '/etc/soakd/plans',
    '/etc/soakd/plans/failing.yaml',
    '/etc/soakd/soakd.yaml',
  ]);
  assert.notEqual((await machine.run('id', 'soakd')).code, 0);
  assert.equal(await machine.must('stat', '--format=%U %a', '/var/lib/soakd'), 'root 700\n');
});

step('scripts/uninstall --purge leaves nothing', async () => {
  await machine.must('/checkout/scripts/uninstall', '--purge');
  assert.deepEqual([...(await files()).difference(filesBefore)], []);
});
