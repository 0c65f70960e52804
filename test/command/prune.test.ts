import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openForWriting } from '../../src/store/database.ts';
import { openStoreWriter } from '../../src/store/writer.ts';
import { writeLongSoak } from '../fixture/long-soak.ts';
import { soakd, temporaryFolder } from '../fixture/soakd.ts';

const DAY_MS = 86_400_000;
const folder = mkdtempSync(join(tmpdir(), 'soakd-prune-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const original = join(folder, 'soakd.db');
const writer = await openStoreWriter(original);
const soak = { everyS: 10, load: true } as const;
await writeLongSoak(writer, {
  ...soak,
  id: 'longago',
  seconds: 7500,
  startedWallMs: Date.now() - 100 * DAY_MS,
});
await writeLongSoak(writer, {
  ...soak,
  id: 'lately',
  seconds: 7500,
  startedWallMs: Date.now() - 20 * DAY_MS,
});
await writeLongSoak(writer, {
  ...soak,
  id: 'now',
  seconds: 120,
  state: 'running',
  startedWallMs: Date.now() - 120_000,
});
await writer.close();

function copy(context: test.TestContext): string {
  const file = join(temporaryFolder(context), 'soakd.db');
  copyFileSync(original, file);
  return file;
}

test('a dry run tells what would go and changes nothing', async (t) => {
  const database = copy(t);
  const before = statSync(database);
  const args = ['prune', '--thin-after', '14d', '--older-than', '90d', '--dry-run'];
  const { code, stdout } = await soakd(args, { database });
  assert.equal(code, 0);
  assert.match(stdout, /^would delete longago \(long-soak\): ended more than 90d ago; about [\d.]+ MiB$/m);
  assert.match(stdout, /^would thin lately \(long-soak\): ended more than 14d ago; about [\d.]+ MiB$/m);
  assert.match(stdout, /would be freed; nothing was changed/);
  assert.deepEqual([statSync(database).size, statSync(database).mtimeMs], [before.size, before.mtimeMs]);
});

test('it does what it says, and every verb reads what is left', async (t) => {
  const database = copy(t);
  const args = ['prune', '--thin-after', '14d', '--older-than', '90d', '--json'];
  const { code, stdout, stderr } = await soakd(args, { database });
  assert.equal(code, 0, stderr);
  const document = JSON.parse(stdout);
  assert.deepEqual(
    document.steps.map(({ action, run }: { action: string; run: string }) => [action, run]),
    [
      ['delete', 'longago'],
      ['thin', 'lately'],
    ],
  );
  assert.equal(document.databaseBytes, statSync(database).size);
  assert.ok(document.databaseBytes < statSync(original).size / 3);
  const report = await soakd(['report', 'lately'], { database });
  assert.match(report.stdout, /thinned .*trends are told from minute means/);
  const trends = await soakd(['trends', 'lately', '--metric', 'anon'], { database });
  assert.match(trends.stdout, /from minute means/);
  const gone = await soakd(['report', 'longago'], { database });
  assert.equal(gone.code, 2);
  assert.match(gone.stderr, /no run is called "longago"/);
});

test('a named run is deleted, unless it goes on', async (t) => {
  const database = copy(t);
  const refused = await soakd(['prune', 'now'], { database });
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /run now goes on/);
  assert.equal((await soakd(['prune', 'latel'], { database })).code, 0);
  const runs = await soakd(['runs', '--json'], { database });
  assert.deepEqual(
    JSON.parse(runs.stdout).map(({ id }: { id: string }) => id),
    ['now', 'longago'],
  );
});

test('a run that was cut off is not taken for one that has ended', async (t) => {
  const database = copy(t);
  const opened = await openForWriting(database);
  opened.exec(`UPDATE progress SET owner_boot_id = 'an earlier one' WHERE state = 'running'`);
  opened.close();
  const { code, stderr } = await soakd(['prune', 'now'], { database });
  assert.equal(code, 2);
  assert.match(stderr, /run now was cut off and may be taken up again/);
});

test('what is not understood is told, and nothing goes', async (t) => {
  const database = copy(t);
  for (const [args, message] of [
    [[], /needs to be told what may go/],
    [['--older-than', '90'], /--older-than: found "90"/],
    [['--max-size', '2/h'], /--max-size: found "2\/h"/],
    [['--keep-newest', 'two'], /--keep-newest: found "two", expected a number of runs/],
    [['nosuchrun'], /no run is called "nosuchrun"/],
  ] as const) {
    const { code, stderr } = await soakd(['prune', ...args], { database });
    assert.equal(code, 2, stderr);
    assert.match(stderr, message);
  }
  assert.equal(statSync(database).size, statSync(original).size);
});

test('where there is no database, none is made', async (t) => {
  const database = join(temporaryFolder(t), 'none.db');
  const { code, stderr } = await soakd(['prune', '--older-than', '1d'], { database });
  assert.equal(code, 2);
  assert.match(stderr, /no database at/);
  assert.equal(existsSync(database), false);
});

test('info tells the size of the database and what retention would free of it', async (t) => {
  const { code, stdout } = await soakd(['info', '--json'], { database: copy(t) });
  assert.equal(code, 0);
  const { databaseBytes, freeBytes, logBytes, runs, retentionFreesBytes } = JSON.parse(stdout);
  assert.deepEqual([databaseBytes, freeBytes, logBytes, runs], [statSync(original).size, 0, 0, 3]);
  assert.ok(retentionFreesBytes > databaseBytes / 2 && retentionFreesBytes < databaseBytes);
  const told = await soakd(['info'], { database: copy(t) });
  assert.match(told.stdout, /^databaseBytes +[\d.]+ [KM]iB \(\d{1,3}(,\d{3})+ bytes\)$/m);
});
