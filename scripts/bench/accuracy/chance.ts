/** How parts of series draw their sizes and moments. */
import { type Random, seeded } from '../../../test/trend/simulate.ts';

export type Range = readonly [from: number, to: number];

export function within(random: Random, [from, to]: Range): number {
  return from + (to - from) * random.uniform();
}

/** A stream of its own, so that one part's draws do not shift another's. */
export function stream(random: Random): Random {
  return seeded(Math.floor(random.uniform() * 2 ** 31));
}

/** Of mean 1. */
export function exponential(random: Random): number {
  return -Math.log(1 - random.uniform());
}

/** Remembers a share of how far it last was from 1. */
export function remembering(random: Random, keep: number, spread: number, least: number): () => number {
  let value = 1;
  return () => {
    value = Math.max(least, 1 + keep * (value - 1) + spread * random.gauss());
    return value;
  };
}
