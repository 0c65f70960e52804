/** Series whose course is known, with noise by number: the same on every machine and at every time. Megabytes, seconds. */
import { type HashKey, hashFraction, hashKey } from '../hash.ts';
import type { Series } from '../trend/trend.ts';

/** A night in 120 readings: as many as a trend has bins at the least, so that a fit takes milliseconds. */
const SPAN_S = 8 * 3600;
export const READINGS = 120;
export const INTERVAL_S = SPAN_S / READINGS;
const HOUR_S = 3600;
const LEVEL_MB = 100;

/** Megabytes at a second, and noise on them. */
export type Course = (second: number) => number;
export type Noise = (key: HashKey) => Course;

export function draw(name: string, seed: number, course: Course, noise: Noise): Series {
  const error = noise(hashKey(seed, name));
  const seconds = Float64Array.from({ length: READINGS }, (_, index) => index * INTERVAL_S);
  return { seconds, values: seconds.map((second) => LEVEL_MB + course(second) + error(second)) };
}

export const flat: Course = () => 0;

export function rising(mbPerHour: number, fromS = 0): Course {
  return (second) => (mbPerHour * Math.max(0, second - fromS)) / HOUR_S;
}

/** A cache that fills: all but 1/e of it after `timeConstantS`. */
export function filling(mb: number, timeConstantS: number): Course {
  return (second) => -mb * Math.exp(-second / timeConstantS);
}

export function step(mb: number, atS: number): Course {
  return (second) => (second < atS ? 0 : mb);
}

export function sawtooth(mb: number, periodS: number): Course {
  return (second) => (mb * (second % periodS)) / periodS;
}

/** Steps ever rarer: each comes after twice the time of the one before. */
export function slowingStairs(mb: number): Course {
  return (second) => mb * Math.max(0, Math.floor(Math.log2(1 + second / 120)));
}

/** Ever slower, without an end: fragmentation, or a cache of rare things. */
export function creeping(mb: number, fromS: number): Course {
  return (second) => mb * Math.log1p(second / fromS);
}

export function sum(...courses: readonly Course[]): Course {
  return (second) => courses.reduce((total, course) => total + course(second), 0);
}

export function white(sd: number): Noise {
  return (key) => (second) => sd * gauss(key, second / INTERVAL_S);
}

/** Noise that remembers: its correlation fades with `tauS` (Ornstein and Uhlenbeck 1930). */
export function wandering(sd: number, tauS: number): Noise {
  const keep = Math.exp(-INTERVAL_S / tauS);
  const fresh = Math.sqrt(1 - keep * keep);
  return (key) => {
    let state = gauss(key, -1);
    return (second) => {
      state = keep * state + fresh * gauss(key, second / INTERVAL_S);
      return sd * state;
    };
  };
}

/** Mean 0, variance 1 (Box and Muller 1958). */
function gauss(key: HashKey, index: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - hashFraction(key, 2 * index + 2)));
  return radius * Math.cos(2 * Math.PI * hashFraction(key, 2 * index + 3));
}
