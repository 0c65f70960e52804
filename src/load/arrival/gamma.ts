/**
 * A gamma distributed number by index, by the squeeze-free form of Marsaglia and Tsang's method ("A simple method for
 * generating gamma variables", ACM TOMS 26, 2000). Its tries are numbers of the index, too.
 */
import { type HashKey, hashFraction } from '../../hash.ts';

/** Far more than ever follow each other: one in twenty tries fails at shape 1, fewer above. */
const TRIES = 64;

/** With the rate one. `shape` from 1 up. */
export function gammaOf(shape: number, key: HashKey, index: number): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const [a, b, u] = [0, 1, 2].map((part) => hashFraction(key, (index * TRIES + attempt) * 3 + part));
    const normal = normalOf(a ?? 0, b ?? 0);
    const cube = (1 + c * normal) ** 3;
    if (cube <= 0) continue;
    if (Math.log(1 - (u ?? 0)) < normal ** 2 / 2 + d * (1 - cube + Math.log(cube))) return d * cube;
  }
  return shape;
}

/** Of two fractions in [0, 1), by Box and Muller. */
function normalOf(a: number, b: number): number {
  return Math.sqrt(-2 * Math.log(1 - a)) * Math.cos(2 * Math.PI * b);
}
