// The life of an installation, on one machine with a real systemd, from scripts/install to scripts/uninstall: each test
// goes on where the one before it ended.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Machine, until } from './machine.ts';
import { failing } from './plans.ts';

const machine = new Machine();
let filesBefore: ReadonlySet<string> = new Set();

before(() => machine.boot());
after(() => machine[Symbol.asyncDispose]());

/** A step whose failure shows what the machine has to say about it. */
function step(sentence: string, act: () => Promise<void>): void {
  test(sentence, async () => {
    try {
      await act();
    } catch (error) {
      process.stdout.write(`${await machine.story()}\n`);
      throw error;
    }
  });
}

/** Everything on the machine but what the system itself writes while it runs. */
async function files(): Promise<Set<string>> {
  const places = ['/etc', '/home', '/opt', '/root', '/srv', '/usr', '/var/lib', '/var/spool'];
  const listed = await machine.must('find', ...places, '-xdev');
  const own = (file: string): boolean => file.startsWith('/var/lib/systemd/') && !file.includes('soakd');
  return new Set(
    listed
      .trim()
      .split('\n')
      .filter((file) => !own(file)),
  );
}

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

step('a failed verdict of a single plan fails its unit with exit code 10, and is not run again', async () => {
  machine.put('etc/soakd/plans/failing.yaml', failing);
  await machine.must('systemctl', 'start', 'soakd@failing.service');
  assert.equal(await unitSettled('soakd@failing.service'), 'failed');
  assert.equal(await machine.property('soakd@failing.service', 'ExecMainStatus'), '10');
  assert.equal(await machine.property('soakd@failing.service', 'NRestarts'), '0');
  const report = JSON.parse(
    await machine.must('soakd', 'report', 'failing', '--format', 'json', '--db', '/var/lib/soakd/soakd.db'),
  );
  assert.equal(report.run.state, 'completed');
  assert.equal(report.verdict, 'fail');
});

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
