/** Noises of the held-out shapes; times in seconds, heights in the unit of the series. */
import type { Random } from '../../../test/trend/simulate.ts';
import { exponential, type Range, stream, within } from './chance.ts';
import { telegraph } from './held-out-event.ts';
import { wander } from './noise.ts';
import type { Draw, Noise } from './part.ts';

/** The first lag at which a falling correlation is 1/e, by halving. */
function fallsToOneOverE(correlation: (lagS: number) => number, longestS: number): number {
  let [fromS, toS] = [0, longestS];
  for (let round = 0; round < 60; round += 1) {
    const middleS = (fromS + toS) / 2;
    if (correlation(middleS) > 1 / Math.E) fromS = middleS;
    else toS = middleS;
  }
  return toS;
}

/** ARMA(2,2): a memory that oscillates, and shocks that are partly taken back in the two readings after. */
export function oscillating(sigmas: Range, periods: Range, forgets: Range): Draw<Noise> {
  return (random, _, intervalS) => {
    const sigma = within(random, sigmas);
    const forgetS = within(random, forgets);
    const decay = Math.exp(-intervalS / forgetS);
    const first = 2 * decay * Math.cos((2 * Math.PI * intervalS) / within(random, periods));
    const second = -(decay ** 2);
    const [takenBack, takenBackLater] = [-0.4 * random.uniform(), 0.3 * random.uniform()];
    const length = Math.ceil((12 * forgetS) / intervalS);
    const response = [1, first + takenBack];
    response.push(first * (response[1] ?? 0) + second + takenBackLater);
    while (response.length < length)
      response.push(first * (response.at(-1) ?? 0) + second * (response.at(-2) ?? 0));
    const covariance = (lag: number): number =>
      response.reduce((sum, weight, index) => sum + weight * (response[index + lag] ?? 0), 0);
    const variance = covariance(0);
    let lag = 1;
    while (covariance(lag) > variance / Math.E) lag += 1;

    const own = stream(random);
    const fresh = sigma / Math.sqrt(variance);
    let [before, now, shockBefore, shock] = [0, 0, 0, 0];
    const next = (): number => {
      const fall = fresh * own.gauss();
      const value = first * now + second * before + fall + takenBack * shock + takenBackLater * shockBefore;
      [before, now, shockBefore, shock] = [now, value, shock, fall];
      return value;
    };
    for (let burnIn = 0; burnIn < length; burnIn += 1) next();
    return { at: next, variance: sigma ** 2, tauS: lag * intervalS };
  };
}

/** Log-normal around its mean: the logarithm wanders. `height` is the median, 1 of what is in shares of the level. */
export function logNormal(height: number, logSigmas: Range, taus: Range): Draw<Noise> {
  return (random, spanS, intervalS) => {
    const logVariance = within(random, logSigmas) ** 2;
    const logTauS = within(random, taus);
    const log = wander(Math.sqrt(logVariance), logTauS)(random, spanS, intervalS);
    const correlation = (lagS: number): number =>
      Math.expm1(logVariance * Math.exp(-lagS / logTauS)) / Math.expm1(logVariance);
    return {
      at: (second) => height * (Math.exp(log.at(second)) - Math.exp(logVariance / 2)),
      variance: height ** 2 * Math.exp(logVariance) * Math.expm1(logVariance),
      tauS: fallsToOneOverE(correlation, logTauS),
    };
  };
}

/** Calm, and then for a while so many times as loud. */
export function twoRegimes(
  sigmas: Range,
  taus: Range,
  louder: number,
  calms: Range,
  louds: Range,
): Draw<Noise> {
  return (random, spanS, intervalS) => {
    const tauS = within(random, taus);
    const sigma = within(random, sigmas);
    const noise = wander(sigma, tauS)(random, spanS, intervalS);
    const [calmS, loudS] = [within(random, calms), within(random, louds)];
    const loud = telegraph(stream(random), loudS, calmS);
    const share = loudS / (loudS + calmS);
    const mean = 1 + share * (louder - 1);
    const spread = share * (1 - share) * (louder - 1) ** 2;
    const switchS = 1 / (1 / loudS + 1 / calmS);
    const correlation = (lagS: number): number =>
      ((mean ** 2 + spread * Math.exp(-lagS / switchS)) / (mean ** 2 + spread)) * Math.exp(-lagS / tauS);
    return {
      at: (second) => noise.at(second) * (loud(second) ? louder : 1),
      variance: sigma ** 2 * (mean ** 2 + spread),
      tauS: fallsToOneOverE(correlation, tauS),
    };
  };
}

/** Double exponential of variance 1. */
function laplace(random: Random): number {
  return ((random.uniform() < 0.5 ? -1 : 1) * exponential(random)) / Math.SQRT2;
}

/** Correlated, with double-exponential shocks; without `taus` each reading for itself. */
export function laplacian(sigmas: Range, taus?: Range): Draw<Noise> {
  return (random, _, intervalS) => {
    const sigma = within(random, sigmas);
    const tauS = taus === undefined ? intervalS : within(random, taus);
    const keep = taus === undefined ? 0 : Math.exp(-intervalS / tauS);
    const own = stream(random);
    let state = sigma * own.gauss();
    return {
      at: () => {
        state = keep * state + sigma * Math.sqrt(1 - keep ** 2) * laplace(own);
        return state;
      },
      variance: sigma ** 2,
      tauS,
    };
  };
}

/** The mean over a window that slides, as an exporter shows it: correlation falls in a straight line. */
export function slidingMean(sigmas: Range, windows: Range): Draw<Noise> {
  return (random, _, intervalS) => {
    const sigma = within(random, sigmas);
    const width = Math.max(2, Math.round(within(random, windows) / intervalS));
    const own = stream(random);
    const window = Array.from({ length: width }, () => own.gauss());
    return {
      at: () => {
        window.shift();
        window.push(own.gauss());
        return (sigma * window.reduce((sum, each) => sum + each, 0)) / Math.sqrt(width);
      },
      variance: sigma ** 2,
      tauS: (1 - 1 / Math.E) * width * intervalS,
    };
  };
}

/** White, and each so many readings one far above. */
export function spiked(sigmas: Range, heights: Range, share: number): Draw<Noise> {
  return (random, _, intervalS) => {
    const sigma = within(random, sigmas);
    const height = within(random, heights);
    const own = stream(random);
    return {
      at: () => sigma * own.gauss() + (own.uniform() < share ? height * exponential(own) : 0),
      variance: sigma ** 2 + height ** 2 * share * (2 - share),
      tauS: intervalS,
    };
  };
}
