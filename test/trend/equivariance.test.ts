import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fitTrend } from '../../src/trend/fit-trend.ts';
import type { Series, Trend, TrendOptions } from '../../src/trend/trend.ts';
import { optionsFor } from './shapes.ts';
import { seeded, simulate, wandering } from './simulate.ts';

const QUANTUM = 2 ** -10;
const options = optionsFor(1, { quantum: QUANTUM });
/** Seeded: what is tried is the same in every run. */
const TRIED = { numRuns: 30, seed: 1 };

/** Two to four minutes of a line, a step, a warm-up and noise that remembers, each of them large or nearly nothing. */
const courses = fc
  .record({
    seed: fc.nat(10_000),
    readings: fc.integer({ min: 120, max: 240 }),
    perSecond: fc.double({ min: -0.2, max: 0.2, noNaN: true }),
    stepAt: fc.nat(240),
    stepBy: fc.constantFrom(0, 0, 3, 20),
    warmup: fc.constantFrom(0, 0, 10, 40),
    tauS: fc.constantFrom(0.2, 2, 8),
  })
  .map(({ seed, readings, perSecond, stepAt, stepBy, warmup, tauS }) =>
    simulate(
      readings,
      1,
      (second) => perSecond * second + (second > stepAt ? stepBy : 0) - warmup * Math.exp(-second / 20),
      wandering(seeded(seed), 1, tauS, 1),
    ),
  );

/** Everything of a trend that is a slope, a value or a moment. */
function figures(trend: Trend) {
  const { slopePerHour, lowPerHour, highPerHour, theilSenPerHour, tails } = trend;
  const tailSlopes = tails.flatMap((tail) => [tail.slopePerHour, tail.lowPerHour, tail.highPerHour]);
  return {
    slopes: [slopePerHour, lowPerHour, highPerHour, theilSenPerHour, ...tailSlopes],
    sizes: [trend.sigma, trend.warmupRise],
    levels: [trend.steadyMedian, ...trend.quarterMedians],
    moments: [trend.steadyFromS, trend.slopeFromS, trend.onsetS],
    spans: [trend.tauS, trend.spanS, trend.timeConstantS],
    words: [trend.family, trend.method, trend.trouble, trend.bins, trend.alternative],
  };
}

/** Equal but for 1e-7 of the largest among them. */
function alike(
  actual: readonly (number | null)[],
  expected: readonly (number | null)[],
  transform: (value: number) => number,
): void {
  const wanted = expected.map((value) => (value === null ? null : transform(value)));
  const most = Math.max(1e-6, ...wanted.map((value) => Math.abs(value ?? 0)));
  for (const [place, value] of actual.entries()) {
    const want = wanted[place] ?? null;
    if (value === null || want === null) assert.equal(value, want);
    else assert.ok(Math.abs(value - want) <= 1e-7 * most, `${value} is not ${want} (place ${place})`);
  }
}

const same = (value: number): number => value;

function changed(series: Series, time: typeof same, value: typeof same): Series {
  return { seconds: series.seconds.map(time), values: series.values.map(value) };
}

function fits(series: Series, other: Series, otherOptions: TrendOptions) {
  return [figures(fitTrend(series, options)), figures(fitTrend(other, otherOptions))] as const;
}

test('a level added to all values changes no slope, no moment and no word', () => {
  const property = fc.property(courses, fc.integer({ min: -4000, max: 4000 }), (series, level) => {
    const [before, after] = fits(
      series,
      changed(series, same, (value) => value + level),
      options,
    );
    assert.deepEqual(after.words, before.words);
    alike(after.slopes, before.slopes, same);
    alike(after.sizes, before.sizes, same);
    alike(after.moments, before.moments, same);
    alike(after.spans, before.spans, same);
    alike(after.levels, before.levels, (value) => value + level);
  });
  fc.assert(property, TRIED);
});

