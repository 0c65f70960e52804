import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideTrend, type TrendDecision } from '../../src/trend/decide-trend.ts';
import { fitShape, longLeaking, longSound, type Shape, shortLeaking, shortSound } from './shapes.ts';
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

const LONG_SEEDS = 60;
const SHORT_SEEDS = 30;

for (const [length, shapes, seeds] of [
  ['8 h', longSound, LONG_SEEDS],
  ['short', shortSound, SHORT_SEEDS],
] as const) {
  test(`sound programs are not called leaking, and intervals hold the truth, ${length}`, (t) => {
    const tallies = shapes.map((shape) => tally(shape, seeds));
    for (const each of tallies) {
      t.diagnostic(describe(each));
      // 2.5 % is what the interval promises; stairs that slow down are the hardest shape.
      assert.ok(each.leak <= (each.name.startsWith('slowing stairs') ? 0.15 : 0.05) * seeds, describe(each));
      if (each.name.includes('noise')) assert.ok((each.coverage ?? 0) >= 0.82, describe(each));
    }
    const leaks = tallies.reduce((sum, { leak }) => sum + leak, 0);
    assert.ok(leaks <= 0.02 * seeds * shapes.length, `${leaks} false leaks in all`);
  });
}

for (const [length, shapes, seeds] of [
  ['8 h', longLeaking, LONG_SEEDS],
  ['short', shortLeaking, SHORT_SEEDS],
] as const) {
  test(`leaks well over the budget are found, and none is called clean, ${length}`, (t) => {
    for (const each of shapes.map((shape) => tally(shape, seeds))) {
      t.diagnostic(describe(each));
      assert.ok(each.leak >= 0.9 * seeds, describe(each));
      assert.equal(each.clean, 0, describe(each));
    }
  });
}
