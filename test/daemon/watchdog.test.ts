import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ailments, startWatchdog, type Vitals } from '../../src/daemon/watchdog.ts';

const well: Vitals = {
  pulses: [{ name: 'nightly', sinceTickMs: 4_000, everyMs: 5_000 }],
  store: { silentMs: 150, waiting: 30 },
  lateMs: 3,
};
const CHECK_EVERY_MS = 20_000;

test('a daemon that samples, stores and gets its turn is vouched for, and so is one with nothing to do', () => {
  assert.deepEqual(ailments(well, CHECK_EVERY_MS), []);
  const idle = { pulses: [], store: { silentMs: 8 * 3_600_000, waiting: 0 }, lateMs: 0 };
  assert.deepEqual(ailments(idle, CHECK_EVERY_MS), []);
});

test('one soak whose sampler stands still is enough, whatever the others do', () => {
  const pulses = [...well.pulses, { name: 'stuck', sinceTickMs: 31_000, everyMs: 5_000 }];
  assert.deepEqual(ailments({ ...well, pulses }, CHECK_EVERY_MS), ['stuck was not sampled for 31 s']);
});

test('a plan that samples rarely is given three of its own intervals', () => {
  const rare = (sinceTickMs: number) => ({
    ...well,
    pulses: [{ name: 'rare', sinceTickMs, everyMs: 60_000 }],
  });
  assert.deepEqual(ailments(rare(179_000), CHECK_EVERY_MS), []);
  assert.deepEqual(ailments(rare(181_000), CHECK_EVERY_MS), ['rare was not sampled for 181 s']);
});

test('records that wait for a writer which neither commits nor says why are no life', () => {
  const store = { silentMs: 121_000, waiting: 1 };
  assert.deepEqual(ailments({ ...well, store }, CHECK_EVERY_MS), [
    "the database's writer was not heard of for 121 s",
  ]);
});

test('an event loop that comes later than the next check would is held up too long', () => {
  assert.deepEqual(ailments({ ...well, lateMs: 20_001 }, CHECK_EVERY_MS), [
    'the event loop was held up for 20 s',
  ]);
});

test('it vouches three times per period, leaves out the checks that find something, and says what', (context) => {
  context.mock.timers.enable({ apis: ['setInterval'] });
  let nowMs = 1_000;
  let sinceTickMs = 0;
  const said: string[] = [];
  using _watchdog = startWatchdog({
    watchdogMs: 60_000,
    nowMs: () => nowMs,
    vitals: () => ({ ...well, pulses: [{ name: 'nightly', sinceTickMs, everyMs: 5_000 }] }),
    vouch: () => said.push('well'),
    onAilment: (message) => said.push(message),
  });
  const pass = (ms: number): void => {
    nowMs += ms;
    context.mock.timers.tick(ms);
  };
  pass(20_000);
  sinceTickMs = 40_000;
  pass(20_000);
  sinceTickMs = 1_000;
  pass(20_000);
  assert.deepEqual(said, [
    'well',
    'well',
    'not vouched for to the watchdog: nightly was not sampled for 40 s',
    'well',
  ]);
});

test('a suspended process leaves out one check when it goes on, not the ones after it', (context) => {
  context.mock.timers.enable({ apis: ['setInterval'] });
  let nowMs = 0;
  const said: string[] = [];
  using _watchdog = startWatchdog({
    watchdogMs: 60_000,
    nowMs: () => nowMs,
    vitals: () => well,
    vouch: () => said.push('well'),
    onAilment: (message) => said.push(message),
  });
  nowMs += 45_000;
  context.mock.timers.tick(20_000);
  nowMs += 20_000;
  context.mock.timers.tick(20_000);
  assert.deepEqual(said, [
    'well',
    'not vouched for to the watchdog: the event loop was held up for 25 s',
    'well',
  ]);
});