test('values in another unit have their slopes in that unit', () => {
  const property = fc.property(courses, fc.constantFrom(1 / 1024, 1000, 2 ** 20), (series, factor) => {
    const scale = (value: number): number => factor * value;
    const [before, after] = fits(series, changed(series, same, scale), {
      ...options,
      quantum: factor * QUANTUM,
    });
    assert.deepEqual(after.words, before.words);
    alike(after.slopes, before.slopes, scale);
    alike(after.sizes, before.sizes, scale);
    alike(after.levels, before.levels, scale);
    alike(after.moments, before.moments, same);
    alike(after.spans, before.spans, same);
  });
  fc.assert(property, TRIED);
});

test('a run that begins later has the same trend, later', () => {
  const property = fc.property(courses, fc.integer({ min: 1, max: 100_000 }), (series, laterS) => {
    const shift = (second: number): number => second + laterS;
    const [before, after] = fits(series, changed(series, shift, same), options);
    assert.deepEqual(after.words, before.words);
    alike(after.slopes, before.slopes, same);
    alike(after.sizes, before.sizes, same);
    alike(after.moments, before.moments, shift);
    alike(after.spans, before.spans, same);
  });
  fc.assert(property, TRIED);
});

test('the same readings at another pace have slopes at that pace', () => {
  // Up to a bin's longest time, beyond which a slower run has more bins.
  const property = fc.property(courses, fc.constantFrom(0.25, 3, 10), (series, pace) => {
    const stretch = (second: number): number => pace * second;
    const [before, after] = fits(series, changed(series, stretch, same), { ...options, intervalS: pace });
    assert.deepEqual(after.words, before.words);
    alike(after.slopes, before.slopes, (slope) => slope / pace);
    alike(after.sizes, before.sizes, same);
    alike(after.moments, before.moments, stretch);
    alike(after.spans, before.spans, stretch);
  });
  fc.assert(property, TRIED);
});

test('a straight trend, mirrored, has the mirrored interval', () => {
  let straight = 0;
  const lines = fc.tuple(
    fc.nat(10_000),
    fc.constantFrom(0.2, 2, 8),
    fc.double({ min: -0.2, max: 0.2, noNaN: true }),
  );
  const property = fc.property(lines, ([seed, tauS, perSecond]) => {
    const series = simulate(180, 1, (second) => perSecond * second, wandering(seeded(seed), 1, tauS, 1));
    const before = fitTrend(series, options);
    const after = fitTrend(
      changed(series, same, (value) => -value),
      options,
    );
    // A warm-up only ever rises, so where one is found the mirrored fit is another.
    if (before.family !== 'none' || after.family !== 'none') return;
    straight += 1;
    const { slopePerHour, lowPerHour, highPerHour } = before;
    alike(
      [after.slopePerHour, after.highPerHour, after.lowPerHour],
      [slopePerHour, lowPerHour, highPerHour],
      (slope) => -slope,
    );
  });
  fc.assert(property, TRIED);
  assert.ok(straight >= TRIED.numRuns / 2, `only ${straight} were straight`);
});

test('the rarer an error is to be, the wider the interval, and only on its own side', () => {
  const alphas = fc.tuple(
    fc.double({ min: 1e-6, max: 0.2, noNaN: true }),
    fc.double({ min: 0.01, max: 0.9, noNaN: true }),
  );
  const property = fc.property(courses, alphas, (series, [alpha, share]) => {
    const often = fitTrend(series, { ...options, alphaLow: alpha, alphaHigh: alpha });
    const low = fitTrend(series, { ...options, alphaLow: share * alpha, alphaHigh: alpha });
    const high = fitTrend(series, { ...options, alphaLow: alpha, alphaHigh: share * alpha });
    assert.ok((low.lowPerHour ?? Number.NaN) <= (often.lowPerHour ?? 0));
    assert.equal(low.highPerHour, often.highPerHour);
    assert.ok((high.highPerHour ?? Number.NaN) >= (often.highPerHour ?? 0));
    assert.equal(high.lowPerHour, often.lowPerHour);
    assert.equal(low.slopePerHour, often.slopePerHour);
  });
  fc.assert(property, TRIED);
});
