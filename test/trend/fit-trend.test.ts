import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decideTrend } from '../../src/trend/decide-trend.ts';
import { fitTrend } from '../../src/trend/fit-trend.ts';
import type { Series, Trend } from '../../src/trend/trend.ts';
import { near } from './near.ts';
import { optionsFor } from './shapes.ts';
import { seeded, simulate, wandering, white } from './simulate.ts';

const HOUR = 3600;

function noisy(seed: number, course: (second: number) => number, spanS = 8 * HOUR, intervalS = 20): Series {
  return simulate(spanS, intervalS, course, wandering(seeded(seed), 1, 60, intervalS));
}

function slopeOf({ slopePerHour, lowPerHour, highPerHour }: Trend): [number, number, number] {
  assert.ok(slopePerHour !== null && lowPerHour !== null && highPerHour !== null);
  return [slopePerHour, lowPerHour, highPerHour];
}

test('a straight leak is a line with its slope inside a narrow interval', () => {
  const trend = fitTrend(
    noisy(1, (second) => 50 + (4 * second) / HOUR),
    optionsFor(20),
  );
  const [slope, low, high] = slopeOf(trend);
  assert.equal(trend.family, 'none');
  assert.equal(trend.method, 'cosines');
  assert.ok(low < 4 && 4 < high && high - low < 0.5, `${low} to ${high}`);
  near(slope, 4, 0.05);
  near(trend.theilSenPerHour, 4, 0.05);
  assert.equal(trend.pattern, 'rises steadily');
  assert.equal(trend.onsetS, null);
  assert.equal(trend.bins, 480);
  assert.ok(trend.effectivePoints > 50 && trend.effectivePoints < 480);
  const [one, two, three, four] = trend.quarterMedians;
  assert.ok(one < two && two < three && three < four);
});

test('a warm-up that is over early is cut off, and what follows is judged by itself', () => {
  const trend = fitTrend(
    noisy(2, (second) => 90 - 40 * Math.exp(-second / 900)),
    optionsFor(20),
  );
  const [, low, high] = slopeOf(trend);
  assert.ok(trend.steadyFromS > 1800 && trend.steadyFromS < 5400, `${trend.steadyFromS}`);
  assert.ok(low < 0 && 0 < high && high - low < 0.6);
  near(trend.steadyMedian, 90, 0.01);
  assert.match(trend.pattern, /^warms up for \d+ min, then /);
});

test('a late leak has its onset where the slope turned, and the slope after it', () => {
  const trend = fitTrend(
    noisy(3, (second) => 50 + (6 * Math.max(0, second - 4 * HOUR)) / HOUR),
    optionsFor(20),
  );
  const [slope] = slopeOf(trend);
  assert.equal(trend.family, 'kink');
  near(trend.onsetS ?? 0, 4 * HOUR, 0.05);
  near(slope, 6, 0.05);
  assert.equal(trend.pattern, 'bends up at 4.0 h, then rises');
});

test('a step is not a slope', () => {
  const trend = fitTrend(
    noisy(4, (second) => (second < 6 * HOUR ? 50 : 70)),
    optionsFor(20),
  );
  const [, low, high] = slopeOf(trend);
  assert.equal(trend.family, 'step');
  assert.ok(low > -0.5 && high < 0.5, `${low} to ${high}`);
  assert.match(trend.pattern, /^steps up at 6\.0 h, then/);
});

test('a line that never moves may still hide a change of one quantum', () => {
  const trend = fitTrend(
    simulate(
      90,
      0.25,
      () => 40,
      () => 0,
    ),
    optionsFor(0.25, { quantum: 1 }),
  );
  const [slope, low, high] = slopeOf(trend);
  assert.equal(trend.family, 'constant');
  assert.equal(slope, 0);
  near(high, HOUR / 89, 0.01);
  assert.equal(low, -high);
});

test('a count that climbs by one at even times rises, and one that rose once is not shown to', () => {
  const descriptors = (course: (second: number) => number): Trend =>
    fitTrend(
      simulate(90, 0.25, course, () => 0),
      optionsFor(0.25, { quantum: 1 }),
    );
  const leak = descriptors((second) => 20 + Math.floor(second / 2));
  assert.equal(decideTrend(leak, 60, 'rise').outcome, 'leak');
  near(slopeOf(leak)[0], 1800, 0.03);
  const once = descriptors((second) => (second < 60 ? 20 : 21));
  assert.equal(decideTrend(once, 20, 'rise').outcome, 'inconclusive');
});

test('two steps up may be the beginning of stairs: the trend is not shown to be flat', () => {
  const stairs = (second: number): number => 50 + 10 * Math.floor(second / (3 * HOUR));
  const trend = fitTrend(noisy(8, stairs), optionsFor(20));
  const [, low, high] = slopeOf(trend);
  assert.ok(low < 1 && high > 2, `${low} to ${high}`);
});

