import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Figure } from '../../src/comparison/figure.ts';
import { noiseOf, reach } from '../../src/comparison/noise.ts';
import { noiseFrom } from './stored-nights.ts';

const TRIALS = 4000;

function figure(value: number, error = 0): Figure {
  return { value, error, whole: 1 };
}

/** How often two runs of one build differ by more than the noise floor, in one direction. */
function alarms(earlierRuns: number, alpha: number, error: number): number {
  const noise = noiseFrom(earlierRuns + 7);
  let count = 0;
  for (let trial = 0; trial < TRIALS; trial += 1) {
    const runs = Array.from({ length: earlierRuns + 1 }, () => figure(noise(), error));
    const [run = figure(0), ...earlier] = runs;
    const baseline = earlier.at(-1) ?? figure(noise(), error);
    const learned = noiseOf([run, baseline], earlier, 1);
    if (run.value - baseline.value > reach(learned, alpha)) count += 1;
  }
  return count / TRIALS;
}

for (const earlierRuns of [3, 6, 12, 20]) {
  test(`with ${earlierRuns} earlier runs the noise floor holds its error rate`, () => {
    // Of the variance the runs by themselves show nothing, and half is assumed.
    const rate = alarms(earlierRuns, 0.01, 0);
    // Four standard errors of a share of one in a hundred of these trials.
    assert.ok(rate <= 0.01 + 4 * Math.sqrt((0.01 * 0.99) / TRIALS), `${100 * rate} %`);
  });
}

test('the noise floor is that of the noise: twice the noise is twice the floor', () => {
  const noise = noiseFrom(3);
  const values = Array.from({ length: 20 }, noise);
  const floor = (scale: number): number => {
    const earlier = values.map((value) => figure(scale * value, scale));
    return reach(noiseOf([figure(0, scale), figure(0, scale)], earlier, scale), 0.01);
  };
  assert.ok(Math.abs(floor(2) / floor(1) - 2) < 1e-9);
});

test('a build that was worse for a week is no noise', () => {
  const noise = noiseFrom(5);
  const nights = Array.from({ length: 20 }, noise);
  const worse = nights.map((value, night) => (night >= 8 && night < 12 ? value + 50 : value));
  const pair = [figure(0, 0.7), figure(0, 0.7)] as const;
  const floors = [nights, worse].map((values) =>
    reach(
      noiseOf(
        pair,
        values.map((value) => figure(value, 0.7)),
        1,
      ),
      0.01,
    ),
  );
  const [without = 0, included = 0] = floors;
  assert.ok(included < 1.5 * without, `${included} beside ${without}`);
});

test('without earlier runs the floor rests on what the two runs show and on what is assumed, and is wide', () => {
  const noise = noiseOf([figure(0, 3), figure(0, 4)], [], 12);
  assert.equal(noise.learnedFrom, 0);
  assert.ok(Math.abs(noise.deviation - 13) < 1e-9);
  assert.ok(reach(noise, 0.01) > 3 * noise.deviation);
});

test('what never differed has no noise', () => {
  const earlier = Array.from({ length: 5 }, () => figure(7));
  assert.equal(reach(noiseOf([figure(7), figure(7)], earlier, 0), 0.001), 0);
});

/** A heap that takes its step up at this share of the work: by itself, its mean says next to nothing. */
function steppedAt(share: number, value: number): Figure {
  const course = Float64Array.from({ length: 40 }, (_, index) => (index < 40 * share ? -0.06 : 0.06) + value);
  return { value, error: 0.05, whole: 1, course };
}

test('courses of which a bound is all that is known do not widen what experience says', () => {
  const noise = noiseFrom(11);
  const values = Array.from({ length: 20 }, () => 0.02 * noise());
  const stepped = values.map((value, run) => steppedAt(run % 2 === 0 ? 0.1 : 0.4, value));
  const flat = values.map((value) => figure(value));
  const deviationOf = (runs: readonly Figure[]): number => {
    const [a = figure(0), b = figure(0)] = runs;
    return noiseOf([a, b], runs, 0.02).deviation;
  };
  assert.ok(deviationOf(stepped) < 1.01 * deviationOf(flat), `${deviationOf(stepped)}`);
});

test('runs of two kinds are known as well as normal ones, and one of another build among them changes little', () => {
  const noise = noiseFrom(13);
  const kinds = Array.from({ length: 20 }, () => figure(noise() > 0 ? 1 : 0));
  const pair = [figure(0), figure(0)] as const;
  // Of two draws with even chances: 1/2.
  const alone = noiseOf(pair, kinds, 0.7).deviation;
  assert.ok(alone > 0.6 && alone < 0.8, `${alone}`);
  const other = noiseOf(pair, kinds.with(10, figure(5)), 0.7).deviation;
  assert.ok(Math.abs(other / alone - 1) < 0.1, `${other} beside ${alone}`);
});
