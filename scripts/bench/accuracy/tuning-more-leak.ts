/** Leaks of the further tuning shapes. */
import { type Range, within } from './chance.ts';
import { type Draw, type LeakForm, SAWTOOTH_TAU } from './part.ts';

const HOUR = 3600;

/** Each hour a little more than the last; on average 1 an hour. */
export function accelerating(shares: Range): Draw<LeakForm> {
  return (random, spanS) => {
    const share = within(random, shares);
    return {
      at: (second) => (second * (1 - share + (share * second) / spanS)) / HOUR,
      onsetS: 0,
      variance: 0,
      tauS: 0,
      straight: false,
    };
  };
}

/** Only while the load is high; on average 1 an hour. */
export function underLoad(cycles: Range, duties: Range): Draw<LeakForm> {
  return (random, spanS) => {
    const periodS = spanS / within(random, cycles);
    const duty = within(random, duties);
    const phase = random.uniform();
    const grown = (cycle: number): number =>
      Math.floor(cycle) + Math.min(1, (cycle - Math.floor(cycle)) / duty);
    return {
      at: (second) => (periodS * (grown(second / periodS + phase) - grown(phase))) / HOUR,
      onsetS: 0,
      // The deviation from the line runs evenly through (1 − duty) of a period's growth.
      variance: (((1 - duty) * periodS) / HOUR) ** 2 / 12,
      tauS: SAWTOOTH_TAU * periodS,
      straight: true,
    };
  };
}

/** Steps at uneven intervals and of uneven height around a line. */
export function unevenStairs(cycles: Range): Draw<LeakForm> {
  return (random, spanS) => {
    const periodS = spanS / within(random, cycles);
    const steps = Array.from({ length: Math.ceil(spanS / periodS) + 2 }, (_, index) => ({
      atS: (index - 0.5 + random.uniform()) * periodS,
      height: 0.85 + 0.3 * random.uniform(),
    }));
    const mean = steps.reduce((sum, { height }) => sum + height, 0) / steps.length;
    return {
      at: (second) =>
        (periodS *
          steps.reduce((sum, { atS, height }) => sum + (atS > 0 && second >= atS ? height / mean : 0), 0)) /
        HOUR,
      onsetS: 0,
      // A step's own 1/12, and 2/12 for the uneven moments of its two ends.
      variance: ((periodS / HOUR) ** 2 * 3) / 12,
      tauS: SAWTOOTH_TAU * periodS,
      straight: true,
    };
  };
}
