/** Bends of the fifth set: what moves the level for good, or once, without being a leak. */
import { type Range, stream, within } from './chance.ts';
import { one, several, stepAt } from './columns.ts';
import { type Bend, type Draw, LATEST_STEP, SPANS } from './part.ts';

/** Pages are read ahead around each that is touched, until what is read ahead meets (Avrami 1939): slow, fast, whole. */
export function readAhead(heights: Range, constants: Range, powers: Range): Draw<Bend> {
  return (random) => {
    const constantS = within(random, constants);
    const power = within(random, powers);
    return {
      ...one((second) => -Math.exp(-((second / constantS) ** power)), within(random, heights)),
      identifiableFromS: constantS * SPANS.warmup ** (1 / power),
    };
  };
}

/** Old workers are replaced one by one; each new one takes a while until it has what it needs, which is less. */
export function rolling(heights: Range, counts: Range, doneShares: Range, constants: Range): Draw<Bend> {
  const NEEDS = 0.5;
  return (random, spanS) => {
    const count = Math.round(within(random, counts));
    const doneS = spanS * within(random, doneShares);
    const constantS = within(random, constants);
    const atS = Array.from({ length: count }, (_, index) => (doneS * (index + 1)) / count);
    const worker = (ageS: number): number => (ageS < 0 ? 1 : -NEEDS * Math.expm1(-ageS / constantS));
    return {
      ...one(
        (second) => atS.reduce((sum, moment) => sum + worker(second - moment), 0) / count,
        within(random, heights),
      ),
      identifiableFromS: Math.max(SPANS.knee * doneS, doneS + SPANS.warmup * constantS),
    };
  };
}

/** Blue and green: the new one is started, both stand for a while, and the old one goes. */
export function blueGreen(heights: Range, both: Range, atShares: Range, lasts: Range): Draw<Bend> {
  return (random, spanS) => {
    const atS = spanS * within(random, atShares);
    const lastS = within(random, lasts);
    return {
      ...several(
        [(second) => (second >= atS && second < atS + lastS ? 1 : 0), stepAt(atS + lastS)],
        [within(random, both), within(random, heights)],
      ),
      identifiableFromS: (atS + lastS) / LATEST_STEP,
    };
  };
}

/** All that is allocated since the start stays until the first full collection; after it things are as they always are. */
export function firstCollection(heights: Range, atShares: Range): Draw<Bend> {
  const LIVES = 0.35;
  return (random, spanS) => {
    const atS = spanS * within(random, atShares);
    return {
      ...one((second) => (second < atS ? second / atS : LIVES), within(random, heights)),
      identifiableFromS: SPANS.knee * atS,
    };
  };
}

/** A limit found by bisection: too many, too few, each time half as far off. */
export function bisected(size: number, counts: Range, everyS: Range): Draw<Bend> {
  return (random) => {
    const count = Math.round(within(random, counts));
    const gapS = within(random, everyS);
    return {
      ...one((second) => Math.round(count * (1 - (-0.5) ** Math.floor(second / gapS))), size),
      identifiableFromS: (SPANS.warmup * gapS) / Math.LN2,
    };
  };
}

/** Users are invited, so many at a time; of each lot all come at once, and `stay` of them stay. */
export function invited(
  heights: Range,
  counts: Range,
  doneShares: Range,
  decays: Range,
  stay: number,
): Draw<Bend> {
  return (random, spanS) => {
    const count = Math.round(within(random, counts));
    const doneS = spanS * within(random, doneShares);
    const decayS = within(random, decays);
    const own = stream(random);
    const atS = Array.from({ length: count }, (_, index) => (doneS * (index + own.uniform())) / count);
    const lot = (ageS: number): number => (ageS < 0 ? 0 : stay + (1 - stay) * Math.exp(-ageS / decayS));
    return {
      ...one((second) => atS.reduce((sum, moment) => sum + lot(second - moment), 0), within(random, heights)),
      identifiableFromS: Math.max(SPANS.knee * doneS, doneS + SPANS.warmup * decayS),
    };
  };
}

/** A node has joined: shards are handed over to it, one after the other, until it has its share. */
export function handedOver(heights: Range, counts: Range, fromShares: Range, toShares: Range): Draw<Bend> {
  return (random, spanS) => {
    const count = Math.round(within(random, counts));
    const [fromS, toS] = [spanS * within(random, fromShares), spanS * within(random, toShares)];
    return {
      ...one(
        (second) => Math.floor(count * Math.min(1, Math.max(0, (second - fromS) / (toS - fromS)))) / count,
        -within(random, heights),
      ),
      identifiableFromS: SPANS.knee * toS,
    };
  };
}

/** A scanner goes round and round, evenly, and finds half of what is left each time. */
export function scanned(heights: Range, rounds: Range): Draw<Bend> {
  return (random) => {
    const roundS = within(random, rounds);
    return {
      ...one(
        (second) => {
          const round = Math.floor(second / roundS);
          return -(2 ** -round) * (1 - (second / roundS - round) / 2);
        },
        within(random, heights),
      ),
      identifiableFromS: (SPANS.warmup * roundS) / Math.LN2,
    };
  };
}