test('what wanders too slowly for statistics is bounded by how far it strayed', () => {
  const series = simulate(
    300,
    1,
    (second) => 10 * second + 5 * Math.sin(second / 60),
    () => 0,
  );
  const trend = fitTrend(series, optionsFor(1));
  const [, low, high] = slopeOf(trend);
  assert.equal(trend.method, 'range');
  assert.ok(low > 30_000 && low < 36_000 && 36_000 < high && high < 42_000, `${low} to ${high}`);
});

test('too few readings, or too short a steady state, is said and not judged', () => {
  const few = fitTrend(
    simulate(
      20,
      1,
      (second) => second,
      () => 0,
    ),
    optionsFor(1),
  );
  assert.equal(few.slopePerHour, null);
  assert.match(few.trouble ?? '', /too short/);
  assert.equal(few.shortByS, 10);
  const short = fitTrend(
    noisy(5, () => 50),
    optionsFor(20, { minimumSpanS: 9 * HOUR }),
  );
  assert.match(short.trouble ?? '', /minimum span/);
  near(short.shortByS ?? 0, HOUR, 0.05);
});

test('operations that come evenly convert the slope; uneven ones are told apart from time', () => {
  const perHour = (second: number): number => 50 + (4 * second) / HOUR;
  const even = fitTrend(noisy(6, perHour), evenly(2));
  assert.equal(even.per1000Operations?.separable, false);
  near(even.per1000Operations?.slope ?? 0, 4 / 7.2, 0.05);

  const bursts = (second: number): number => 2 * second + 8000 * Math.sin(second / 2000);
  const series = noisy(7, (second) => 50 + 0.001 * bursts(second));
  const uneven = fitTrend(series, optionsFor(20, { operations: series.seconds.map(bursts) }));
  assert.equal(uneven.per1000Operations?.separable, true);
  near(uneven.per1000Operations?.slope ?? 0, 1, 0.1);
});

function evenly(perSecond: number) {
  const seconds = noisy(6, () => 0).seconds;
  return optionsFor(20, { operations: seconds.map((second) => perSecond * second) });
}

const shapes = fc.record({
  seed: fc.integer({ min: 0, max: 1e6 }),
  leak: fc.double({ min: -30, max: 30, noNaN: true }),
  warmup: fc.double({ min: 0, max: 60, noNaN: true }),
  stepS: fc.integer({ min: 0, max: 600 }),
});

function drawn({
  seed,
  leak,
  warmup,
  stepS,
}: {
  seed: number;
  leak: number;
  warmup: number;
  stepS: number;
}): Series {
  const course = (second: number): number =>
    100 + leak * (second / 600) - warmup * Math.exp(-second / 60) + (second > stepS ? 3 : 0);
  return simulate(600, 1, course, white(seeded(seed), 1));
}

test('a series scaled, raised and moved in time has the same trend, scaled and moved', () => {
  fc.assert(
    fc.property(
      shapes,
      fc.constantFrom(1e-6, 0.5, 3, 2 ** 20),
      fc.constantFrom(-1000, 0, 12_345),
      fc.constantFrom(0, 17, 86_400),
      (shape, scale, lift, laterS) => {
        const series = drawn(shape);
        const plain = fitTrend(series, optionsFor(1, { quantum: 0.01 }));
        const moved = fitTrend(
          {
            seconds: series.seconds.map((second) => second + laterS),
            values: series.values.map((value) => scale * (value + lift)),
          },
          optionsFor(1, { quantum: 0.01 * scale }),
        );
        assert.equal(moved.family, plain.family);
        assert.ok(Math.abs(moved.steadyFromS - laterS - plain.steadyFromS) < 1e-3);
        const expected = slopeOf(plain).map((value) => scale * value);
        const room = 1e-6 * ((expected[2] ?? 0) - (expected[0] ?? 0));
        for (const [place, value] of slopeOf(moved).entries())
          assert.ok(
            Math.abs(value - (expected[place] ?? 0)) <= Math.abs(room),
            `${value} is not ${expected[place]}`,
          );
      },
    ),
    { numRuns: 40 },
  );
});

test('a series turned upside down falls as it rose, where no warm-up is in it', () => {
  for (const leak of [-40, -5, 0, 5, 40]) {
    const series = drawn({ seed: 9, leak, warmup: 0, stepS: 700 });
    const up = slopeOf(fitTrend(series, optionsFor(1)));
    const down = slopeOf(
      fitTrend({ ...series, values: series.values.map((value) => -value) }, optionsFor(1)),
    );
    near(-down[0], up[0], 1e-9);
    near(-down[2], up[1], 1e-9);
  }
});

