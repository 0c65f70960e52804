import type { Column } from './vector.ts';

export interface MannKendall {
  /** Pairs that rise less pairs that fall. */
  readonly score: number;
  readonly variance: number;
  readonly z: number;
  /** Two-sided, for independent readings: on correlated ones it is far too small, so it is shown, never decided on. */
  readonly p: number;
}

/** Mann 1945, Kendall 1975, with the variance corrected for ties and z for continuity. */
export function mannKendall(values: Column): MannKendall {
  const n = values.length;
  const score = risesLessFalls(Float64Array.from(values), new Float64Array(n), 0, n);
  let variance = n * (n - 1) * (2 * n + 5);
  for (const size of tieSizes(values)) variance -= size * (size - 1) * (2 * size + 5);
  variance /= 18;
  const z = variance > 0 ? (score - Math.sign(score)) / Math.sqrt(variance) : 0;
  return { score, variance, z, p: 2 * upperTail(Math.abs(z)) };
}

/** Pairs of values[from … to) that rise, less those that fall; sorts them on the way, by merging (Knight 1966). */
function risesLessFalls(values: Column, other: Column, from: number, to: number): number {
  if (to - from < 2) return 0;
  const middle = (from + to) >> 1;
  let score = risesLessFalls(values, other, from, middle) + risesLessFalls(values, other, middle, to);
  // Of each later value: how many earlier ones are less, and how many are not more.
  let less = from;
  let notMore = from;
  for (let later = middle; later < to; later += 1) {
    const value = values[later] ?? 0;
    while (less < middle && (values[less] ?? 0) < value) less += 1;
    while (notMore < middle && (values[notMore] ?? 0) <= value) notMore += 1;
    score += less - from - (middle - notMore);
  }
  for (let at = from, early = from, late = middle; at < to; at += 1) {
    const isEarly = late >= to || (early < middle && (values[early] ?? 0) <= (values[late] ?? 0));
    other[at] = (isEarly ? values[early] : values[late]) ?? 0;
    if (isEarly) early += 1;
    else late += 1;
  }
  values.set(other.subarray(from, to), from);
  return score;
}

function tieSizes(values: Column): number[] {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts.values()];
}

/** P(Z > z) of the normal distribution for z ≥ 0, to 14 digits: its power series, and from 2 on Laplace's fraction. */
function upperTail(z: number): number {
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z < 2) {
    let term = z;
    let inside = z;
    for (let odd = 3; term > Number.EPSILON * inside; odd += 2) {
      term *= (z * z) / odd;
      inside += term;
    }
    return 0.5 - density * inside;
  }
  let tail = z;
  for (let term = 100; term >= 1; term -= 1) tail = z + term / tail;
  return density / tail;
}
