import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { openForReading } from '../../src/store/database.ts';
import { openStoreReader } from '../../src/store/reader.ts';
import { temporaryFolder } from '../fixture/soakd.ts';
import { startWriting } from './writing-process.ts';

/** Small and fixed, so that a failure can be looked at again. */
function pseudoRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

test('kill -9 at a dozen random points loses nothing that was committed', async (t) => {
  const file = join(temporaryFolder(t), 'soakd.db');
  const random = pseudoRandom(7);
  for (let round = 0; round < 12; round++) {
    const id = `run${round}`;
    const writing = startWriting(t, [file, id, 0]);
    // The first rounds are killed while the database is being made, the others while it is written.
    if (round >= 3) await writing.until(/^committed/);
    else await writing.until(round === 0 ? /^run/ : /^(run|committed)/);
    await delay(random() * 120);
    writing.child.kill('SIGKILL');
    await writing.ended;
    const committed = writing.committed();
    const database = await openForReading(file);
    assert.equal(database.pragma('integrity_check', { simple: true }), 'ok');
    database.close();
    using reader = await openStoreReader(file);
    const times = reader.sampleTimes(reader.findRun(id).run, 0);
    assert.ok(
      times.length > committed,
      `round ${round}: ${committed + 1} were committed, ${times.length} are there`,
    );
    assert.deepEqual([...times], [...times.keys()]);
    // Batches are seen whole or not at all.
    assert.equal(times.length % 25, 0);
  }
});

test('two processes that share a database lose nothing', async (t) => {
  const file = join(temporaryFolder(t), 'soakd.db');
  const both = ['first', 'second'].map((id) => startWriting(t, [file, id, 0, 2500]));
  await Promise.all(both.map(({ ended }) => ended));
  using reader = await openStoreReader(file);
  for (const [index, id] of ['first', 'second'].entries()) {
    assert.deepEqual(both[index]?.lines.at(-1), 'closed 0');
    assert.equal(reader.sampleTimes(reader.findRun(id).run, 0).length, 2500);
  }
});

test('a disk that refuses to write is told, waited for, and loses nothing', async (t) => {
  const file = join(temporaryFolder(t), 'soakd.db');
  // No file may grow beyond 320 KiB; a write beyond fails with EFBIG once SIGXFSZ is ignored.
  const limit = ['bash', '-c', 'trap "" XFSZ; ulimit -S -f 320; exec "$@"', 'bash'];
  const writing = startWriting(t, [file, 'full', 0, 20_000], limit);
  assert.match(await writing.until(/^failing/), /SQLITE_IOERR|SQLITE_FULL/);
  const before = writing.committed();
  execFileSync('prlimit', ['--pid', String(writing.child.pid), '--fsize=unlimited:']);
  await writing.until(/^recovered/);
  await writing.until(/^committed 19999/);
  await writing.ended;
  assert.ok(before < 19_999);
  assert.equal(writing.lines.at(-1), 'closed 0');
  using reader = await openStoreReader(file);
  assert.equal(reader.sampleTimes(reader.findRun('full').run, 0).length, 20_000);
});

/** As root or in a user namespace; where neither may mount, the test above stands for this one. */
function canMount(): boolean {
  return spawnSync('unshare', ['--user', '--map-root-user', '--mount', 'true']).status === 0;
}

test('a full disk is told, waited for, and loses nothing', {
  skip: canMount() ? false : 'cannot mount',
}, async (t) => {
  const disk = join(temporaryFolder(t), 'disk');
  mkdirSync(disk);
  const script =
    'mount -t tmpfs -o size=8m tmpfs "$0" && head -c 7000000 /dev/zero >"$0/ballast" && exec "$@"';
  const wrapper = ['unshare', '--user', '--map-root-user', '--mount', 'bash', '-c', script, disk];
  const writing = startWriting(t, [join(disk, 'soakd.db'), 'full', 0, 8000], wrapper);
  assert.match(await writing.until(/^failing/), /SQLITE_FULL|SQLITE_IOERR/);
  // Within its mount namespace: room again.
  const inside = `/proc/${writing.child.pid}/root${disk}`;
  assert.ok(readdirSync(inside).includes('ballast'));
  execFileSync('rm', [join(inside, 'ballast')]);
  await writing.until(/^recovered/);
  await writing.until(/^committed 7999/);
  await writing.ended;
  assert.equal(writing.lines.at(-1), 'closed 0');
});
