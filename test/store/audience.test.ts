import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { isOfService } from '../../src/store/audience.ts';
import { openStoreWriter } from '../../src/store/writer.ts';
import { temporaryFolder } from '../fixture/soakd.ts';
import { newRun, sample } from './stored-run.ts';
import { startWriting } from './writing-process.ts';

const OPERATORS = 4321;

test('only a file below one of the state folders is the service’s', () => {
  const folders = '/var/lib/soakd:/var/lib/private/other';
  assert.equal(isOfService('/var/lib/soakd/soakd.db', folders), true);
  assert.equal(isOfService('/var/lib/private/other/deep/soakd.db', folders), true);
  assert.equal(isOfService('/var/lib/soakd2/soakd.db', folders), false);
  assert.equal(isOfService('/tmp/soakd.db', ''), false);
});

/** The folder of a service, whose group may look into it. */
function stateFolder(test: TestContext): string {
  const state = join(temporaryFolder(test), 'state');
  mkdirSync(state);
  chmodSync(join(state, '..'), 0o755);
  if (process.getuid?.() === 0) chownSync(state, 0, OPERATORS);
  // The setgid bit stands for the group that systemd gives the service's process.
  chmodSync(state, 0o2750);
  return state;
}

/** As an operator, who may read and not write. */
function count(file: string): string {
  const asOperator =
    process.getuid?.() === 0
      ? ['setpriv', '--reuid', '5555', '--regid', String(OPERATORS), '--clear-groups', '--inh-caps=-all']
      : [];
  const [command = '', ...rest] = [
    ...asOperator,
    'sqlite3',
    '-readonly',
    file,
    'SELECT count(*) FROM samples',
  ];
  const { stdout, stderr } = spawnSync(command, rest, { encoding: 'utf8' });
  return stdout.trim() || stderr;
}

test('under systemd the group may read: while it is written, after it was closed, and after a kill', async (t) => {
  const state = stateFolder(t);
  const file = join(state, 'soakd.db');
  const before = process.umask(0o077);
  process.env['STATE_DIRECTORY'] = state;
  t.after(() => {
    process.umask(before);
    delete process.env['STATE_DIRECTORY'];
  });
  const writer = await openStoreWriter(file);
  const run = await writer.createRun(newRun());
  writer.write(sample(run, 1));
  await writer.flush();
  for (const companion of ['', '-wal', '-shm'])
    assert.equal((statSync(`${file}${companion}`).mode & 0o777).toString(8), '640', companion);
  assert.equal(count(file), '1');
  await writer.close();
  assert.deepEqual(readdirSync(state).toSorted(), ['soakd.db', 'soakd.db-shm', 'soakd.db-wal']);
  assert.equal(count(file), '1');

  const killed = startWriting(t, [file, 'killed', 0]);
  await killed.until(/^committed/);
  killed.child.kill('SIGKILL');
  await killed.ended;
  assert.ok(Number(count(file)) > 1, count(file));

  const again = await openStoreWriter(file);
  await again.close();
  assert.ok(Number(count(file)) > 1);
});
