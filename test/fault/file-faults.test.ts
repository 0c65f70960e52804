import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { SoakdError } from '../../src/error.ts';
import { chooseRanges, garbleFile, planGarbling } from '../../src/fault/garble-file.ts';
import { type FileLock, lockFile, planLock, unlockFile } from '../../src/fault/locked-file.ts';
import { type FileMove, planRemoval, putFileBack, removeFile } from '../../src/fault/moved-file.ts';
import { planTruncation, truncateFile } from '../../src/fault/truncate-file.ts';
import { type FileWound, healFile } from '../../src/fault/wounded-file.ts';
import { pause } from '../../src/target/pause.ts';
import { temporaryFolder } from '../fixture/soakd.ts';

const isRoot = process.getuid?.() === 0;
const program = fileURLToPath(new URL('../fixture/program/file-fault.ts', import.meta.url));

/** All that is to be as it was; looking at it changes nothing. */
function picture(path: string): Readonly<Record<string, unknown>> {
  const { ino, mode, uid, gid, size, atimeNs, mtimeNs } = statSync(path, { bigint: true });
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOATIME);
  const bytes = readFileSync(descriptor, 'latin1');
  closeSync(descriptor);
  return { ino, mode, uid, gid, size, atimeNs, mtimeNs, bytes };
}

const randomFile = fc.record({
  bytes: fc.uint8Array({ minLength: 1, maxLength: 20_000, size: 'max' }),
  mode: fc.integer({ min: 0, max: 0o7777 }),
  owner: fc.integer({ min: 0, max: 60_000 }),
  accessedS: fc.double({ min: -(10 ** 6), max: 2 * 10 ** 9, noNaN: true }),
  modifiedS: fc.double({ min: -(10 ** 6), max: 2 * 10 ** 9, noNaN: true }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
});

type RandomFile = typeof randomFile extends fc.Arbitrary<infer File> ? File : never;

function make(path: string, file: RandomFile): void {
  rmSync(path, { force: true });
  writeFileSync(path, file.bytes);
  if (isRoot) chownSync(path, file.owner, file.owner);
  chmodSync(path, isRoot ? file.mode : file.mode | 0o600);
  utimesSync(path, file.accessedS, file.modifiedS);
}

async function forAnyFile(
  context: TestContext,
  fault: (path: string, file: RandomFile, kept: string) => Promise<void>,
): Promise<void> {
  const folder = temporaryFolder(context);
  const path = join(folder, 'file');
  await fc.assert(
    fc.asyncProperty(randomFile, async (file) => {
      make(path, file);
      const before = picture(path);
      await fault(path, file, join(folder, 'kept'));
      assert.deepEqual(picture(path), before);
      assert.deepEqual(readdirSync(folder), ['file']);
    }),
    // Each starts touch(1) twice or four times.
    { numRuns: 25 },
  );
}

test('a truncated file has its bytes, mode, owner and times again, to the nanosecond', (context) =>
  forAnyFile(context, async (path, { bytes, share }, kept) => {
    const toBytes = Math.floor(share * (bytes.length - 1));
    const wound = await planTruncation({ path, toBytes, kept });
    const shown = await truncateFile(wound);
    assert.deepEqual(shown.figures, { bytesCut: bytes.length - toBytes });
    assert.equal(statSync(path).size, toBytes);
    await healFile(wound);
  }));

test('a garbled file differs in just as many bytes as it was to, keeps its times, and is healed', (context) =>
  forAnyFile(context, async (path, { bytes, share }, kept) => {
    const wanted = 1 + Math.floor(share * bytes.length);
    const { bytes: _bytes, ...restBefore } = picture(path);
    const wound = await planGarbling({ path, bytes: wanted, kept }, Math.random);
    const shown = await garbleFile(wound, Math.random);
    const { bytes: garbled, ...restAfter } = picture(path);
    const changed = Buffer.from(String(garbled), 'latin1').filter((byte, at) => byte !== bytes[at]).length;
    assert.equal(changed, Math.min(wanted, bytes.length));
    assert.equal(shown.figures['bytesGarbled'], changed);
    assert.deepEqual(restAfter, restBefore);
    await healFile(wound);
  }));

test('a removed file is not there, and then the same file again', (context) =>
  forAnyFile(context, async (path) => {
    const move = await planRemoval(path, '.aside');
    assert.equal((await removeFile(move)).seen, true);
    assert.equal(existsSync(path), false);
    await putFileBack(move);
  }));

test('an unwritable file is refused to its writer, root too, and then is what it was', (context) =>
  forAnyFile(context, async (path) => {
    const lock = await planLock(path, isRoot);
    assert.match((await lockFile(lock)).text, /is refused \((EPERM|EACCES)\)/);
    assert.throws(() => appendFileSync(path, 'x'), { code: isRoot ? 'EPERM' : 'EACCES' });
    await unlockFile(lock);
  }));

test('undoing a fault that never began, or that is undone already, changes nothing', (context) =>
  forAnyFile(context, async (path, { bytes }, kept) => {
    const wound = await planTruncation({ path, toBytes: bytes.length - 1, kept });
    const move = await planRemoval(path, '.aside');
    const lock = await planLock(path, isRoot);
    for (let times = 0; times < 2; times++) {
      await healFile(wound);
      await putFileBack(move);
      await unlockFile(lock);
    }
  }));

for (const kind of ['truncate', 'garble', 'remove', 'unwritable']) {
  test(`whoever reverts in the place of one killed at a random moment has the file as it was: ${kind}`, async (context) => {
    const folder = temporaryFolder(context);
    const path = join(folder, 'file');
    for (let kill = 0; kill < 6; kill++) {
      make(path, {
        bytes: Uint8Array.from({ length: 300_000 }, (_, at) => (at * 31 + kill) % 251),
        mode: 0o640,
        owner: 1234,
        accessedS: 1_600_000_000.25,
        modifiedS: 1_500_000_000.125,
        share: 0,
      });
      const before = picture(path);
      const child = spawn(process.execPath, [program, kind, path, folder], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      context.after(() => child.kill('SIGKILL'));
      await once(child.stdout, 'data');
      // Wherever it is then in what takes some ms, again and again.
      await pause(Math.random() * 30);
      child.kill('SIGKILL');
      await once(child, 'exit');
      await revert(JSON.parse(readFileSync(join(folder, 'undo'), 'utf8')));
      assert.deepEqual(picture(path), before);
      assert.deepEqual(
        readdirSync(folder).filter((name) => !name.startsWith('undo')),
        ['file'],
      );
    }
  });
}

function revert(undo: FileMove | FileLock | FileWound): Promise<unknown> {
  switch (undo.kind) {
    case 'file-move':
      return putFileBack(undo);
    case 'file-lock':
      return unlockFile(undo);
    case 'file-wound':
      return healFile(undo);
    default:
      return undo satisfies never;
  }
}

test('what a target writes elsewhere in a garbled file, or behind its end, stays', async (context) => {
  const folder = temporaryFolder(context);
  const path = join(folder, 'log');
  writeFileSync(path, 'a'.repeat(1000));
  const target = openSync(path, 'a');
  const wound = await planGarbling({ path, bytes: 10, kept: join(folder, 'kept') }, () => 0);
  await garbleFile(wound, () => 0);
  writeSync(target, 'new line');
  closeSync(target);
  await healFile(wound);
  assert.equal(readFileSync(path, 'utf8'), `${'a'.repeat(1000)}new line`);
});

test('a file that the target replaced by a new one meanwhile is left as it is', async (context) => {
  const folder = temporaryFolder(context);
  const path = join(folder, 'state');
  writeFileSync(path, 'old state');
  const wound = await planTruncation({ path, toBytes: 0, kept: join(folder, 'kept') });
  await truncateFile(wound);
  writeFileSync(join(folder, 'new'), 'new state');
  renameSync(join(folder, 'new'), path);
  assert.match((await healFile(wound)).text, /was replaced meanwhile, and is left as it is$/);
  assert.equal(readFileSync(path, 'utf8'), 'new state');
  assert.deepEqual(readdirSync(folder), ['state']);
});

test('a removed file that the target made anew is the old one again, and it is told', async (context) => {
  const folder = temporaryFolder(context);
  const path = join(folder, 'log');
  writeFileSync(path, 'old');
  const move = await planRemoval(path, '.aside');
  await removeFile(move);
  writeFileSync(path, 'made meanwhile');
  assert.match((await putFileBack(move)).text, /is back, in place of what was made there meanwhile$/);
  assert.equal(readFileSync(path, 'utf8'), 'old');
});

test('the file that a link names is the one that is hurt, and the link stays', async (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, 'file'), 'bytes');
  symlinkSync('file', join(folder, 'link'));
  const move = await planRemoval(join(folder, 'link'), '.aside');
  assert.equal(move.path, join(folder, 'file'));
});

