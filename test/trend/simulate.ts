/** Seeded series of known shape: what leaks, what does not, in MB over hours. */
import type { Series } from '../../src/trend/trend.ts';

export interface Random {
  /** In [0, 1). */
  uniform(): number;
  /** Mean 0, variance 1. */
  gauss(): number;
}

/** mulberry32 (Ettinger 2017): 32 bits of state, enough for a few million draws. */
export function seeded(seed: number): Random {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const gauss = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, gauss };
}

/** A value at each time, from a course without noise and a noise, both functions of the second. */
export function simulate(
  spanS: number,
  intervalS: number,
  course: (second: number) => number,
  noise: (second: number) => number,
): Series {
  const seconds = Float64Array.from(
    { length: Math.floor(spanS / intervalS) },
    (_, index) => index * intervalS,
  );
  return { seconds, values: seconds.map((second) => course(second) + noise(second)) };
}

/** Ornstein-Uhlenbeck noise of standard deviation `sd` and correlation time `tauS`; call it once per interval. */
export function wandering(random: Random, sd: number, tauS: number, intervalS: number): () => number {
  const keep = Math.exp(-intervalS / tauS);
  const fresh = sd * Math.sqrt(1 - keep * keep);
  let state = sd * random.gauss();
  return () => {
    state = keep * state + fresh * random.gauss();
    return state;
  };
}

export function white(random: Random, sd: number): () => number {
  return () => sd * random.gauss();
}
