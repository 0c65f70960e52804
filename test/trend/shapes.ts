/** Shapes that a soak meets, seeded: what does not leak, and what does. Megabytes and seconds. */
import { fitTrend } from '../../src/trend/fit-trend.ts';
import type { Series, Trend, TrendOptions } from '../../src/trend/trend.ts';
import { type Random, simulate, white } from './simulate.ts';

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

const flat = (): Course => () => 100;
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