test('what cannot be hurt is refused before anything is done', async (context) => {
  const folder = temporaryFolder(context);
  const [empty, short, sub] = ['empty', 'short', 'sub'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(empty, '');
  writeFileSync(short, 'abc');
  mkdirSync(sub);
  const kept = join(folder, 'kept');
  const refusals: readonly [() => Promise<unknown>, RegExp][] = [
    [() => planTruncation({ path: short, toBytes: 3, kept }), /has 3 bytes: cutting it to 3 changes nothing/],
    [() => planTruncation({ path: sub, toBytes: 0, kept }), /is a directory|no regular file|EISDIR/],
    [() => planTruncation({ path: join(folder, 'none'), toBytes: 0, kept }), /ENOENT/],
    [() => planGarbling({ path: empty, bytes: 1, kept }, Math.random), /is empty/],
    [() => planRemoval(sub, '.aside'), /no regular file/],
    [() => planRemoval(join(folder, 'none'), '.aside'), /ENOENT/],
    [() => planLock(join(folder, 'none'), false), /ENOENT/],
  ];
  for (const [refused, words] of refusals)
    await assert.rejects(refused(), (error) => error instanceof SoakdError && words.test(error.message));
  assert.deepEqual(readdirSync(folder).sort(), ['empty', 'short', 'sub']);
});

test('the places that are garbled are within the file, apart, ascending, and of the seed alone', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10 ** 6 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (size, share) => {
        const bytes = Math.max(1, Math.floor(share * Math.min(size, 20_000)));
        const drawn = Array.from({ length: 400 }, () => Math.random());
        const again = () => {
          let at = 0;
          return () => drawn[at++ % drawn.length] ?? 0;
        };
        const ranges = chooseRanges(size, bytes, again());
        assert.deepEqual(ranges, chooseRanges(size, bytes, again()));
        let end = 0;
        let total = 0;
        for (const { offset, length } of ranges) {
          assert.ok(offset >= end && length > 0);
          end = offset + length;
          total += length;
        }
        assert.ok(end <= size);
        assert.equal(total, bytes);
      },
    ),
  );
});
