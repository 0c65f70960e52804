import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { storeNights } from '../comparison/stored-nights.ts';
import { soakd, temporaryFolder } from '../fixture/soakd.ts';

test('a plan has one baseline, the one that was set last', async (context) => {
  const file = join(temporaryFolder(context), 'soakd.db');
  await storeNights(file, [{}, {}]);
  const none = await soakd(['baseline', 'show'], { database: file });
  assert.match(none.stdout, /^no baselines: "soakd baseline set RUN"/);
  await soakd(['baseline', 'set', 'n1'], { database: file });
  const again = await soakd(['baseline', 'set'], { database: file });
  assert.match(again.stderr, /run n2 is the baseline of nightly now, instead of the one before/);
  const { stdout } = await soakd(['baseline', 'show', 'nightly', '--json'], { database: file });
  const { version, baselines } = JSON.parse(stdout);
  assert.equal(version, 1);
  assert.deepEqual(
    baselines.map(({ name, run, verdict }: Record<string, string>) => [name, run, verdict]),
    [['nightly', 'n2', 'pass']],
  );
  const table = await soakd(['baseline', 'show'], { database: file });
  assert.match(
    table.stdout,
    /^plan +baseline +verdict +began \(UTC\) +set \(UTC\)\nnightly +n2 +pass +2026-11-02/,
  );
});

test('only a run that ended by itself is a baseline', async (context) => {
  const file = join(temporaryFolder(context), 'soakd.db');
  await storeNights(file, [{ state: 'interrupted' }]);
  const { code, stderr } = await soakd(['baseline', 'set', 'n1'], { database: file });
  assert.equal(code, 2);
  assert.match(stderr, /run n1 was interrupted, and a baseline is a run that ended by itself/);
});

test('prune keeps a baseline, and says so when it is asked to delete it', async (context) => {
  const file = join(temporaryFolder(context), 'soakd.db');
  await storeNights(file, [{}, {}, {}]);
  await soakd(['baseline', 'set', 'n1'], { database: file });
  const asked = await soakd(['prune', 'n1'], { database: file });
  assert.equal(asked.code, 2);
  assert.match(asked.stderr, /run n1 is the baseline of nightly/);
  await soakd(['prune', '--keep-newest', '1'], { database: file });
  const { stdout } = await soakd(['runs', '--json'], { database: file });
  assert.deepEqual(
    JSON.parse(stdout).map(({ id }: { id: string }) => id),
    ['n3', 'n1'],
  );
});

test('words that are neither set nor show are refused', async (context) => {
  const file = join(temporaryFolder(context), 'soakd.db');
  await storeNights(file, [{}]);
  const { code, stderr } = await soakd(['baseline', 'clear'], { database: file });
  assert.equal(code, 2);
  assert.match(stderr, /baseline takes "set \[run\]" or "show \[plan\]"/);
  const unknown = await soakd(['baseline', 'show', 'weekly'], { database: file });
  assert.equal(unknown.code, 2);
  assert.match(unknown.stderr, /weekly has no baseline/);
});
