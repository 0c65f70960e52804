import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { SoakdError } from '../../../src/error.ts';
import { peakPerSecond, plannedMs, plannedOperations } from '../../../src/plan/extent.ts';
import { readArrivalList } from '../../../src/plan/load/arrival-list.ts';
import { modelLines } from '../../../src/plan/load/model-outline.ts';
import type { LoadModel } from '../../../src/plan/load/model-plan.ts';
import { checkPlan, parsePlan } from '../../../src/plan/parse.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { temporaryFolder } from '../../fixture/soakd.ts';

function text(load: string, ending = 'duration: 100s'): string {
  return `name: x\n${ending}\ntarget: { pid: 1 }\nload:\n  operations: [{ http: { get: "http://h/" } }]\n  ${load.replaceAll('\n', '\n  ')}\n`;
}

const plan = (load: string, ending?: string): Plan => parsePlan(text(load, ending), { file: 'p.yaml' }).plan;

function model(load: string): LoadModel {
  const { load: parsed } = plan(load);
  assert.ok(parsed);
  return parsed.model;
}

function problems(load: string, folder = '.'): string[] {
  const checked = checkPlan(text(load), { file: join(folder, 'p.yaml') });
  assert.ok('problems' in checked, 'it is a valid plan');
  return checked.problems.map(({ place, path, message }) => {
    assert.equal(place.kind, 'file');
    return `${place.kind === 'file' ? place.line : ''} ${path}: ${message}`;
  });
}

test('a burst is worth its share of the time at its rate', () => {
  const bursting = plan('rate: 10/s\nburst: { every: 10s, for: 2s, rate: 100/s }');
  assert.equal(plannedOperations(bursting), 10 * (8 * 10 + 2 * 100));
  assert.equal(peakPerSecond(bursting), 100);
  assert.equal(plannedMs(plan('burst: { every: 10s, for: 2s, rate: 50/s }', 'operations: 150')), 19_000);
});

test('a whole day is worth its mean rate', () => {
  const day = plan('sine: { period: 50s, from: 10/s, to: 30/s }');
  assert.equal(plannedOperations(day), 2000);
  assert.equal(peakPerSecond(day), 30);
});

test('users may come over a time and think as they like', () => {
  assert.deepEqual(model('users: 5\nramp: 10s\nthink: { mean: 2s }'), {
    kind: 'closed',
    users: 5,
    thinkTimeMs: 2000,
    thinkSpread: { kind: 'exponential' },
    rampMs: 10_000,
  });
  assert.deepEqual(model('users: 5\nthink: { from: 1s, to: 3s }'), {
    kind: 'closed',
    users: 5,
    thinkTimeMs: 2000,
    thinkSpread: { kind: 'uniform', fromMs: 1000, toMs: 3000 },
  });
});

test('each model is told in words', () => {
  assert.deepEqual(modelLines(model('rate: 10/s\nspacing: poisson')), [
    'open: 10/s',
    '      as far apart by chance as independent arrivals are (poisson)',
  ]);
  assert.deepEqual(modelLines(model('burst: { every: 10s, for: 2s, rate: 100/s }')), [
    'open: 100/s for 2s every 10s',
  ]);
  assert.deepEqual(modelLines(model('users: 5\nramp: 10s\nthink: { to: 3s }')), [
    'closed: 5 users who come over 10s, 0s to 3s (uniform) between their operations',
  ]);
});

test('what a model has no use for is a problem at its place', () => {
  assert.deepEqual(problems('rate: 1/s\nusers: 5'), ['7 load.users: users has no meaning in the open model']);
  assert.deepEqual(problems('users: 5\nspacing: poisson\nmodel: closed'), [
    '7 load.spacing: spacing has no meaning in the closed model',
  ]);
  assert.deepEqual(problems('sine: { period: 1m, from: 1/s, to: 2/s }\nrate: 5/s'), [
    '7 load.rate: rate has no meaning with sine, which has its own',
  ]);
  assert.deepEqual(
    problems('burst: { every: 1m, for: 1s, rate: 2/s }\nsine: { period: 1m, from: 1/s, to: 2/s }'),
    ['7 load.sine: found burst and sine, expected one of them'],
  );
  assert.deepEqual(problems('model: replay'), ['4 load: missing replay, expected the file of a list']);
});

