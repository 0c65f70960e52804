import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { binMedians } from '../../src/trend/bin.ts';
import { optionsFor } from './shapes.ts';

interface Window {
  readonly fromS: number;
  readonly toS: number;
}

const READINGS = 900;

/** Excluded windows, some of no length, in any order, apart or overlapping; few enough for `labels`. */
const windows = fc.array(
  fc
    .tuple(fc.double({ min: -20, max: 920, noNaN: true }), fc.constantFrom(0, 0, 0.5, 7, 60))
    .map(([fromS, lengthS]) => ({ fromS, toS: fromS + lengthS })),
  { maxLength: 12 },
);

/** For each second the stretch it lies in, as a power of 2; null where a window covers it. */
function stretches(excluded: readonly Window[], warmupS: number): (number | null)[] {
  let stretch = 1;
  let beforeS = Number.NEGATIVE_INFINITY;
  return Array.from({ length: READINGS }, (_, second) => {
    if (second < warmupS || excluded.some(({ fromS, toS }) => fromS <= second && second < toS)) return null;
    if (excluded.some(({ fromS }) => beforeS < fromS && fromS <= second)) stretch *= 2;
    beforeS = second;
    return stretch;
  });
}

test('no bin holds readings from both sides of an excluded window, nor from inside one', () => {
  const property = fc.property(windows, fc.constantFrom(0, 100), (excluded, warmupS) => {
    const labels = stretches(excluded, warmupS);
    const seconds = Float64Array.from({ length: READINGS }, (_, second) => second);
    // The label takes the place of the operations: a bin's is their mean, and so one label only if all are the same.
    const operations = seconds.map((second) => labels[second] ?? Number.NaN);
    const bins = binMedians({ seconds, values: seconds }, optionsFor(1, { excluded, warmupS, operations }));
    assert.equal(bins.points, labels.filter((label) => label !== null).length);
    for (const [place, label] of (bins.operations ?? []).entries()) {
      const second = bins.seconds[place] ?? Number.NaN;
      assert.equal(label, labels[Math.floor(second)], `the bin at ${second} s`);
      assert.equal(label, labels[Math.ceil(second)], `the bin at ${second} s`);
    }
  });
  fc.assert(property, { numRuns: 300, seed: 1 });
});

test('bins come in the order of time, and none is longer than the others', () => {
  const property = fc.property(windows, (excluded) => {
    const seconds = Float64Array.from({ length: READINGS }, (_, second) => second);
    const {
      binS,
      values,
      seconds: middles,
    } = binMedians({ seconds, values: seconds }, optionsFor(1, { excluded }));
    for (const [place, middle] of middles.entries()) {
      assert.ok(place === 0 || middle > (middles[place - 1] ?? 0));
      // Readings are the times themselves, so a bin's median and mean time are its middle.
      assert.ok(Math.abs((values[place] ?? 0) - middle) <= binS / 2);
    }
  });
  fc.assert(property, { numRuns: 300, seed: 1 });
});
