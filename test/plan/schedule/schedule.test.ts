import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { validate } from 'node-cron';
import { problemText } from '../../../src/plan/document/problem.ts';
import { checkPlan, parsePlan } from '../../../src/plan/parse.ts';
import { cronTroubles } from '../../../src/plan/schedule/cron.ts';

const base = 'name: x\nduration: 5m\ntarget: { pid: 1 }\n';

function schedule(text: string) {
  return parsePlan(`${base}schedule: ${text}\n`, { file: 'plan.yaml' }).plan.schedule;
}

function told(text: string): string[] {
  const checked = checkPlan(`${base}schedule: ${text}\n`, { file: 'plan.yaml' });
  return 'problems' in checked ? checked.problems.map(problemText) : [];
}

test('a schedule is by UTC and caught up for two hours unless the plan says otherwise', () => {
  assert.deepEqual(schedule('{ cron: "0 22 * * *" }'), {
    cron: '0 22 * * *',
    timezone: 'UTC',
    catchUpMs: 7_200_000,
  });
  assert.deepEqual(schedule('{ cron: "@daily", timezone: Europe/Berlin, catchUp: 0s }'), {
    cron: '@daily',
    timezone: 'Europe/Berlin',
    catchUpMs: 0,
  });
  assert.equal(parsePlan(base, { file: 'plan.yaml' }).plan.schedule, null);
});

test('what is wrong with a cron expression is told for each field, where it stands, with what is allowed', () => {
  assert.deepEqual(told('{ cron: "61 22 32 foo 8" }'), [
    'plan.yaml:4:19: schedule.cron: found "61" as the minute, expected 0 to 59; or *, a list 1,3, a range 1-5, a step */2',
    'plan.yaml:4:26: schedule.cron: found "32" as the day of the month, expected 1 to 31, L (the last one) or 15W (the working day nearest to the 15th); or *, a list 1,3, a range 1-5, a step */2',
    'plan.yaml:4:29: schedule.cron: found "foo" as the month, expected 1 to 12 or jan to dec; or *, a list 1,3, a range 1-5, a step */2',
    'plan.yaml:4:33: schedule.cron: found "8" as the weekday, expected 0 to 7 (0 and 7 are Sunday), sun to sat, 5L (the last Friday) or 1#2 (the second Monday); or *, a list 1,3, a range 1-5, a step */2',
  ]);
});

test('an expression that is none, or whose day never comes, is told', () => {
  const message = (cron: string): string | undefined => cronTroubles(cron)[0]?.message;
  assert.match(message('0 22 * *') ?? '', /^found "0 22 \* \*" with 4 fields, expected five fields, minute/);
  assert.match(message('') ?? '', /with 0 fields/);
  assert.equal(message('@dayly'), 'found "@dayly"; did you mean "@daily"?');
  assert.match(message('@reboot') ?? '', /^found "@reboot"; expected five fields/);
  assert.equal(message('0 22 30 2 *'), 'found day 30, which no month of this expression has');
  assert.match(message('1.5 22 * * *') ?? '', /^found "1\.5" as the minute/);
  assert.match(message('0 22 *\t* *') ?? '', /expected five fields/);
});

test('what node-cron reads loosely is refused: jan1 is not November, 5* not 50 to 59', () => {
  for (const cron of ['0 0 * jan1 *', '5* * * * *', '0 0 * * sun1', '0 0 1 1jan *', '0 * * 0-jan *']) {
    assert.notDeepEqual(cronTroubles(cron), [], cron);
  }
  for (const cron of [
    '*/15 * * * *',
    '0 22 * * mon-fri',
    '30 0 22 L,15W feb-november 1#2,5L',
    '0-30/10 1,2 ? * MON#1',
    '5-1 * * * 7',
  ]) {
    assert.deepEqual(cronTroubles(cron), [], cron);
  }
});

test('an expression without trouble is one that node-cron takes', () => {
  const field = fc.stringMatching(/^[0-9*,/LW#?a-z-]{1,6}$/);
  fc.assert(
    fc.property(fc.array(field, { minLength: 4, maxLength: 7 }), (fields) => {
      const cron = fields.join(' ');
      if (cronTroubles(cron).length === 0) assert.ok(validate(cron), cron);
    }),
    { numRuns: 2000 },
  );
});

test('an unknown time zone is told with the nearest one, by its whole name or its city', () => {
  const message = (timezone: string): string => told(`{ cron: "@daily", timezone: ${timezone} }`).join('\n');
  assert.equal(
    message('Europe/Berln'),
    'plan.yaml:4:39: schedule.timezone: found "Europe/Berln", which is no time zone; did you mean "Europe/Berlin"?',
  );
  assert.match(message('Berlin'), /did you mean "Europe\/Berlin"\?$/);
  assert.match(message('"new york"'), /did you mean "America\/New_York"\?$/);
  assert.match(message('nowhere-at-all'), /expected a time zone such as UTC or Europe\/Berlin$/);
  for (const zone of ['UTC', 'europe/berlin', 'US/Pacific', '"+02:00"']) assert.equal(message(zone), '');
});

test('a schedule needs its cron expression, and its keys are known', () => {
  assert.match(told('{ timezone: UTC }').join(), /missing, expected a cron expression/);
  assert.match(told('{ crom: "@daily" }').join(), /unknown key "crom"; did you mean "cron"\?/);
  assert.match(told('{ cron: "@daily", catchUp: -1h }').join(), /found "-1h"/);
  assert.match(told('nightly').join(), /expected a mapping such as \{ cron:/);
});