test('what cannot be is a problem at its place', () => {
  assert.deepEqual(problems('burst: { every: 1s, for: 1s, rate: 2/s }'), [
    '6 load.burst.for: found a burst that never ends, expected for to be less than every',
  ]);
  assert.deepEqual(problems('sine: { period: 1m, from: 3/s, to: 2/s }'), [
    '6 load.sine.from: found a lowest rate above the highest, expected from to be at most to',
  ]);
  assert.deepEqual(problems('users: 1\nthink: { mean: 1s, to: 2s }'), [
    '7 load.think: found mean and to, expected either mean or to',
  ]);
  assert.deepEqual(problems('users: 1\nthink: { from: 3s, to: 2s }'), [
    '7 load.think.from: found a least time above the greatest, expected from to be at most to',
  ]);
});

test('a list of arrivals is read in seconds, from its own folder', (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, 'list'), '# recorded\n0\n0.5\n\n0.5\n1.25\n3\n');
  assert.deepEqual([...readArrivalList(join(folder, 'list'))], [0, 500, 500, 1250, 3000]);
  const { load } = parsePlan(text('replay: { file: list, speed: 2 }'), { file: join(folder, 'p.yaml') }).plan;
  assert.deepEqual(load?.model, {
    kind: 'replay',
    file: join(folder, 'list'),
    speed: 2,
    arrivals: 5,
    lastMs: 1500,
    peakPerSecond: 4,
  });
});

test('a list that is none is a problem of the plan that names it, with its lines', (context) => {
  const folder = temporaryFolder(context);
  const list = join(folder, 'list');
  const load = 'replay: { file: list }';
  const said = () => problems(load, folder).join('\n');
  assert.match(said(), /^6 load\.replay\.file: cannot read the arrivals .*: there is no such file$/);
  writeFileSync(list, '1\nsoon\n0.5\n-1\n');
  assert.match(
    said(),
    /list:2: found "soon", expected a number of seconds; .*list:3: found 0\.5, which is before .*list:4/,
  );
  writeFileSync(list, '# nothing\n');
  assert.match(said(), /found no arrivals/);
  assert.throws(() => readArrivalList(folder), SoakdError);
});

test('whatever stands in the place of a model is a plan or a problem', () => {
  const key = fc.constantFrom('burst', 'sine', 'spacing', 'think', 'ramp', 'sweep', 'search', 'processes');
  const inner = fc.constantFrom('every', 'for', 'from', 'to', 'mean', 'users', 'rate', 'while', 'operations');
  const any = fc.oneof(fc.json({ maxDepth: 1 }), fc.constantFrom('1s', '5/s', '[1, 2]', '["success >= 1%"]'));
  const value = fc.oneof(
    any,
    fc.array(fc.tuple(inner, any), { maxLength: 4 }).map((pairs) => {
      const once = new Map(pairs);
      return `{ ${[...once].map(([name, text]) => `${name}: ${text}`).join(', ')} }`;
    }),
  );
  const base = fc.constantFrom('rate: 1/s\n', 'users: 2\n', '');
  fc.assert(
    fc.property(base, key, value, (load, name, text_) => {
      const checked = checkPlan(text(`${load}${name}: ${text_}`), { file: 'p.yaml' });
      if ('plan' in checked) assert.ok(modelLines(checked.plan.load?.model as LoadModel).length > 0);
      else assert.ok(checked.problems.length > 0);
    }),
    { numRuns: 1000 },
  );
});
