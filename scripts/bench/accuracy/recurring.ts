/** Noises told by a process in units of its own: σ and τ come from a long realisation of it. */
import type { Random } from '../../../test/trend/simulate.ts';
import { type Range, stream, within } from './chance.ts';
import type { Course, Draw, Noise } from './part.ts';
import { type Stationary, stationaryOf } from './stationary.ts';

/** In units of its mean period (or another time of its own) and height. */
export type Process = (random: Random) => Course;

export type Scaled = (heights: Range, times: Range) => Draw<Noise>;

/** Comes again and again: `times` are its periods, of which a run must see some. */
export function recurring(process: Process): Scaled {
  const stationary = stationaryOf(process);
  return (heights, periods) => (random) => {
    const { periodS, ...noise } = scaled(process, stationary, heights, periods, random);
    return { ...noise, periodS };
  };
}

/** Comes and goes as it likes. */
export function roaming(process: Process): Scaled {
  const stationary = stationaryOf(process);
  return (heights, times) => (random) => {
    const { at, variance, tauS } = scaled(process, stationary, heights, times, random);
    return { at, variance, tauS };
  };
}

function scaled(
  process: Process,
  { variance, tau }: Stationary,
  heights: Range,
  times: Range,
  random: Random,
): Required<Noise> {
  const height = within(random, heights);
  const periodS = within(random, times);
  // So many periods it has been running for.
  const phase = 30 + 30 * random.uniform();
  const course = process(stream(random));
  return {
    at: (second) => height * course(second / periodS + phase),
    variance: height ** 2 * variance,
    tauS: tau * periodS,
    periodS,
  };
}
