import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideTrend, type TrendDecision } from '../../src/trend/decide-trend.ts';
import { fitShape, type Shape, shortLeaking, shortSound } from './shapes.ts';
import { seeded } from './simulate.ts';

interface Tally {
  readonly name: string;
  readonly leak: number;
  readonly clean: number;
  readonly inconclusive: number;
  /** Share of intervals that hold the true slope; null where there is none. */
  readonly coverage: number | null;
}

function tally(shape: Shape, seeds: number): Tally {
  const counts: Record<TrendDecision['outcome'], number> = { leak: 0, clean: 0, inconclusive: 0 };
  let covered = 0;
  for (let seed = 0; seed < seeds; seed += 1) {
    const trend = fitShape(shape, seeded(seed));
    counts[decideTrend(trend, shape.budgetPerHour, 'rise').outcome] += 1;
    const { lowPerHour, highPerHour } = trend;
    const truth = shape.truePerHour ?? Number.NaN;
    if (lowPerHour !== null && highPerHour !== null && lowPerHour <= truth && truth <= highPerHour)
      covered += 1;
  }
  return { name: shape.name, ...counts, coverage: shape.truePerHour === null ? null : covered / seeds };
}

function describe({ name, leak, clean, inconclusive, coverage }: Tally): string {
  const share = coverage === null ? '' : `, interval holds the truth in ${Math.round(100 * coverage)} %`;
  return `${name}: ${leak} leak, ${clean} clean, ${inconclusive} inconclusive${share}`;
}

const SEEDS = 30;

// Runs of hours are judged in test/accuracy/.
test('sound programs are not called leaking within minutes, and intervals hold the truth', (t) => {
  const tallies = shortSound.map((shape) => tally(shape, SEEDS));
  for (const each of tallies) {
    t.diagnostic(describe(each));
    // 2.5 % is what the interval promises.
    assert.ok(each.leak <= 0.05 * SEEDS, describe(each));
    if (each.name.includes('noise')) assert.ok((each.coverage ?? 0) >= 0.82, describe(each));
  }
  const leaks = tallies.reduce((sum, { leak }) => sum + leak, 0);
  assert.ok(leaks <= 0.02 * SEEDS * shortSound.length, `${leaks} false leaks in all`);
});

test('leaks well over the budget are found within minutes, and none is called clean', (t) => {
  for (const each of shortLeaking.map((shape) => tally(shape, SEEDS))) {
    t.diagnostic(describe(each));
    assert.ok(each.leak >= 0.9 * SEEDS, describe(each));
    assert.equal(each.clean, 0, describe(each));
  }
});
