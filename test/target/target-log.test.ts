import assert from 'node:assert/strict';
import {
  closeSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { TargetLog } from '../../src/target/target-log.ts';
import { temporaryFolder } from '../fixture/soakd.ts';

test('a log over its limit is cut, its newest part kept, and its writer goes on from the begin', async (context) => {
  const log = new TargetLog(temporaryFolder(context), 'api', 1000);
  const writer = log.openForTarget();
  context.after(() => closeSync(writer));
  writeSync(writer, 'a'.repeat(1000));
  await log.rotate();
  assert.equal(statSync(log.path).size, 1000, 'the limit itself is not over it');
  writeSync(writer, 'b'.repeat(600));
  await log.rotate();
  assert.equal(statSync(log.path).size, 0);
  assert.equal(readFileSync(`${log.path}.1`, 'latin1'), 'a'.repeat(400) + 'b'.repeat(600));
  assert.equal(statSync(`${log.path}.1`).mode & 0o777, 0o600);
  writeSync(writer, 'c');
  assert.equal(readFileSync(log.path, 'latin1'), 'c', 'no hole before it');
  assert.equal(log.position(), 1601);
});

test('a reader goes on across a cut, and loses only what is not kept', async (context) => {
  const log = new TargetLog(temporaryFolder(context), 'api', 10);
  const writer = log.openForTarget();
  context.after(() => closeSync(writer));
  function readOn(position: number): string {
    const { bytes, next } = log.read(position);
    return bytes.length === 0 ? '' : bytes.toString() + readOn(next);
  }
  writeSync(writer, '0123456789ab');
  assert.equal(readOn(4), '456789ab');
  await log.rotate();
  writeSync(writer, 'cd');
  assert.equal(readOn(12), 'cd');
  assert.equal(readOn(4), '456789abcd');
  assert.equal(readOn(0), '23456789abcd');
  assert.deepEqual(log.tail(0, 5), ['23456789abcd']);
  writeSync(writer, 'efghijklmnop');
  await log.rotate();
  writeSync(writer, 'q');
  assert.equal(readOn(12), 'ghijklmnopq');
});

test('a log is cut also where its newest part cannot be kept', async (context) => {
  const log = new TargetLog(temporaryFolder(context), 'api', 10);
  mkdirSync(`${log.path}.1/folder`, { recursive: true });
  writeFileSync(log.path, 'x'.repeat(50));
  await log.rotate();
  assert.equal(statSync(log.path).size, 0);
  assert.equal(log.position(), 50);
  assert.equal(log.read(45).bytes.length, 0);
});

test('a log that somebody removed is empty, and there again at the next start', async (context) => {
  const log = new TargetLog(temporaryFolder(context), 'api', 10);
  rmSync(log.path);
  await log.rotate();
  assert.deepEqual([log.position(), log.read(0).bytes.length, log.tail(0, 5)], [0, 0, []]);
  closeSync(log.openForTarget());
  assert.equal(statSync(log.path).size, 0);
});

test('a link in place of the log is not followed', (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, 'victim'), 'precious');
  symlinkSync(join(folder, 'victim'), join(folder, 'api.log'));
  assert.throws(() => new TargetLog(folder, 'api'), /cannot write the target's log/);
  assert.equal(readFileSync(join(folder, 'victim'), 'utf8'), 'precious');
});

test('a name cannot lead out of the folder', (context) => {
  const folder = temporaryFolder(context);
  const log = new TargetLog(folder, '../../etc/passwd');
  assert.equal(log.path, join(folder, '_._.._etc_passwd.log'));
  assert.ok(lstatSync(log.path).isFile());
});
