/** Sawtooths and waves of the further tuning shapes; times in seconds, heights in the unit of the series. */
import type { Random } from '../../../test/trend/simulate.ts';
import { type Range, stream, within } from './chance.ts';
import { type Course, type Draw, type Noise, SINE_TAU } from './part.ts';
import { stationaryOf } from './stationary.ts';

/** Something sawtooth-like in units of its mean period and height. */
type Process = (random: Random) => Course;

/** Collections come after 0.5–1.5 periods and leave up to 40 % behind until the next. */
const irregular: Process = (random) => {
  let fromS = 0;
  let toS = 0;
  let left = 0;
  return (time) => {
    while (time >= toS) {
      left = 0.4 * random.uniform() * (left + toS - fromS);
      fromS = toS;
      toS += 0.5 + random.uniform();
    }
    return left + time - fromS;
  };
};

/** Young collections ten times as often as old ones; each young one promotes a little, which the old one frees. */
const generational: Process = (random) => {
  let oldFromS = 0;
  let oldToS = 0;
  let youngFromS = 0;
  let youngToS = 0;
  return (time) => {
    while (time >= oldToS) {
      oldFromS = oldToS;
      oldToS += 0.7 + 0.6 * random.uniform();
    }
    while (time >= youngToS) {
      youngFromS = youngToS;
      youngToS += 0.07 + 0.06 * random.uniform();
    }
    return 0.6 * (youngFromS > oldFromS ? youngFromS - oldFromS : 0) + 4 * (time - youngFromS);
  };
};

function scaledProcess(process: Process): (heights: Range, periods: Range) => Draw<Noise> {
  const { variance, tau } = stationaryOf(process);
  return (heights, periods) => (random) => {
    const height = within(random, heights);
    const periodS = within(random, periods);
    const phase = 50 * random.uniform();
    const course = process(stream(random));
    return {
      at: (second) => height * course(second / periodS + phase),
      variance: height ** 2 * variance,
      tauS: tau * periodS,
      periodS,
    };
  };
}

export const irregularCollections = scaledProcess(irregular);
export const generationalCollections = scaledProcess(generational);

/** Traffic: up steeply, down slowly, a little different each time; e^(cos) has the skewed crests of real traffic. */
const traffic: Process = (random) => {
  let cycle = -1;
  let size = 1;
  return (time) => {
    if (Math.floor(time) !== cycle) {
      cycle = Math.floor(time);
      size = 0.85 + 0.3 * random.uniform();
    }
    const share = time - cycle;
    const warped = share < 0.3 ? share / 0.6 : 0.5 + (share - 0.3) / 1.4;
    return (size * (1 - Math.cos(2 * Math.PI * warped))) / 2;
  };
};

export const trafficWaves = scaledProcess(traffic);

/** The same so slow that the span sees only so many of them. */
export function slowTraffic(heights: Range, cycles: Range): Draw<Noise> {
  return (random, spanS, intervalS) => {
    const periodS = spanS / within(random, cycles);
    const noise = trafficWaves(heights, [periodS, periodS])(random, spanS, intervalS);
    return { ...noise, tauS: SINE_TAU * periodS };
  };
}

/** A job at even intervals, each time for a few minutes of much memory. */
export function cron(heights: Range, everyS: number, lasts: Range): Draw<Noise> {
  return (random) => {
    const height = within(random, heights);
    const lastS = within(random, lasts);
    const phaseS = random.uniform() * everyS;
    const duty = lastS / everyS;
    return {
      at: (second) => ((second + phaseS) % everyS < lastS ? height : 0) - height * duty,
      variance: height ** 2 * duty * (1 - duty),
      // The correlation of a pulse falls in a straight line over its length.
      tauS: (1 - 1 / Math.E) * lastS,
      periodS: everyS,
    };
  };
}

/** Grows with the load to its full size at a share of the span. */
export function growing(noise: Draw<Noise>, kneeShare: number): Draw<Noise> {
  return (random, spanS, intervalS) => {
    const full = noise(random, spanS, intervalS);
    return {
      ...full,
      at: (second) => full.at(second) * Math.min(1, 0.3 + (0.7 * second) / (kneeShare * spanS)),
    };
  };
}
