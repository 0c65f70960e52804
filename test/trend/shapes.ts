/** Shapes that a soak meets, seeded: what does not leak, and what does. Megabytes and seconds. */
import { fitTrend } from '../../src/trend/fit-trend.ts';
import type { Series, Trend, TrendOptions } from '../../src/trend/trend.ts';
import { type Random, simulate, wandering, white } from './simulate.ts';

export interface Shape {
  readonly name: string;
  readonly intervalS: number;
  readonly budgetPerHour: number;
  /** The slope once steady; null where the shape has none. */
  readonly truePerHour: number | null;
  readonly draw: (random: Random) => Series;
}

const HOUR = 3600;
const PAGE_MB = 4096 / 2 ** 20;

export function optionsFor(intervalS: number, changed: Partial<TrendOptions> = {}): TrendOptions {
  return {
    intervalS,
    warmupS: 0,
    minimumSpanS: 0,
    alphaLow: 0.025,
    alphaHigh: 0.025,
    excluded: [],
    operations: null,
    quantum: PAGE_MB,
    ...changed,
  };
}

export function fitShape(shape: Shape, random: Random): Trend {
  return fitTrend(shape.draw(random), optionsFor(shape.intervalS));
}

type Course = (second: number) => number;

/** Eight hours at a reading in 20 s against 1 MB/h. */
function long(
  name: string,
  truePerHour: number | null,
  course: (random: Random) => Course,
  noise: (random: Random) => Course,
): Shape {
  const draw = (random: Random): Series => simulate(8 * HOUR, 20, course(random), noise(random));
  return { name, intervalS: 20, budgetPerHour: 1, truePerHour, draw };
}

const ou = (sd: number, tauS: number) => (random: Random) => wandering(random, sd, tauS, 20);
const flat = (): Course => () => 100;
const leaking = (perHour: number) => (): Course => (second) => 100 + (perHour * second) / HOUR;
const filling = (tauS: number) => (second: number) => -40 * Math.exp(-second / tauS);

/** Steps ever rarer: each comes after twice the time of the one before. */
function slowingStairs(spanS: number, heightMb: number) {
  return (random: Random): Course => {
    const steps = Array.from(
      { length: 9 },
      (_, index) => spanS * 0.5 ** index * (0.8 + 0.4 * random.uniform()),
    );
    return (second) => 100 + heightMb * steps.filter((stepS) => second > stepS).length;
  };
}

function stepping(spanS: number, heightMb: number, earliest = 0.1) {
  return (random: Random): Course => {
    const stepS = spanS * (earliest + (0.9 - earliest) * random.uniform());
    return (second) => (second > stepS ? heightMb : 0);
  };
}

function sawtooth(periodS: number, heightMb: number) {
  return (random: Random): Course => {
    const phaseS = random.uniform() * periodS;
    return (second) => (heightMb * ((second + phaseS) % periodS)) / periodS;
  };
}

function sum(...courses: ((random: Random) => Course)[]) {
  return (random: Random): Course => {
    const drawn = courses.map((course) => course(random));
    return (second) => drawn.reduce((total, course) => total + course(second), 0);
  };
}

/** Smallest leaks found in 80 % of runs of 8 h, above the budget: 3.1 · σ√(24τ/T³), σ = 2 MB. */
const DETECTABLE = { minute: 0.17, fiveMinutes: 0.39, twentyMinutes: 0.78 };

export const longSound: readonly Shape[] = [
  long('white noise', 0, flat, (random) => white(random, 2)),
  long('noise of 1 min', 0, flat, ou(2, 60)),
  long('noise of 5 min', 0, flat, ou(2, 300)),
  long('noise of 20 min', 0, flat, ou(2, 1200)),
  long('sawtooth of 10 min', 0, sawtooth(600, 40), ou(1, 60)),
  long('warm-up of 20 min', 0, () => filling(1200), ou(2, 60)),
  long('warm-up of 90 min', 0, () => filling(5400), ou(2, 60)),
  long('step of 10 MB', 0, stepping(8 * HOUR, 10), ou(2, 300)),
  long(
    'warm-up and step',
    0,
    sum(() => filling(1200), stepping(8 * HOUR, 10, 0.2)),
    ou(1, 300),
  ),
  long('slowing stairs', null, slowingStairs(8 * HOUR, 3), ou(0.5, 60)),
  long('constant', 0, flat, flat),
];

