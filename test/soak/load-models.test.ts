/** Loads of each kind whose soakd is killed: they go on with what would have come. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { readLevelText } from '../../src/plan/load/level-text.ts';
import type { EventRow } from '../../src/store/event-record.ts';
import { reported, SoakingProcess, soakPlace, stored } from './soaking-process.ts';

const told = (events: readonly EventRow[], kind: EventRow['event']): string[] =>
  events
    .filter(({ event }) => event === kind)
    .map(({ text }) => {
      const level = readLevelText(text);
      return `${level?.number}: ${level?.value} ${level?.step} ${level?.outcome ?? 'begun'}`;
    });

test('a search that is taken up begins its level again, and none of those before it', async (context) => {
  const search =
    'search: { users: { from: 1, to: 4 }, while: [success >= 10%], for: 3s, confirm: 1s }, think: 50ms';
  const place = await soakPlace(context, { durationS: 120, load: search });
  const first = new SoakingProcess(context, place);
  const ended = await first.event('level-end');
  assert.match(ended.text, /^level 1: 1 user \(double\) held$/);
  await first.until(({ event }) => event?.event === 'level' && event.text.startsWith('level 2'));
  // Its seconds come in, so the events before them are stored.
  const at = first.lines.length;
  await first.status(({ load }) => (load?.achieved ?? 0) > 0, at);
  await first.status(({ load }) => load !== null, first.lines.length);
  await first.kill();
  const end = await new SoakingProcess(context, place).end();
  assert.equal(end.state, 'completed', JSON.stringify(end));
  const events = await stored(place, (reader, run) => reader.events(run));
  assert.deepEqual(told(events, 'level-end'), [
    '1: 1 double held',
    '2: 2 double held',
    '3: 4 double held',
    '4: 4 confirm held',
  ]);
  assert.deepEqual(told(events, 'level'), [
    '1: 1 double begun',
    '2: 2 double begun',
    '2: 2 double begun',
    '3: 4 double begun',
    '4: 4 confirm begun',
  ]);
  const { load } = await reported(place);
  assert.deepEqual(load?.levels?.capacity, { of: 'users', held: 4, broke: null, trouble: null });
  assert.deepEqual(
    load?.levels?.levels.map(({ outcome }) => outcome),
    ['held', 'cut', 'held', 'held', 'held'],
  );
  // Each operation is of one level.
  const counted = load?.levels?.levels.reduce((sum, { seen }) => sum + (seen?.due ?? 0), 0);
  assert.equal(counted, load?.due);
});

test('a sweep that is paused begins its level again, each level with its number of operations', async (context) => {
  const place = await soakPlace(context, {
    durationS: 120,
    load: 'sweep: { rate: [40/s, 80/s], operations: 120 }',
  });
  const soaking = new SoakingProcess(context, place);
  await soaking.loaded();
  soaking.child.kill('SIGUSR2');
  await soaking.event('pause');
  await soaking.event('level-end');
  soaking.child.kill('SIGUSR2');
  const end = await soaking.end();
  assert.equal(end.state, 'completed', JSON.stringify(end));
  const { load } = await reported(place);
  const levels = load?.levels?.levels ?? [];
  assert.deepEqual(
    levels.map(({ value, outcome }) => [value, outcome]),
    [
      [40, 'cut'],
      [40, 'ended'],
      [80, 'ended'],
    ],
  );
  assert.deepEqual(
    levels.slice(1).map(({ seen }) => seen?.due),
    [120, 120],
  );
  assert.equal(load?.levels?.trouble, null);
});

test('a sweep that has no time for all of its levels is no pass', async (context) => {
  const place = await soakPlace(context, { durationS: 3, load: 'sweep: { users: [1, 2, 3], for: 2s }' });
  const end = await new SoakingProcess(context, place).end();
  assert.deepEqual([end.state, end.verdict], ['completed', 'inconclusive'], JSON.stringify(end));
  const { reason } = await reported(place);
  assert.equal(reason, '2 of 3 levels of the load were not run to their end');
});

test('a replay that is taken up has every arrival of its list, and none twice', async (context) => {
  const place = await soakPlace(context, { durationS: 120, load: 'replay: { file: list }' });
  const list = Array.from({ length: 250 }, (_, index) => (index * 0.02).toFixed(3));
  writeFileSync(join(dirname(place.plan), 'list'), `${list.join('\n')}\n`);
  const first = new SoakingProcess(context, place);
  await first.loaded();
  await first.kill();
  const end = await new SoakingProcess(context, place).end();
  assert.equal(end.state, 'completed', JSON.stringify(end));
  assert.equal(await stored(place, (reader, run) => reader.loadTotals(run).due), 250);
});

test('a level at a rate has that rate from its begin to its end, whichever level it is', async (context) => {
  const place = await soakPlace(context, { durationS: 120, load: 'sweep: { rate: [100/s, 50/s], for: 3s }' });
  const end = await new SoakingProcess(context, place).end();
  assert.equal(end.state, 'completed', JSON.stringify(end));
  const { load } = await reported(place);
  const offered = load?.levels?.levels.map(({ value, seen }) => (seen?.offered ?? 0) / value) ?? [];
  assert.equal(offered.length, 2);
  // Its length is told to the moment at which it was asked to end, a little late on a busy machine.
  for (const share of offered) assert.ok(share > 0.8 && share < 1.1, `offered ${offered.join(', ')} of it`);
});

test('a load of several processes that is taken up has every operation', async (context) => {
  const place = await soakPlace(context, {
    durationS: null,
    load: 'rate: 80/s, processes: 2, spacing: poisson',
    more: 'operations: 300',
  });
  const first = new SoakingProcess(context, place);
  await first.loaded();
  await first.kill();
  const end = await new SoakingProcess(context, place).end();
  assert.equal(end.state, 'completed', JSON.stringify(end));
  assert.equal(await stored(place, (reader, run) => reader.loadTotals(run).due), 300);
});
