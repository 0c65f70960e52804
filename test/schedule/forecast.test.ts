import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePlan } from '../../src/plan/parse.ts';
import { forecast, forecastLines } from '../../src/schedule/forecast.ts';

const NOW = Date.parse('2026-11-21T17:00Z');

function planOf(schedule: string, extra = 'duration: 2h') {
  const text = `name: x\ntarget: { pid: 1 }\n${extra}\nschedule: ${schedule}\n`;
  return parsePlan(text, { file: 'plan.yaml' }).plan;
}

function lines(schedule: string, extra?: string): string[] {
  return forecastLines(planOf(schedule, extra), NOW);
}

test('the next three slots are told by the clock of the plan', () => {
  assert.deepEqual(lines('{ cron: "0 22 * * mon-fri", timezone: Europe/Berlin }'), [
    '0 22 * * mon-fri in Europe/Berlin, caught up for 2h',
    'next Mon 2026-11-23 22:00 +01:00',
    'next Tue 2026-11-24 22:00 +01:00',
    'next Wed 2026-11-25 22:00 +01:00',
  ]);
  assert.deepEqual(lines('{ cron: "30 0 4 29 2 *", catchUp: 0s }').slice(0, 3), [
    '30 0 4 29 2 * in UTC, a missed slot is not caught up',
    'next Tue 2028-02-29 04:00:30 UTC',
    'next Sun 2032-02-29 04:00:30 UTC',
  ]);
});

test('a plan without a schedule has nothing to be told', () => {
  const { plan } = parsePlan('name: x\ntarget: { pid: 1 }\nduration: 2h\n', { file: 'plan.yaml' });
  assert.deepEqual(forecastLines(plan, NOW), []);
  assert.equal(forecast(plan, NOW), null);
});

test('slots of the next year that the clock skips or doubles are told', () => {
  assert.deepEqual(lines('{ cron: "30 2 * * *", timezone: Europe/Berlin }').slice(4), [
    'Sun 2027-03-28 02:30 does not exist there: it runs at 03:00',
    'Sun 2027-10-31 02:30 comes twice: it runs the first time only',
  ]);
  assert.deepEqual(lines('{ cron: "0 */2 * * *", timezone: America/New_York }', 'duration: 1h').slice(4), [
    'Sun 2027-03-14 02:00 does not exist there: it runs at 03:00',
  ]);
  assert.equal(lines('{ cron: "*/15 * * * *", timezone: Europe/Berlin }', 'duration: 1m').length, 4);
});

test('a run that is longer than the time between two slots is told', () => {
  assert.deepEqual(lines('{ cron: "0 */6 * * *" }', 'duration: 8h').slice(4), [
    'a run takes 8h, but two slots can be 6h apart: one that comes while a run goes on is skipped',
  ]);
  assert.match(
    lines('{ cron: "0 22 * * *", timezone: Europe/Berlin }', 'duration: 23h30m').join(),
    /can be 23h apart/,
  );
  assert.doesNotMatch(lines('{ cron: "0 22 * * *" }', 'duration: 23h30m').join(), /apart/);
  const load = 'load: { rate: 1/s, operations: [{ http: { get: "http://127.0.0.1:1/" } }] }';
  assert.match(
    lines('{ cron: "0 * * * *" }', `duration: 50m\n${load}\ndrain: { for: 10m, reload: 5m }`).join(),
    /a run takes 1h5m, but two slots can be 1h apart/,
  );
});

test('a schedule by both kinds of day is told to need both', () => {
  assert.match(lines('{ cron: "0 22 1 * mon" }').join(), /needs both the day of the month and the weekday/);
  assert.doesNotMatch(lines('{ cron: "0 22 1 * *" }').join(), /both/);
});

test('a pattern of every second is told as quickly as others', () => {
  assert.match(lines('{ cron: "* * * * * *" }').join(), /two slots can be 1s apart/);
});
