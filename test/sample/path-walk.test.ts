import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { walkPath } from '../../src/sample/path-walk.ts';
import { NOBODY, notNobody } from '../fixture/nobody.ts';

const isRoot = process.getuid?.() === 0;
const walker = new URL('../../src/sample/path-walk.ts', import.meta.url).href;

let folder = '';
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'soakd-walk-'));
  mkdirSync(join(folder, 'deep/er'), { recursive: true });
  writeFileSync(join(folder, 'one'), Buffer.alloc(1000));
  writeFileSync(join(folder, 'deep/er/two'), Buffer.alloc(234));
  symlinkSync('/etc', join(folder, 'elsewhere'));
  execFileSync('mkfifo', [join(folder, 'pipe')]);
});
after(() => rmSync(folder, { recursive: true }));

test('sums the files below a folder, without following links or opening pipes', () => {
  assert.deepEqual(walkPath('state', folder), { name: 'state', bytes: 1234, files: 2, unavailable: null });
});

test('a path may be one file, or a link to one', () => {
  symlinkSync('one', join(folder, 'link'));
  for (const name of ['one', 'link'])
    assert.deepEqual(walkPath('db', join(folder, name)), {
      name: 'db',
      bytes: 1000,
      files: 1,
      unavailable: null,
    });
});

test('a path that is not there, or a walk that takes too long, has a reason and no size', () => {
  const absent = walkPath('x', join(folder, 'absent'));
  assert.equal(absent.bytes, null);
  assert.match(absent.unavailable ?? '', /no such file/);
  const late = walkPath('x', folder, -1);
  assert.equal(late.bytes, null);
  assert.match(late.unavailable ?? '', /not walked within/);
});

test('a folder that may not be read makes the sum unavailable', { skip: isRoot && notNobody }, () => {
  const closed = join(folder, 'closed');
  mkdirSync(closed);
  chmodSync(closed, 0);
  chmodSync(folder, 0o755);
  const walk = `import { walkPath } from ${JSON.stringify(walker)};
    console.log(walkPath('x', process.argv[1]).unavailable);`;
  // Root may read any folder.
  const user = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  const told = execFileSync(process.execPath, ['--input-type=module', '-e', walk, folder], {
    ...user,
    cwd: '/',
    encoding: 'utf8',
  });
  assert.match(told, /permission denied/);
  chmodSync(closed, 0o700);
});
