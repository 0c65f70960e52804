import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { daemonPlace, spawnDaemon, startDaemon } from '../fixture/daemon.ts';
import { NOBODY, notNobody } from '../fixture/nobody.ts';
import { mountSmallDisk } from '../fixture/small-disk.ts';
import { soakd, temporaryFolder } from '../fixture/soakd.ts';

/** What the foreground run and the daemon say, and that neither does more than that. */
async function refusals(context: TestContext, database: string): Promise<string[]> {
  const run = await soakd(['run', '--pid', String(process.pid), '--for', '1s'], { database });
  assert.equal(run.code, 2, run.stderr);
  const daemon = spawnDaemon(context, { ...daemonPlace(context), database });
  assert.equal(await daemon.ended, 2, daemon.said());
  return [run.stderr, daemon.said()];
}

test('a link in the place of the database is refused, and its victim stays as it is', async (context) => {
  const folder = temporaryFolder(context);
  const victim = join(folder, 'victim');
  writeFileSync(victim, 'precious');
  symlinkSync(victim, join(folder, 'soakd.db'));
  for (const said of await refusals(context, join(folder, 'soakd.db')))
    assert.match(said, /is a symbolic link/);
  assert.equal(readFileSync(victim, 'utf8'), 'precious');
  assert.deepEqual(readdirSync(folder).toSorted(), ['soakd.db', 'victim']);
});

test('so is one in the place of what soakd keeps beside it', async (context) => {
  const folder = temporaryFolder(context);
  const victim = join(folder, 'victim');
  writeFileSync(victim, 'precious');
  symlinkSync(victim, join(folder, 'soakd.db-ballast'));
  for (const said of await refusals(context, join(folder, 'soakd.db')))
    assert.match(said, /is a symbolic link/);
  assert.equal(readFileSync(victim, 'utf8'), 'precious');
});

test('a state folder that is a link to another disk is as good as a folder', async (context) => {
  const place = daemonPlace(context);
  mkdirSync(join(place.folder, 'other-disk'));
  symlinkSync(join(place.folder, 'other-disk'), join(place.folder, 'state'));
  const daemon = spawnDaemon(context, { ...place, database: join(place.folder, 'state', 'soakd.db') });
  await daemon.says(/is ready/);
  daemon.child.kill('SIGTERM');
  assert.equal(await daemon.ended, 0);
  assert.ok(readdirSync(join(place.folder, 'other-disk')).includes('soakd.db'));
});

test('the folder of another user is refused', { skip: notNobody }, async (context) => {
  const folder = temporaryFolder(context);
  chmodSync(folder, 0o755);
  const theirs = join(folder, 'theirs');
  mkdirSync(theirs);
  chmodSync(theirs, 0o777);
  chownSync(theirs, NOBODY + 1, NOBODY + 1);
  const { code, stderr } = await soakd(['run', '--pid', '1', '--for', '1s'], {
    database: join(theirs, 'soakd.db'),
    uid: NOBODY,
  });
  assert.equal(code, 2, stderr);
  assert.match(stderr, /belongs to another user/);
  assert.deepEqual(readdirSync(theirs), []);
});

test('on a read-only file system soakd says so and begins nothing', async (context) => {
  const disk = await mountSmallDisk(context, 8);
  const enter = ([command = '', ...rest]: readonly string[]) =>
    execFileSync(command, rest, { stdio: 'pipe' });
  const database = join(disk.folder, 'soakd.db');
  const first = spawnDaemon(context, { ...daemonPlace(context), database }, { wrapper: disk.enter });
  await first.says(/is ready/);
  first.child.kill('SIGTERM');
  await first.ended;
  enter([...disk.enter, 'mount', '-o', 'remount,ro', disk.folder]);
  for (const name of ['soakd.db', 'new.db']) {
    const place = { ...daemonPlace(context), database: join(disk.folder, name) };
    const daemon = spawnDaemon(context, place, { wrapper: disk.enter });
    assert.equal(await daemon.ended, 2, daemon.said());
    assert.match(daemon.said(), /cannot (create|open) \S+db \((EROFS|SQLITE_\w+)\)/);
  }
});

test('a folder that may not be written is told as what it is', { skip: notNobody }, async (context) => {
  const daemon = await startDaemon(context);
  daemon.child.kill('SIGTERM');
  await daemon.ended;
  chmodSync(daemon.folder, 0o755);
  const { code, stderr } = await soakd(['run', '--pid', '1', '--for', '1s'], {
    database: join(daemon.folder, 'plans', 'soakd.db'),
    uid: NOBODY,
  });
  assert.equal(code, 2, stderr);
  assert.match(stderr, /cannot create \S+soakd\.db \(EACCES\)/);
});
