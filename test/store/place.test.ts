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
import { test } from 'node:test';
import { openForWriting } from '../../src/store/database.ts';
import { checkPlace } from '../../src/store/place.ts';
import { temporaryFolder } from '../fixture/soakd.ts';

test('a link in the place of the database, its log or its ballast is refused, and its victim stays as it is', async (t) => {
  for (const companion of ['', '-wal', '-shm', '-journal', '-ballast']) {
    const folder = temporaryFolder(t);
    const victim = join(folder, 'victim');
    writeFileSync(victim, 'precious');
    symlinkSync(victim, join(folder, `soakd.db${companion}`));
    await assert.rejects(openForWriting(join(folder, 'soakd.db')), { exitCode: 2, message: /symbolic link/ });
    assert.equal(readFileSync(victim, 'utf8'), 'precious');
    assert.deepEqual(readdirSync(folder).toSorted(), [`soakd.db${companion}`, 'victim']);
  }
});

test('a link to nowhere is refused, too, and nothing is made there', async (t) => {
  const folder = temporaryFolder(t);
  symlinkSync(join(folder, 'nowhere.db'), join(folder, 'soakd.db'));
  await assert.rejects(openForWriting(join(folder, 'soakd.db')), /symbolic link/);
  assert.deepEqual(readdirSync(folder), ['soakd.db']);
});

test('a folder that is a link of one’s own is as good as the folder', async (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'other-disk'));
  symlinkSync(join(folder, 'other-disk'), join(folder, 'data'));
  (await openForWriting(join(folder, 'data', 'soakd.db'))).close();
  assert.deepEqual(readdirSync(join(folder, 'other-disk')), ['soakd.db']);
});

test('what is neither a file nor a folder is refused', (t) => {
  const folder = temporaryFolder(t);
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  writeFileSync(join(folder, 'file'), '');
  symlinkSync(join(folder, 'missing'), join(folder, 'dangling'));
  assert.throws(() => checkPlace(join(folder, 'pipe')), /is not a file/);
  assert.throws(() => checkPlace(folder), /is not a file/);
  assert.throws(() => checkPlace(join(folder, 'file', 'soakd.db')), /ENOTDIR|is not a folder/);
  assert.throws(() => checkPlace(join(folder, 'dangling', 'soakd.db')), /link to nowhere/);
});

test('a file or folder of another user is refused, but not to root, nor a folder of root', (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'soakd.db');
  const me = process.getuid?.() ?? 0;
  const another = me + 4321;
  writeFileSync(file, '');
  checkPlace(file, me);
  checkPlace(file, 0);
  // To them the folder is root's, or that of another user.
  if (me === 0) assert.throws(() => checkPlace(file, another), /soakd\.db belongs to another user \(uid 0\)/);
  else assert.throws(() => checkPlace(file, another), /belongs to another user/);
  checkPlace('/tmp/soakd-that-is-not-there.db', another);
});

test('where root can give them away: the folder of another user, and a link that another user made', (t) => {
  if (process.getuid?.() !== 0) return;
  const folder = temporaryFolder(t);
  const theirs = join(folder, 'theirs');
  mkdirSync(theirs);
  chmodSync(theirs, 0o777);
  chownSync(theirs, 4321, 4321);
  assert.throws(
    () => checkPlace(join(theirs, 'soakd.db'), 1234),
    /theirs belongs to another user \(uid 4321\)/,
  );
  checkPlace(join(theirs, 'soakd.db'), 4321);
  const link = join(folder, 'link');
  symlinkSync('/tmp', link);
  execFileSync('chown', ['-h', '4321', link]);
  assert.throws(() => checkPlace(join(link, 'soakd.db'), 1234), /link that another user made/);
});
