import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type LabelledSeries,
  type LabelledShape,
  minimalDetectable,
} from '../../scripts/bench/accuracy/labelled-series.ts';
import { ONE_LOOK } from '../../scripts/bench/accuracy/method.ts';
import { oracle } from '../../scripts/bench/accuracy/oracle.ts';
import { rivals, toldFrom } from '../../scripts/bench/accuracy/rival.ts';
import { judge, scoreOf } from '../../scripts/bench/accuracy/score.ts';
import { randomOf } from '../../scripts/bench/accuracy/seed.ts';
import { shapes } from '../../scripts/bench/accuracy/shapes.ts';
import { unavoidableFalseLeak } from '../../scripts/bench/accuracy/unavoidable.ts';
import { near } from '../trend/near.ts';

const SERIES = 12;

const all = Object.values(shapes).flat();
const drawn = new Map(all.map((shape) => [shape, draw(shape)]));

function draw(shape: LabelledShape, count = SERIES): LabelledSeries[] {
  return Array.from({ length: count }, (_, index) => shape.draw(randomOf(shape, index)));
}

test('the same seed draws the same series', () => {
  for (const [shape, [first]] of drawn) {
    const again = shape.draw(randomOf(shape, 0));
    assert.deepEqual(again.series.values, first?.series.values, shape.name);
  }
});

test('shapes are told apart by their names', () => {
  for (const split of Object.values(shapes))
    assert.equal(new Set(split.map(({ name }) => name)).size, split.length);
});

test('a budget can be decided, and a leak is over it by what its label says', () => {
  for (const each of [...drawn.values()].flat()) {
    const { series, shape, sigma, tauS, budgetPerHour, leaks, truePerHour, multiple, identifiable } = each;
    const fromS = each.onsetS ?? series.seconds[0] ?? 0;
    const spanS = (series.seconds.at(-1) ?? 0) + each.intervalS - fromS;
    const detectable = minimalDetectable(sigma, tauS, spanS);
    if (identifiable || leaks) assert.ok(budgetPerHour >= 1.499 * detectable, shape);
    if (!leaks || truePerHour === null) continue;
    near(Math.abs(truePerHour), budgetPerHour + (multiple ?? 0) * detectable, 1e-3);
  }
});

test('series scatter as their labels say, where a formula or a long realisation told σ', () => {
  for (const [shape, series] of drawn) {
    const still = series.filter(({ known, leaks, identifiable }) => {
      return !leaks && identifiable && known?.nuisances.length === 0;
    });
    const steady = still.filter(
      ({ truePerHour, sigma, quantum }) => truePerHour === 0 && sigma > 2 * quantum,
    );
    if (steady.length < SERIES) continue;
    const ratio = steady.reduce((sum, each) => sum + varianceOf(each.series.values) / each.sigma ** 2, 0);
    near(ratio / SERIES, 1, 0.15, shape.name);
  }
});

test('an oracle that believes the labels is right: its intervals hold the truth, and it finds what is detectable', () => {
  const judged = [...drawn.values()].flat().map((each) => judge(each, oracle.call(each, ONE_LOOK), []));
  const { coverage, falseLeak, falseClean, plainRecall } = scoreOf(judged);
  assert.ok(coverage.count / coverage.of >= 0.94, `${coverage.count} of ${coverage.of} intervals`);
  assert.ok(falseLeak.count <= 0.005 * falseLeak.of, `${falseLeak.count} false leaks`);
  assert.ok(falseClean.count <= 0.005 * falseClean.of, `${falseClean.count} false clean`);
  assert.ok(plainRecall.count >= 0.97 * plainRecall.of, `${plainRecall.count} of ${plainRecall.of} leaks`);
});

test('a held-out, final, unseen or fifth leak that a run can tell is, in most draws, seen beside every sound course of the tuning shapes', () => {
  for (const shape of [...shapes['held-out'], ...shapes.final, ...shapes.unseen, ...shapes.fifth]) {
    const leaks = draw(shape, 40).filter((each) => each.leaks && each.identifiable);
    for (const rival of leaks.length === 0 ? [] : rivals) {
      const told = leaks.filter((each) => toldFrom(rival, each)).length;
      assert.ok(told > leaks.length / 2, `${shape.name}: ${told} of ${leaks.length} beside ${rival.name}`);
    }
  }
});

for (const split of ['unseen', 'fifth'] as const) {
  test(`no ${split} sound shape is the line of a leak for whoever finds the leaks that have to be found`, () => {
    for (const shape of shapes[split].filter((each) => !drawn.get(each)?.[0]?.leaks)) {
      const series = draw(shape, 40);
      const unavoidable = series.reduce((sum, each) => sum + unavoidableFalseLeak(each), 0);
      assert.ok(unavoidable <= 0.005 * series.length, `${shape.name}: ${unavoidable} of ${series.length}`);
    }
  });

  test(`no ${split} series falls below zero`, () => {
    for (const { shape, series } of shapes[split].flatMap((each) => drawn.get(each) ?? []))
      assert.ok(Math.min(...series.values) >= 0, shape);
  });

  test(`${split} series are read at steps that no other set has`, () => {
    const steps = stepsOf(shapes[split]);
    const others = all.filter((shape) => shape.split !== split);
    assert.deepEqual([...steps.intersection(stepsOf(others))], []);
  });
}

test('the fifth set spans times that no other set does', () => {
  const others = all.filter(({ split }) => split !== 'fifth');
  assert.deepEqual([...spansOf(shapes.fifth).intersection(spansOf(others))], []);
});

function stepsOf(of: readonly LabelledShape[]): Set<number> {
  return new Set(of.flatMap((shape) => (drawn.get(shape) ?? []).map(({ intervalS }) => intervalS)));
}

/** From a series' zero to its end: a later generation counts from the start of the run. */
function spansOf(of: readonly LabelledShape[]): Set<number> {
  return new Set(
    of.flatMap((shape) =>
      (drawn.get(shape) ?? []).map(({ series, intervalS }) =>
        Math.round(((series.seconds.at(-1) ?? 0) + intervalS) / 60),
      ),
    ),
  );
}

function varianceOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}
