import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Caretaker } from '../../src/daemon/care.ts';
import { Health } from '../../src/daemon/health.ts';
import { createLog } from '../../src/log/log.ts';
import { DEFAULT_POLICY, type RetentionPolicy } from '../../src/retention/policy.ts';
import { openStoreReader } from '../../src/store/reader.ts';
import { openStoreWriter } from '../../src/store/writer.ts';
import { writeLongSoak } from '../fixture/long-soak.ts';
import { temporaryFolder } from '../fixture/soakd.ts';

const DAY_MS = 86_400_000;

async function careOf(context: TestContext, database: string, logs: string, policy: RetentionPolicy) {
  const log = createLog({ level: 'error' });
  context.after(() => log.close());
  const health = new Health(() => {});
  await using caretaker = new Caretaker({ database, logs, policy: () => policy, log, health });
  await caretaker.careNow();
  return health.degraded;
}

test('what has ended long ago is deleted with its logs while a soak writes; the newest of a plan stays', async (context) => {
  const folder = temporaryFolder(context);
  const database = join(folder, 'soakd.db');
  const logs = join(folder, 'logs');
  const writer = await openStoreWriter(database);
  context.after(() => writer.closeAtOnce());
  const soak = { seconds: 120, everyS: 5, load: false };
  await writeLongSoak(writer, { ...soak, id: 'old', startedWallMs: Date.now() - 100 * DAY_MS });
  await writeLongSoak(writer, { ...soak, id: 'new', startedWallMs: Date.now() - 95 * DAY_MS });
  mkdirSync(join(logs, 'old'), { recursive: true });
  writeFileSync(join(logs, 'old', 'api.log'), 'x');
  assert.equal(await careOf(context, database, logs, DEFAULT_POLICY), null);
  await writer.close();
  using reader = await openStoreReader(database);
  assert.deepEqual(
    reader.listRuns().map(({ id }) => id),
    ['new'],
  );
  assert.equal(existsSync(join(logs, 'old')), false);
});

test('a database that cannot become as small as it should, and one that cannot be cared for, are told', async (context) => {
  const folder = temporaryFolder(context);
  const database = join(folder, 'soakd.db');
  const writer = await openStoreWriter(database);
  context.after(() => writer.closeAtOnce());
  await writeLongSoak(writer, {
    id: 'only',
    seconds: 120,
    everyS: 5,
    load: false,
    startedWallMs: Date.now(),
  });
  await writer.close();
  const small = await careOf(context, database, folder, { ...DEFAULT_POLICY, maxBytes: 1000 });
  assert.match(small ?? '', /larger than retention\.maxSize/);
  const none = await careOf(context, folder, folder, DEFAULT_POLICY);
  assert.match(none ?? '', /what retention asks for could not be done: /);
});

test('a caretaker that is closed at its work leaves nothing behind', async (context) => {
  const folder = temporaryFolder(context);
  const database = join(folder, 'soakd.db');
  const writer = await openStoreWriter(database);
  context.after(() => writer.closeAtOnce());
  for (let run = 0; run < 3; run++) {
    const startedWallMs = Date.now() - (200 - run) * DAY_MS;
    await writeLongSoak(writer, { id: `run${run}`, seconds: 300, everyS: 5, load: true, startedWallMs });
  }
  const log = createLog({ level: 'error' });
  context.after(() => log.close());
  const caretaker = new Caretaker({
    database,
    logs: folder,
    policy: () => DEFAULT_POLICY,
    log,
    health: new Health(() => {}),
  });
  const working = caretaker.careNow();
  await caretaker[Symbol.asyncDispose]();
  await working;
  assert.equal(await careOf(context, database, folder, DEFAULT_POLICY), null);
  await writer.close();
  using reader = await openStoreReader(database);
  assert.equal(reader.listRuns().length, 1);
});
