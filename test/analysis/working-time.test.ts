import assert from 'node:assert/strict';
import { test } from 'node:test';
import { without } from '../../src/analysis/rests.ts';
import { workingTime } from '../../src/analysis/working-time.ts';

const rests = [
  { fromMs: 10_000, toMs: 20_000 },
  { fromMs: 30_000, toMs: 35_000 },
];

test('a span is what its rests leave of it', () => {
  assert.deepEqual(without(rests, { fromMs: 0, toMs: 40_000 }), [
    { fromMs: 0, toMs: 10_000 },
    { fromMs: 20_000, toMs: 30_000 },
    { fromMs: 35_000, toMs: 40_000 },
  ]);
  assert.deepEqual(without(rests, { fromMs: 12_000, toMs: 33_000 }), [{ fromMs: 20_000, toMs: 30_000 }]);
  assert.deepEqual(without([], { fromMs: 5, toMs: 5 }), [{ fromMs: 5, toMs: 5 }]);
});

test('the points of a rest are gone and the others move together', () => {
  const series = { seconds: Float64Array.of(5, 15, 25, 32, 36), values: Float64Array.of(1, 2, 3, 4, 5) };
  const { seconds, values } = workingTime(rests).cut(series);
  assert.deepEqual([...seconds], [5, 15, 21]);
  assert.deepEqual([...values], [1, 3, 5]);
});

test('the moments that a trend names are told on the clock of the run', () => {
  const working = workingTime(rests);
  const found = { steadyFromS: 0, onsetS: 15, slopeFromS: 10, shifts: [{ atS: 21, size: 1 }] };
  assert.deepEqual(working.restore(found), {
    steadyFromS: 0,
    onsetS: 25,
    slopeFromS: 20,
    shifts: [{ atS: 36, size: 1 }],
  });
  assert.equal(working.cutMoment(25), 15);
});
