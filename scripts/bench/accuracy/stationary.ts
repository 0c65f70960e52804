/** Variance and correlation time of a noise that no formula tells: from a long realisation of the process itself. */
import { type Random, seeded } from '../../../test/trend/simulate.ts';
import type { Course } from './part.ts';

export interface Stationary {
  readonly variance: number;
  /** In the process's own unit of time. */
  readonly tau: number;
}

/** 4,000 units of time tell a variance to 2–3 %, far closer than its square root must be known. */
const UNITS = 4000;
const READINGS_PER_UNIT = 50;
/** The beginning is not yet stationary. */
const BURN_IN = 100;
const SEED = 20260101;

export function stationaryOf(process: (random: Random) => Course): Stationary {
  const course = process(seeded(SEED));
  const values = Array.from({ length: (BURN_IN + UNITS) * READINGS_PER_UNIT }, (_, index) =>
    course(index / READINGS_PER_UNIT),
  ).slice(BURN_IN * READINGS_PER_UNIT);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const centred = values.map((value) => value - mean);
  const covariance = (lag: number): number => {
    let sum = 0;
    for (let index = lag; index < centred.length; index += 1)
      sum += (centred[index] ?? 0) * (centred[index - lag] ?? 0);
    return sum / (centred.length - lag);
  };
  const variance = covariance(0);
  let lag = 1;
  while (covariance(lag) > variance / Math.E) lag += 1;
  return { variance, tau: lag / READINGS_PER_UNIT };
}
