import assert from 'node:assert/strict';
import { existsSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ballast } from '../../src/store/ballast.ts';
import { temporaryFolder } from '../fixture/soakd.ts';

const MIB = 1024 * 1024;

test('16 MiB of real blocks are put by, given back in two steps, and put by again', (t) => {
  const file = join(temporaryFolder(t), 'soakd.db');
  const ballast = new Ballast(file);
  assert.equal(ballast.spend(true), null);
  assert.equal(ballast.fill(), true);
  const { size, blocks, mode } = statSync(`${file}-ballast`);
  assert.equal(size, 16 * MIB);
  assert.ok(blocks * 512 >= size, `${blocks} blocks`);
  assert.equal(mode & 0o777, 0o600);
  assert.deepEqual(ballast.spend(false), { bytes: 12 * MIB });
  assert.equal(statSync(`${file}-ballast`).size, 4 * MIB);
  assert.equal(ballast.spend(false), null);
  assert.deepEqual(ballast.spend(true), { bytes: 4 * MIB });
  assert.equal(existsSync(`${file}-ballast`), false);
  assert.equal(ballast.spend(true), null);
  assert.equal(ballast.fill(), true);
  assert.deepEqual(ballast.spend(true), { bytes: 12 * MIB });
  ballast.remove();
  assert.equal(existsSync(`${file}-ballast`), false);
});

test('what a killed soakd left is there to be used, and is not made twice', (t) => {
  const file = join(temporaryFolder(t), 'soakd.db');
  new Ballast(file).fill();
  const { mtimeMs } = statSync(`${file}-ballast`);
  const next = new Ballast(file);
  assert.equal(next.fill(), true);
  assert.equal(statSync(`${file}-ballast`).mtimeMs, mtimeMs);
  assert.deepEqual(new Ballast(file).spend(false), { bytes: 12 * MIB });
});

test('what another soakd took along when it ended is put by again', (t) => {
  const file = join(temporaryFolder(t), 'soakd.db');
  const [one, other] = [new Ballast(file), new Ballast(file)];
  one.fill();
  other.fill();
  one.remove();
  assert.equal(other.fill(), true);
  assert.equal(statSync(`${file}-ballast`).size, 16 * MIB);
});

test('without a folder or behind a link nothing is put by, and nobody is harmed', (t) => {
  const folder = temporaryFolder(t);
  assert.equal(new Ballast(join(folder, 'missing', 'soakd.db')).fill(), false);
  writeFileSync(join(folder, 'victim'), 'precious');
  symlinkSync(join(folder, 'victim'), join(folder, 'soakd.db-ballast'));
  const ballast = new Ballast(join(folder, 'soakd.db'));
  assert.equal(ballast.fill(), false);
  ballast.spend(true);
  assert.equal(statSync(join(folder, 'victim')).size, 'precious'.length);
});
