import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { storeSoak } from '../analysis/stored-soak.ts';
import { soakd, temporaryFolder } from '../fixture/soakd.ts';

test('runs lists id, plan, state and verdict, newest first', async (context) => {
  const { file } = await storeSoak(temporaryFolder(context), { untilS: 20 });
  const { code, stdout, stderr } = await soakd(['runs'], { database: file });
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(stdout, /^1 run: 1 without a verdict\.\nrun +plan +state +verdict +began \(UTC\) +observed\n/);
  assert.match(stdout, /\nk7bd92xq +half-hour +completed +- +2026-11-20 22:00:00 +8 s\n$/);
});

test('runs --json is a list of documents', async (context) => {
  const { file } = await storeSoak(temporaryFolder(context), { untilS: 20 });
  const { code, stdout } = await soakd(['runs', '--json', '--name', 'half-hour', '--limit', '5'], {
    database: file,
  });
  assert.equal(code, 0);
  assert.deepEqual(JSON.parse(stdout), [
    {
      id: 'k7bd92xq',
      name: 'half-hour',
      state: 'completed',
      phase: 'ended',
      verdict: null,
      startedAt: '2026-11-20T22:00:00.000Z',
      endedAt: '2026-11-20T22:30:02.000Z',
      observedS: 8,
    },
  ]);
  const other = await soakd(['runs', '--json', '--name', 'other'], { database: file });
  assert.deepEqual([other.code, JSON.parse(other.stdout)], [0, []]);
});

test('a limit that is no number of runs, an unknown option and a missing database are invalid input', async (context) => {
  const { file } = await storeSoak(temporaryFolder(context), { untilS: 0 });
  const limit = await soakd(['runs', '--limit', 'many'], { database: file });
  assert.deepEqual([limit.code, limit.stdout], [2, '']);
  assert.match(limit.stderr, /--limit takes a number of runs, found "many"/);
  assert.equal((await soakd(['runs', '--nonsense'], { database: file })).code, 2);
  const none = await soakd(['runs'], { database: join(temporaryFolder(context), 'none.db') });
  assert.equal(none.code, 2);
  assert.match(none.stderr, /no database at/);
});

test('runs that began since a day, or so long ago, are listed below a sentence that counts them', async (context) => {
  const { file } = await storeSoak(temporaryFolder(context), { untilS: 20 });
  const told = async (...args: string[]) => (await soakd(['runs', ...args], { database: file })).stdout;
  assert.match(await told('--since', '2026-11-20'), /^1 run: 1 without a verdict\.\n/);
  assert.equal(await told('--since', '2026-11-20 22:01'), 'no runs\n');
  const wrong = await soakd(['runs', '--since', 'noon'], { database: file });
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /--since takes a time, found "noon"/);
});
