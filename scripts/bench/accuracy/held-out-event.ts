/** Noises of the held-out shapes that are made of events: what comes, stays a while and goes. */
import type { Random } from '../../../test/trend/simulate.ts';
import { exponential, type Range, stream, within } from './chance.ts';
import type { Draw, Noise } from './part.ts';

/** Far jumps that come are cut at so many times the least. */
const FARTHEST = 12;
const PARETO = 1.8;

/** Lévy-like: jumps up or down with a power-law size, each taken back whole after a while. */
export function returningJumps(leasts: Range, everyS: Range, stays: Range): Draw<Noise> {
  return (random) => {
    const least = within(random, leasts);
    const gapS = within(random, everyS);
    const stayS = within(random, stays);
    const own = stream(random);
    const kept = 1 - FARTHEST ** -PARETO;
    const square = ((PARETO / (PARETO - 2)) * (1 - FARTHEST ** (2 - PARETO)) * least ** 2) / kept;
    let standing: { readonly size: number; readonly untilS: number }[] = [];
    let nextS = -10 * stayS;
    return {
      at: (second) => {
        for (; nextS <= second; nextS += gapS * exponential(own)) {
          const size = least * (1 - kept * own.uniform()) ** (-1 / PARETO);
          const sign = own.uniform() < 0.5 ? -1 : 1;
          standing.push({ size: sign * size, untilS: nextS + stayS * exponential(own) });
        }
        standing = standing.filter(({ untilS }) => untilS > second);
        return standing.reduce((sum, { size }) => sum + size, 0);
      },
      variance: (stayS / gapS) * square,
      tauS: stayS,
    };
  };
}

/** On or off, each for a random while. */
export function telegraph(random: Random, onS: number, offS: number): (second: number) => boolean {
  let on = random.uniform() < onS / (onS + offS);
  let untilS = (on ? onS : offS) * exponential(random);
  return (second) => {
    while (untilS <= second) {
      on = !on;
      untilS += (on ? onS : offS) * exponential(random);
    }
    return on;
  };
}

/** Several things of one size that are there or not, each at its own pace. */
export function telegraphs(count: number, heights: Range, ons: Range, offs: Range): Draw<Noise> {
  return (random) => {
    const parts = Array.from({ length: count }, () => {
      const [onS, offS, height] = [within(random, ons), within(random, offs), within(random, heights)];
      const share = onS / (onS + offS);
      return {
        on: telegraph(stream(random), onS, offS),
        height,
        variance: height ** 2 * share * (1 - share),
        tauS: 1 / (1 / onS + 1 / offS),
      };
    });
    const variance = parts.reduce((sum, part) => sum + part.variance, 0);
    return {
      at: (second) => parts.reduce((sum, { on, height }) => sum + (on(second) ? height : 0), 0),
      variance,
      tauS: parts.reduce((sum, part) => sum + part.variance * part.tauS, 0) / variance,
    };
  };
}

/** Stands at one level between 0 and a height until it is drawn anew, as a gauge that is set now and then. */
export function heldLevels(heights: Range, stays: Range): Draw<Noise> {
  return (random) => {
    const height = within(random, heights);
    const stayS = within(random, stays);
    const own = stream(random);
    let level = own.uniform();
    let untilS = stayS * exponential(own);
    return {
      at: (second) => {
        for (; untilS <= second; untilS += stayS * exponential(own)) level = own.uniform();
        return height * level;
      },
      variance: height ** 2 / 12,
      tauS: stayS,
    };
  };
}

/** Entries that live for a fixed while (TTL): Poisson in number; correlation falls in a straight line over a life. */
export function expiring(counts: Range, size: number, lives: Range): Draw<Noise> {
  return (random) => {
    const count = within(random, counts);
    const lifeS = within(random, lives);
    const own = stream(random);
    const dying: number[] = [];
    let nextS = -lifeS;
    return {
      at: (second) => {
        for (; nextS <= second; nextS += (lifeS / count) * exponential(own)) dying.push(nextS + lifeS);
        while ((dying[0] ?? Number.POSITIVE_INFINITY) <= second) dying.shift();
        return size * (dying.length - count);
      },
      variance: size ** 2 * count,
      tauS: (1 - 1 / Math.E) * lifeS,
    };
  };
}
