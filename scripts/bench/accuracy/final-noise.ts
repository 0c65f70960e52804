/** Noises of the final shapes that come and go as they like; times in seconds, heights in the unit of the series. */
import type { Random } from '../../../test/trend/simulate.ts';
import { exponential, type Range, stream, within } from './chance.ts';
import { wander } from './noise.ts';
import type { Draw, Noise } from './part.ts';
import { roaming } from './recurring.ts';

/** A sum of three wanderings' squares: never below a floor, skewed as what queues is. Correlations of squares are squares. */
export function gammaLike(sigmas: Range, taus: Range): Draw<Noise> {
  return (random, spanS, intervalS) => {
    const sigma = within(random, sigmas);
    const tauS = within(random, taus);
    const parts = [1, 2, 3].map(() => wander(1, 2 * tauS)(random, spanS, intervalS));
    const scale = sigma / Math.sqrt(2 * parts.length);
    return {
      at: (second) => scale * parts.reduce((sum, part) => sum + part.at(second) ** 2 - 1, 0),
      variance: sigma ** 2,
      tauS,
    };
  };
}

/** A queue's backlog: work of random size comes at random, and is done at an even pace. In units of 12 mean works. */
export const backlog = roaming((random) => {
  const LOAD = 0.5;
  const SLOWEST = 12;
  let [work, last, next] = [0, 0, 0];
  return (time) => {
    const until = time * SLOWEST;
    for (; next <= until; next += exponential(random) / LOAD) {
      work = Math.max(0, work - (next - last)) + exponential(random);
      last = next;
    }
    return Math.max(0, work - (until - last));
  };
});

/** Stands where it is for times of a power-law length, 12 of the shortest at most: busy and idle spells of many lengths. */
export const spells = roaming((random) => {
  const POWER = 1.4;
  const kept = 1 - 12 ** -POWER;
  let [level, until] = [0, 0];
  return (time) => {
    while (until <= time) {
      level = random.gauss();
      until += 0.45 * (1 - kept * random.uniform()) ** (-1 / POWER);
    }
    return level;
  };
});

/** An exporter that looks only now and then, at a level that wanders with a time of 1, and shows the same in between. */
export const stale = roaming((random) => {
  const EVERY = 0.4;
  const keep = Math.exp(-EVERY);
  let [level, next] = [random.gauss(), 0];
  return (time) => {
    for (; next <= time; next += EVERY) level = keep * level + Math.sqrt(1 - keep ** 2) * random.gauss();
    return level;
  };
});

/** Mapped files: each of a log-normal size, for a log-normal time; six at once. */
export const mappedFiles = roaming((random) => {
  const SPREAD = 0.8;
  let open: { readonly size: number; readonly until: number }[] = [];
  let next = 0;
  const logNormal = (): number => Math.exp(SPREAD * random.gauss() - SPREAD ** 2 / 2);
  return (time) => {
    for (; next <= time; next += exponential(random) / 6)
      open.push({ size: logNormal(), until: next + logNormal() });
    open = open.filter(({ until }) => until > time);
    return open.reduce((sum, { size }) => sum + size, 0);
  };
});

/** Connections in use: so many on average, each for a time of 1. */
function inUse(random: Random, mean: number, most: number): (time: number) => number {
  let leaving: number[] = [];
  let next = 0;
  return (time) => {
    for (; next <= time; next += exponential(random) / mean) {
      const at = next;
      leaving = leaving.filter((until) => until > at);
      if (leaving.length < most) leaving.push(at + exponential(random));
    }
    leaving = leaving.filter((until) => until > time);
    return leaving.length;
  };
}

/** A pool opens what is asked for at once, and closes one that is idle each so often. */
export const reapedPool = roaming((random) => {
  const TICK = 0.05;
  const REAPED_EVERY = 5;
  const asked = inUse(random, 12, Number.POSITIVE_INFINITY);
  let [open, tick] = [0, 0];
  return (time) => {
    for (; tick * TICK <= time; tick += 1) {
      if (tick % REAPED_EVERY === 0) open -= 1;
      open = Math.max(open, asked(tick * TICK));
    }
    return open;
  };
});

/** Threads for what blocks, four at most. */
export const fewThreads = roaming((random) => inUse(random, 1.5, 4));

/** A latency is so many times as high for a while, now and then, and each reading scatters for itself beside that. */
export function latencyBursts(scatters: Range, heights: Range, everyS: Range, decays: Range): Draw<Noise> {
  return (random, _, intervalS) => {
    const logVariance = within(random, scatters) ** 2;
    const height = within(random, heights);
    const gapS = within(random, everyS);
    const decayS = within(random, decays);
    const own = stream(random);
    let [burst, last, next] = [0, -10 * decayS, -10 * decayS];
    // Campbell: of bursts that fall off as e^−t/θ.
    const mean = (height * decayS) / gapS;
    const variance = (height ** 2 * decayS) / gapS;
    const scatter = Math.expm1(logVariance) * ((1 + mean) ** 2 + variance);
    return {
      at: (second) => {
        for (; next <= second; next += gapS * exponential(own)) {
          burst = burst * Math.exp((last - next) / decayS) + height * exponential(own);
          last = next;
        }
        const level = 1 + burst * Math.exp((last - second) / decayS);
        return level * Math.exp(Math.sqrt(logVariance) * own.gauss() - logVariance / 2) - 1 - mean;
      },
      variance: scatter + variance,
      tauS: (scatter * intervalS + variance * decayS) / (scatter + variance),
    };
  };
}

/** Where 1 − 1.5x + 0.5x³, the correlation of triangles, is 1/e. */
const TRIANGLE_TAU = 0.452;

/** Falls at once by a random share, and comes back in a straight line; each reading scatters for itself beside that. */
export function dips(scatters: Range, depths: Range, everyS: Range, lasts: Range): Draw<Noise> {
  return (random, _, intervalS) => {
    const scatter = within(random, scatters) ** 2;
    const depth = within(random, depths);
    const gapS = within(random, everyS);
    const lastS = within(random, lasts);
    const own = stream(random);
    let standing: { readonly depth: number; readonly atS: number }[] = [];
    let nextS = -lastS;
    // Depths are even between 0 and twice the mean: E[a²] = 4/3, and a triangle's square is a third.
    const variance = ((4 / 9) * depth ** 2 * lastS) / gapS;
    return {
      at: (second) => {
        for (; nextS <= second; nextS += gapS * exponential(own))
          standing.push({ depth: 2 * depth * own.uniform(), atS: nextS });
        standing = standing.filter(({ atS }) => second - atS < lastS);
        const fallen = standing.reduce((sum, dip) => sum + dip.depth * (1 - (second - dip.atS) / lastS), 0);
        return Math.sqrt(scatter) * own.gauss() - fallen;
      },
      variance: scatter + variance,
      tauS: (scatter * intervalS + variance * TRIANGLE_TAU * lastS) / (scatter + variance),
    };
  };
}

/** Another share of its size before a moment of the span. */
export function resized(noise: Draw<Noise>, before: number, atShare: number): Draw<Noise> {
  return (random, spanS, intervalS) => {
    const full = noise(random, spanS, intervalS);
    return { ...full, at: (second) => full.at(second) * (second < atShare * spanS ? before : 1) };
  };
}
