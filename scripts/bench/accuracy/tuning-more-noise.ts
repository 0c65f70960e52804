/** Noises of the further tuning shapes; times in seconds, heights in the unit of the series. */
import type { Random } from '../../../test/trend/simulate.ts';
import { exponential, type Range, stream, within } from './chance.ts';
import { wander } from './noise.ts';
import type { Draw, Noise } from './part.ts';

/** Second-order autoregressive: swings with a period, each swing forgotten after a while. */
export function swinging(sigmas: Range, periods: Range, forgets: Range): Draw<Noise> {
  return (random, _, intervalS) => {
    const sigma = within(random, sigmas);
    const decay = Math.exp(-intervalS / within(random, forgets));
    const first = 2 * decay * Math.cos((2 * Math.PI * intervalS) / within(random, periods));
    const second = -(decay ** 2);
    const fresh = sigma * Math.sqrt(((1 + second) * ((1 - second) ** 2 - first ** 2)) / (1 - second));
    const own = stream(random);
    let before = 0;
    let now = 0;
    const next = (): number => {
      [before, now] = [now, first * now + second * before + fresh * own.gauss()];
      return now;
    };
    for (let burnIn = 0; burnIn < 20_000 / intervalS; burnIn += 1) next();
    let lag = 1;
    let [correlationBefore, correlation] = [1, first / (1 - second)];
    for (; correlation > 1 / Math.E; lag += 1)
      [correlationBefore, correlation] = [correlation, first * correlation + second * correlationBefore];
    return { at: next, variance: sigma ** 2, tauS: lag * intervalS };
  };
}

/** Like 1/f over the decades between the correlation times: a sum of wanderings of equal power. */
export function longMemory(sigmas: Range, tausS: readonly number[]): Draw<Noise> {
  return (random, spanS, intervalS) => {
    const sigma = within(random, sigmas) / Math.sqrt(tausS.length);
    const parts = tausS.map((tauS) => wander(sigma, tauS)(random, spanS, intervalS));
    return {
      at: (second) => parts.reduce((sum, part) => sum + part.at(second), 0),
      variance: sigma ** 2 * tausS.length,
      tauS: tausS.reduce((sum, tauS) => sum + tauS, 0) / tausS.length,
    };
  };
}

/** Student's t with 4 degrees of freedom (variance 2): now and then a reading far out. */
function studentT(random: Random): number {
  const chi = random.gauss() ** 2 + random.gauss() ** 2 + random.gauss() ** 2 + random.gauss() ** 2;
  return random.gauss() / Math.sqrt(chi / 4);
}

/** Correlated, with heavy-tailed shocks. */
export function heavyTailed(sigmas: Range, taus: Range): Draw<Noise> {
  return (random, _, intervalS) => {
    const sigma = within(random, sigmas);
    const tauS = within(random, taus);
    const keep = Math.exp(-intervalS / tauS);
    const fresh = (sigma * Math.sqrt(1 - keep ** 2)) / Math.SQRT2;
    const own = stream(random);
    let state = sigma * own.gauss();
    return {
      at: () => {
        state = keep * state + fresh * studentT(own);
        return state;
      },
      variance: sigma ** 2,
      tauS,
    };
  };
}

/** Scatter that swells and ebbs within minutes to hours around its mean power. */
export function heteroscedastic(sigmas: Range, taus: Range, periods: Range): Draw<Noise> {
  return (random, spanS, intervalS) => {
    const noise = wander(within(random, sigmas), within(random, taus))(random, spanS, intervalS);
    const periodS = within(random, periods);
    const phase = 2 * Math.PI * random.uniform();
    const power = (second: number): number => 1 + 0.9 * Math.sin((2 * Math.PI * second) / periodS + phase);
    return { ...noise, at: (second) => noise.at(second) * Math.sqrt(power(second)) };
  };
}

/** Bursts at random moments, each decaying: filtered Poisson. Campbell: variance is rate · E[a²] · decay / 2. */
export function bursts(heights: Range, everyS: Range, decays: Range): Draw<Noise> {
  return (random, _, intervalS) => {
    const height = within(random, heights);
    const rate = 1 / within(random, everyS);
    const decayS = within(random, decays);
    const keep = Math.exp(-intervalS / decayS);
    const own = stream(random);
    let nextS = -10 * decayS;
    let state = 0;
    const advance = (second: number): number => {
      state *= keep;
      while (nextS <= second) {
        state += height * exponential(own) * Math.exp(-(second - nextS) / decayS);
        nextS += exponential(own) / rate;
      }
      return state;
    };
    for (let second = -10 * decayS; second < 0; second += intervalS) advance(second);
    return { at: advance, variance: rate * height ** 2 * decayS, tauS: decayS };
  };
}

/** Things that come and stay a while (connections, arenas): Poisson in number, each of one size. */
export function comingAndGoing(counts: Range, size: number, stays: Range): Draw<Noise> {
  return (random) => {
    const count = within(random, counts);
    const stayS = within(random, stays);
    const own = stream(random);
    const leaving: number[] = Array.from({ length: Math.round(count) }, () => stayS * exponential(own));
    let nextS = (stayS / count) * exponential(own);
    return {
      at: (second) => {
        while (nextS <= second) {
          leaving.push(nextS + stayS * exponential(own));
          nextS += (stayS / count) * exponential(own);
        }
        for (let index = leaving.length - 1; index >= 0; index -= 1) {
          if ((leaving[index] ?? 0) <= second) leaving.splice(index, 1);
        }
        return size * (leaving.length - count);
      },
      variance: size ** 2 * count,
      tauS: stayS,
    };
  };
}

/** A random walk that reflects between 0 and a cap and begins at the bottom; slowest mode of diffusion: L² / (π² D). */
export function boundedWalk(caps: Range, taus: Range): Draw<Noise> {
  return (random, _, intervalS) => {
    const cap = within(random, caps);
    const tauS = within(random, taus);
    const stride = cap * Math.sqrt((2 * intervalS) / (Math.PI ** 2 * tauS));
    const own = stream(random);
    let level = 0;
    return {
      at: () => {
        level = Math.abs(level + stride * own.gauss());
        if (level > cap) level = 2 * cap - level;
        return level;
      },
      variance: cap ** 2 / 12,
      tauS,
    };
  };
}