export const longLeaking: readonly Shape[] = [
  long('2 × detectable, 1 min', 1 + 2 * DETECTABLE.minute, leaking(1 + 2 * DETECTABLE.minute), ou(2, 60)),
  long(
    '2 × detectable, 5 min',
    1 + 2 * DETECTABLE.fiveMinutes,
    leaking(1 + 2 * DETECTABLE.fiveMinutes),
    ou(2, 300),
  ),
  long(
    '2 × detectable, 20 min',
    1 + 2 * DETECTABLE.twentyMinutes,
    leaking(1 + 2 * DETECTABLE.twentyMinutes),
    ou(2, 1200),
  ),
  long(
    'warm-up and leak',
    3,
    sum(leaking(3), () => filling(1200)),
    ou(2, 300),
  ),
  long('late leak', 5, () => (second) => (5 * Math.max(0, second - 3 * HOUR)) / HOUR, ou(2, 300)),
  long('step and leak', 4, sum(leaking(4), stepping(8 * HOUR, 10)), ou(2, 300)),
  long(
    'stairs',
    5,
    (random) => {
      const phase = random.uniform();
      return (second) => 2.5 * Math.floor((2 * second) / HOUR + phase);
    },
    ou(0.5, 60),
  ),
];

/** 90 s at 250 ms and 5 min at 1 s against 200 MB/h. */
function short(
  name: string,
  truePerHour: number | null,
  course: (random: Random, spanS: number) => Course,
  noiseMb: number,
): Shape[] {
  return (
    [
      [90, 0.25],
      [300, 1],
    ] as const
  ).map(([spanS, intervalS]) => ({
    name: `${name}, ${spanS} s`,
    intervalS,
    budgetPerHour: 200,
    truePerHour,
    draw: (random) => simulate(spanS, intervalS, course(random, spanS), white(random, noiseMb)),
  }));
}

const fast = (second: number): number => (3000 * second) / HOUR;

export const shortSound: readonly Shape[] = [
  ...short('white noise', 0, flat, 1),
  ...short('heap grows, then flat', 0, (_, spanS) => (second) => 20 * Math.min(1, (4 * second) / spanS), 0.3),
  ...short('warm-up', 0, (_, spanS) => (second) => -20 * Math.exp((-10 * second) / spanS), 0.3),
  ...short('cache fills, then flat', 0, (_, spanS) => (second) => 30 * Math.min(1, (3 * second) / spanS), 0),
  ...short('step', 0, (random, spanS) => stepping(spanS, 8)(random), 0.2),
  ...short('slowing stairs', null, (random, spanS) => slowingStairs(spanS, 1.5)(random), 0.1),
  ...[0.5, 3, 8, 20].flatMap((periodS) => short(`sawtooth of ${periodS} s`, 0, sawtooth(periodS, 8), 0.2)),
];

export const shortLeaking: readonly Shape[] = [
  ...short('line', 3000, () => fast, 0.3),
  ...short('line without noise', 3000, () => fast, 0),
  ...short(
    'line with a slow wave',
    3000,
    (random, spanS) => {
      const phase = 2 * Math.PI * random.uniform();
      return (second) => fast(second) + Math.sin((5 * second) / spanS + phase);
    },
    0,
  ),
  ...short(
    'allocator steps of 1 MB',
    3000,
    (random) => {
      const phase = random.uniform();
      return (second) => Math.floor(fast(second) + phase);
    },
    0,
  ),
  ...short(
    'leak after the heap grew',
    3000,
    (_, spanS) => (second) => 20 * Math.min(1, (4 * second) / spanS) + fast(second),
    0.3,
  ),
  ...[0.5, 8, 20].flatMap((periodS) =>
    short(
      `sawtooth of ${periodS} s`,
      3000,
      sum(() => fast, sawtooth(periodS, 8)),
      0.2,
    ),
  ),
];