const anything = fc
  .array(
    fc.record({
      gap: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 100, noNaN: true })),
      value: fc.oneof(
        fc.constantFrom(0, 1, 4096, -1e15, 1e15),
        fc.double({ min: -1e12, max: 1e12, noNaN: true }),
      ),
    }),
    { maxLength: 400 },
  )
  .map((points): Series => {
    let now = 0;
    const seconds = Float64Array.from(points, ({ gap }) => {
      now += gap;
      return now;
    });
    return { seconds, values: Float64Array.from(points, ({ value }) => value) };
  });

test('whatever the readings, the trend is finite numbers or says why there is none', () => {
  fc.assert(
    fc.property(
      anything,
      fc.record({
        intervalS: fc.constantFrom(0.25, 1, 60),
        warmupS: fc.constantFrom(0, 50, 1e9),
        minimumSpanS: fc.constantFrom(0, 600),
        quantum: fc.constantFrom(0, 1, 4096),
        excluded: fc.constantFrom([], [{ fromS: 10, toS: 60 }], [{ fromS: 0, toS: 1e9 }]),
        counted: fc.boolean(),
      }),
      (series, { counted, ...changed }) => {
        const operations = counted ? series.seconds.map((second) => Math.floor(second)) : null;
        const trend = fitTrend(series, optionsFor(changed.intervalS, { ...changed, operations }));
        for (const [field, value] of numbersOf(trend))
          assert.ok(Number.isFinite(value), `${field} is ${value}`);
        if (trend.slopePerHour === null) return assert.ok(trend.trouble !== null);
        const [slope, low, high] = slopeOf(trend);
        assert.ok(low <= slope && slope <= high, `${low} ${slope} ${high}`);
      },
    ),
    { numRuns: 150 },
  );
});

function numbersOf(value: unknown, path = 'trend'): [string, number][] {
  if (typeof value === 'number') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => numbersOf(inner, `${path}.${key}`));
}

test('no readings, one, two and three are too short', () => {
  for (const count of [0, 1, 2, 3]) {
    const trend = fitTrend(
      simulate(
        count,
        1,
        (second) => second,
        () => 0,
      ),
      optionsFor(1),
    );
    assert.equal(trend.slopePerHour, null);
    assert.equal(trend.points, count);
    assert.match(trend.trouble ?? '', /too short/);
  }
});

test('a series that is steady from its first reading on has no warm-up, however its times are rounded', () => {
  for (const startS of [60.001, 89.5009, 0.1 + 0.2, 12_345.678_9]) {
    const seconds = Float64Array.from(
      { length: 28_800 },
      (_, index) => startS + index + 0.0013 * (index % 3),
    );
    const trend = fitTrend({ seconds, values: new Float64Array(28_800).fill(11) }, optionsFor(1));
    assert.equal(trend.pattern, 'flat');
    assert.equal(trend.points, 28_800);
  }
});

test('a leak is told beneath a cache that fills ever more slowly until it is full, which no exponential is', () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const filling = (second: number) => 80 * Math.min(1, second / (3 * HOUR)) ** 0.35;
    const trend = fitTrend(
      noisy(seed, (second) => filling(second) + (4 * second) / HOUR, 10 * HOUR),
      optionsFor(20),
    );
    const [slope] = slopeOf(trend);
    near(slope, 4, 0.1);
    assert.equal(decideTrend(trend, 2.5, 'rise').outcome, 'leak');
  }
});

test('what climbs and comes down is no leak, though the few floors of its sawtooth lie on a line that rises', () => {
  for (const [periodHours, seed] of [
    [2.2, 2],
    [2.2, 4],
    [1.3, 4],
    [1.3, 5],
  ] as const) {
    const [tooth, climb] = periodHours === 2.2 ? [30, 60] : [15, 30];
    const phase = seeded(seed).uniform();
    const noise = wandering(seeded(100 + seed), 1.5, 300, 30);
    const series = simulate(
      12 * HOUR,
      30,
      (second) => {
        const share = second / (12 * HOUR);
        const climbed = share < 0.8 ? share / 0.8 : 1 - (share - 0.8) / 0.8;
        return 100 + tooth * ((second / (periodHours * HOUR) + phase) % 1) + climb * climbed;
      },
      noise,
    );
    const trend = fitTrend(series, optionsFor(30));
    assert.equal(trend.releases, 0);
    assert.equal(decideTrend(trend, 1, 'rise').outcome, 'inconclusive');
  }
});

test('a deploy, in which two versions run side by side for a while, undoes nothing of a leak', () => {
  const trend = fitTrend(
    noisy(1, (second) => 50 + second / HOUR + (second > 5 * HOUR && second < 5.3 * HOUR ? 60 : 0)),
    optionsFor(20),
  );
  assert.ok(trend.descent < 2, `${trend.descent}`);
  assert.equal(decideTrend(trend, 0.5, 'rise').outcome, 'leak');
});
