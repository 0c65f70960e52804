import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge, type Pair } from '../../src/comparison/judge.ts';
import { measuresOf } from '../../src/comparison/measure.ts';
import type { Noise } from '../../src/comparison/noise.ts';
import { parsePlan } from '../../src/plan/parse.ts';
import { noiseFrom } from './stored-nights.ts';

const { plan } = parsePlan(
  'name: api\nduration: 1h\ntarget: { pid: 1 }\nload: { rate: 1/s, operations: [{ name: read, http: { get: "http://127.0.0.1:9/" } }] }\n',
  { file: 'plan.yaml' },
);
const measures = measuresOf(plan);
const KNOWN: Noise = { deviation: 0.02, freedom: 30, learnedFrom: 20 };

/** Of a measure of times: the difference on the logarithm, its noise, and what the machine explains. */
function pair(difference: number, noise: Partial<Noise> = {}, sway = 0, error = 0): Pair {
  const [measure] = measures;
  assert.ok(measure?.isRatio);
  return {
    measure,
    run: { value: difference, error, whole: 1 },
    baseline: { value: 0, error, whole: 1 },
    noise: { ...KNOWN, ...noise },
    tolerance: 0.1,
    sway,
  };
}

function outcomes(...pairs: readonly Pair[]): string[] {
  return judge(pairs).map(({ outcome }) => outcome);
}

test('a difference has to be both real and large', () => {
  assert.deepEqual(outcomes(pair(0.5)), ['regressed']);
  assert.deepEqual(outcomes(pair(0.08)), ['same'], 'real, and within the tolerance');
  assert.deepEqual(outcomes(pair(0.15, { deviation: 0.1 })), ['same'], 'over the tolerance, and noise');
  assert.deepEqual(outcomes(pair(-0.5)), ['better']);
});

test('what would not have been seen is not the same', () => {
  assert.deepEqual(outcomes(pair(0, { deviation: 0.3 })), ['cannot tell']);
  assert.deepEqual(outcomes(pair(0.35, { deviation: 0.15 })), ['cannot tell']);
});

test('a difference that the two runs by themselves leave open is not real', () => {
  assert.deepEqual(outcomes(pair(0.3, {}, 0, 0.02)), ['regressed']);
  assert.deepEqual(outcomes(pair(0.3, {}, 0, 0.2)), ['cannot tell']);
  assert.deepEqual(outcomes(pair(0.05, {}, 0, 0.08)), ['same']);
  assert.deepEqual(outcomes(pair(0.05, {}, 0, 0.2)), ['cannot tell'], 'nor is there none');
});

test('a difference that is real alone, and might be chance among many, is not the same', () => {
  const doubtful = pair(0.15, { deviation: 0.05 });
  assert.deepEqual(outcomes(doubtful), ['regressed']);
  const others = Array.from({ length: 11 }, () => pair(0));
  assert.deepEqual(outcomes(doubtful, ...others)[0], 'cannot tell');
});

test('what a busier machine explains counts neither for nor against a run', () => {
  assert.deepEqual(outcomes(pair(0.7, {}, 0.65)), ['cannot tell']);
  assert.deepEqual(outcomes(pair(1.2, {}, 0.65)), ['regressed']);
  assert.deepEqual(outcomes(pair(0, {}, -0.65)), ['cannot tell'], 'on a quieter machine it should be faster');
  assert.deepEqual(outcomes(pair(-0.7, {}, -0.65)), ['same']);
  assert.deepEqual(outcomes(pair(-1.2, {}, -0.65)), ['better']);
});

test('many metrics share one error rate: of two runs of one build one in a hundred has regressed', () => {
  const noise = noiseFrom(11);
  const trials = 5000;
  let alarms = 0;
  for (let trial = 0; trial < trials; trial += 1) {
    const pairs = Array.from({ length: 12 }, () => ({
      ...pair(noise(), { deviation: 1, freedom: 1000 }),
      tolerance: 0.001,
    }));
    if (outcomes(...pairs).includes('regressed')) alarms += 1;
  }
  const off = 4 * Math.sqrt((0.01 * 0.99) / trials);
  assert.ok(Math.abs(alarms / trials - 0.01) < off, `${(100 * alarms) / trials} %`);
});
