import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findChange } from '../../src/trend/change-point.ts';

const figures = (...values: number[]) => Float64Array.from(values);

/** The same by its definition, over every order there is. */
function exactP(values: readonly number[]): number {
  const clarity = (ranks: readonly number[]): number => {
    const mean = (ranks.length + 1) / 2;
    let clearest = 0;
    for (let split = 3; split <= ranks.length - 3; split += 1) {
      const sum = ranks.slice(0, split).reduce((total, rank) => total + rank - mean, 0);
      clearest = Math.max(clearest, sum ** 2 / (split * (ranks.length - split)));
    }
    return clearest;
  };
  const sorted = values.toSorted((a, b) => a - b);
  const ranks = values.map((value) => sorted.indexOf(value) + 1);
  const seen = clarity(ranks);
  let all = 0;
  let asClear = 0;
  const walk = (chosen: number[], left: readonly number[]): void => {
    if (left.length === 0) {
      all += 1;
      if (clarity(chosen) >= seen - 1e-9) asClear += 1;
      return;
    }
    for (const [index, rank] of left.entries()) walk([...chosen, rank], left.toSpliced(index, 1));
  };
  walk([], ranks);
  return asClear / all;
}

test('the probability is that of all orders of the same figures', () => {
  for (const values of [
    [1, 2, 3, 4, 11, 12, 13, 14],
    [1, 2, 3, 14, 11, 12, 13, 4],
    [5, 2, 9, 1, 7, 3, 8, 6],
  ]) {
    const found = findChange(figures(...values));
    assert.ok(Math.abs((found?.p ?? 0) - exactP(values)) < 0.015, `${found?.p} of ${values}`);
  }
});

test('a step is found where it stands, whatever a wild figure says', () => {
  const found = findChange(
    figures(1, 2, 1.5, 900, 1.2, 1.8, 1.1, 1.7, 1.4, 1.6, 9.5, 9, 8.5, 8.2, 9.1, 8.8, 9.2, 8.9, 9.3, 8.7),
  );
  assert.equal(found?.at, 10);
  assert.ok((found?.p ?? 1) < 0.05);
});

test('three changed runs at the end of many are enough', () => {
  const before = Array.from({ length: 27 }, (_, index) => ((index * 7919) % 27) / 27);
  const found = findChange(figures(...before, 5, 6, 7));
  assert.equal(found?.at, 27);
  assert.ok((found?.p ?? 1) < 0.05);
});

test('seven figures cannot tell, and equal ones have not changed', () => {
  assert.equal(findChange(figures(1, 1, 1, 9, 9, 9, 9)), null);
  assert.equal(findChange(new Float64Array(20)), null);
});

test('of figures without a change about one series in twenty looks changed at 5 %', () => {
  let state = 12_345;
  const uniform = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const series = Array.from({ length: 200 }, () => Float64Array.from({ length: 12 }, uniform));
  const called = series.filter((one) => (findChange(one)?.p ?? 1) < 0.05).length;
  // 10 are expected of 200; 2 to 20 in all but one of a thousand draws.
  assert.ok(called >= 2 && called <= 20, `${called} of 200`);
});
