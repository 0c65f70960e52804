import assert from 'node:assert/strict';
import { copyFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { SERIES } from '../../src/screen/series.ts';
import { Session } from '../../src/screen/session.ts';
import { RANGES } from '../../src/screen/view.ts';
import { openStoreWriter } from '../../src/store/writer.ts';
import { noiseFrom, secondOf, writeLongSoak } from '../fixture/long-soak.ts';
import { temporaryFolder } from '../fixture/soakd.ts';
import { view } from './known-run.ts';

const SOAK = {
  id: 'growing1',
  seconds: 300,
  everyS: 1,
  load: true,
  startedWallMs: Date.UTC(2026, 0, 2),
  state: 'running',
} as const;

async function growingRun(context: TestContext) {
  const database = join(temporaryFolder(context), 'soakd.db');
  const writer = await openStoreWriter(database);
  context.after(() => writer.close());
  const run = await writeLongSoak(writer, SOAK);
  const noise = noiseFrom(3);
  let second: number = SOAK.seconds;
  const grow = async (seconds: number): Promise<void> => {
    for (const end = second + seconds; second < end; second += 1)
      for (const record of secondOf(run, SOAK, second, noise)) writer.write(record);
    await writer.flush();
  };
  return { database, writer, run, grow };
}

/** With all of its window read. */
async function openSession(context: TestContext, database: string, seen = view()): Promise<Session> {
  const news = Promise.withResolvers<void>();
  const session = await Session.open(database, 'latest', () => news.resolve());
  context.after(() => session.close());
  session.look(seen);
  await news.promise;
  return session;
}

function coursesOf(session: Session) {
  const { window } = session.known();
  return Object.fromEntries(SERIES.map((name) => [name, window.of(name).stretches()]));
}

test('a run that is followed row by row is seen as one that is read at once', async (context) => {
  const { database, grow } = await growingRun(context);
  const followed = await openSession(context, database);
  for (const seconds of [1, 30, 0, 800]) {
    await grow(seconds);
    followed.refresh();
  }
  for (let again = 0; again < 3; again += 1) followed.refresh();
  const fresh = await openSession(context, database);
  fresh.refresh();
  assert.deepEqual(coursesOf(followed), coursesOf(fresh));
  const [one, other] = [followed.known(), fresh.known()];
  assert.equal(one.newestMs, other.newestMs);
  assert.deepEqual(
    [one.operations, one.failures, one.events],
    [other.operations, other.failures, other.events],
  );
  assert.equal(one.operations, 100 * (SOAK.seconds + 831));
  assert.deepEqual(one.failures, [{ failure: 'timeout', count: 3 }]);
});

test('the last minutes of a run are those at its end, finer than all of it', async (context) => {
  const { database, grow } = await growingRun(context);
  await grow(3000);
  const minute = view({ range: RANGES.findIndex(({ name }) => name === '1 min') });
  const session = await openSession(context, database, minute);
  const { window, newestMs } = session.known();
  const { fromMs, widthMs } = window.of('rss').stretches();
  assert.ok(fromMs >= newestMs - 61_000 && widthMs <= 1000);
  await grow(200);
  session.refresh();
  session.look(minute);
  assert.ok(Math.abs((session.known().window.of('rss').last?.ms ?? 0) - 3_499_000) < 100);
});

test('a run that nobody conducts any more has vanished, and one that has ended has not', async (context) => {
  const { database, writer, run } = await growingRun(context);
  const session = await openSession(context, database);
  assert.equal(session.known().standing, 'live');
  writer.write({
    kind: 'run-update',
    run,
    ownerPid: 1,
    ownerStartTicks: 1,
    ownerBootId: 'another',
    ownerKind: 'daemon',
  });
  await writer.flush();
  session.refresh();
  assert.equal(session.known().standing, 'vanished');
  assert.equal(session.client, null);
  writer.write({ kind: 'run-update', run, state: 'completed', endedWallMs: Date.now() });
  await writer.flush();
  session.refresh();
  assert.equal(session.known().standing, 'ended');
  assert.equal(session.isOver, false, 'its own verdict is not stored yet, and nothing was said of its end');
});

test('another file in the place of the database is noticed, and not read as if it were the same', async (context) => {
  const { database } = await growingRun(context);
  const session = await openSession(context, database);
  copyFileSync(database, `${database}.new`);
  renameSync(`${database}.new`, database);
  assert.throws(() => session.refresh(), /another file/);
});
