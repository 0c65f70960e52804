import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { meanWithError } from '../../src/comparison/mean-error.ts';
import { MOST_COSINES } from '../../src/trend/cosine-variance.ts';
import { tQuantile } from '../../src/trend/student-t.ts';
import { noiseFrom } from './stored-nights.ts';

/** Half of the 95 % interval. */
function reachOf(readings: readonly number[]): number {
  return tQuantile(0.975, MOST_COSINES) * meanWithError(Float64Array.from(readings)).error;
}

/** On either side of `at` (a share of them) another level. */
function stepped(before: number, after: number, at: number, noise: () => number): number[] {
  return Array.from({ length: 40 }, (_, share) => (share < at * 40 ? before : after) + 0.001 * noise());
}

test('the mean of forgetful readings is known to their deviation over the root of their number', () => {
  const noise = noiseFrom(5);
  const reaches = Array.from({ length: 200 }, () => reachOf(Array.from({ length: 40 }, noise)));
  const mean = reaches.reduce((sum, reach) => sum + reach, 0) / reaches.length;
  assert.ok(mean > 1.96 / Math.sqrt(40) && mean < 3.2 / Math.sqrt(40), `${mean}`);
});

test('a difference that was there all the time is real, though another step came at another time', () => {
  // Of memory, on the logarithm: a fifth more, and a collector that let its heap grow sooner.
  const readings = stepped(0.08, 0.185, 0.3, noiseFrom(3));
  const { mean } = meanWithError(Float64Array.from(readings));
  assert.ok(mean > reachOf(readings), `${mean} is within ${reachOf(readings)}`);
});

test('a difference that was there for half of the time leaves open whether it is one', () => {
  for (const at of [0.25, 0.5]) {
    const readings = stepped(0, 0.6, at, noiseFrom(4));
    const { mean } = meanWithError(Float64Array.from(readings));
    assert.ok(mean < 1.15 * reachOf(readings), `${mean} is beyond ${reachOf(readings)}`);
  }
});

test('a mean is never further off than the readings strayed, nor known better than they repeat', () => {
  const reading = fc.double({ min: -1e3, max: 1e3, noNaN: true });
  fc.assert(
    fc.property(fc.array(reading, { minLength: 10, maxLength: 120 }), (readings) => {
      const reach = reachOf(readings);
      const strayed = Math.max(...readings) - Math.min(...readings);
      assert.ok(reach >= 0 && reach <= 2 * strayed + 1e-9, `${reach} of ${strayed}`);
    }),
  );
});
