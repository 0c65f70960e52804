import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { stepDown } from '../../src/verdict/holm.ts';

interface Adjustment {
  readonly p: readonly number[];
  readonly adjusted: readonly number[];
}

/** By statsmodels; made by fixture/numerics/holm.py. */
const adjustments = JSON.parse(
  readFileSync(new URL('../fixture/numerics/holm.json', import.meta.url), 'utf8'),
) as readonly Adjustment[];

/** Claims that stand at an error rate in all, and at which share of it each was judged last. */
function claimed(pValues: readonly number[], alpha: number) {
  return stepDown(pValues, {
    judgeAt: (p, together) => p <= alpha / together,
    stands: (claim) => claim,
    isOpen: (claim) => !claim,
  });
}

function standing(pValues: readonly number[], alpha: number): boolean[] {
  return claimed(pValues, alpha).map(({ answer }) => answer);
}

const PUBLISHED = { p: [0.008, 0.03, 0.123, 0.6, 0.2], adjusted: [0.04, 0.12, 0.369, 0.6, 0.4] };

test('a claim stands from that error rate on to which its p-value is adjusted, as published and by statsmodels', () => {
  assert.equal(adjustments.length, 8);
  for (const { p, adjusted } of [PUBLISHED, ...adjustments]) {
    const around = adjusted.flatMap((one) => [one * 0.999999, one * 1.000001]);
    // Adjusted p-values end at 1.
    for (const alpha of [0.01, 0.025, 0.05, 0.3, ...around.filter((rate) => rate < 1)]) {
      const expected = adjusted.map((one) => one <= alpha);
      assert.deepEqual(standing(p, alpha), expected, `${p} at ${alpha}`);
    }
  }
});

test('what stands keeps the share it was judged at; the others share what is left', () => {
  assert.deepEqual(
    claimed([0.008, 0.03, 0.0105, 0.011, 0.2], 0.05).map(({ answer, together }) => [answer, together]),
    [
      [true, 5],
      [false, 2],
      [true, 4],
      [true, 4],
      [false, 2],
    ],
  );
});

test('what is settled otherwise is not judged again', () => {
  const judged: [string, number][] = [];
  const answers = stepDown(['leak', 'clean', 'open'], {
    judgeAt(item, together) {
      judged.push([item, together]);
      return item;
    },
    stands: (answer) => answer === 'leak',
    isOpen: (answer) => answer === 'open',
  });
  assert.deepEqual(judged, [
    ['leak', 3],
    ['clean', 3],
    ['open', 3],
    ['open', 2],
  ]);
  assert.deepEqual(
    answers.map(({ item }) => item),
    ['leak', 'clean', 'open'],
  );
  assert.deepEqual(standing([], 0.05), []);
});

test('as many claims stand as without any correction at most, and at least as many as by Bonferroni', () => {
  const pValues = fc.array(fc.double({ min: 0, max: 0.1, noNaN: true }), { maxLength: 30 });
  fc.assert(
    fc.property(pValues, (p) => {
      for (const [place, stands] of standing(p, 0.05).entries()) {
        const own = p[place] ?? 0;
        assert.ok(stands ? own <= 0.05 : own > 0.05 / p.length);
      }
    }),
  );
});
