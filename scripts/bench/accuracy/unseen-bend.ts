/** Bends of the unseen shapes: what moves the level for good, or once, without being a leak. */
import { exponential, type Range, stream, within } from './chance.ts';
import { one } from './columns.ts';
import { type Bend, type Draw, LATEST_STEP, SPANS } from './part.ts';
import { smoothStep } from './unseen-stay.ts';

/** Classes are loaded when an endpoint is first asked for; each endpoint is asked for a little more seldom than the last. */
export function firstUses(heights: Range, counts: Range, constants: Range): Draw<Bend> {
  return (random) => {
    const count = Math.round(within(random, counts));
    const slowestS = within(random, constants);
    const own = stream(random);
    const atS = Array.from(
      { length: count },
      (_, index) => (slowestS * (index + 1) * exponential(own)) / count,
    );
    return {
      ...one((second) => atS.filter((moment) => moment <= second).length / count, within(random, heights)),
      identifiableFromS: SPANS.warmup * slowestS,
    };
  };
}

/** Buffers that grow by a share of what they are until they reach their limit: ever faster, and then flat. */
export function slowStart(heights: Range, fullShares: Range, growths: Range): Draw<Bend> {
  return (random, spanS) => {
    const fullS = spanS * within(random, fullShares);
    const growth = within(random, growths);
    return {
      ...one(
        (second) => Math.expm1(growth * Math.min(1, second / fullS)) / Math.expm1(growth),
        within(random, heights),
      ),
      identifiableFromS: SPANS.knee * fullS,
    };
  };
}

/** What starting up freed is given back to the kernel along a smooth step. */
export function purged(heights: Range, doneShares: Range): Draw<Bend> {
  return (random, spanS) => {
    const doneS = spanS * within(random, doneShares);
    return {
      ...one((second) => 1 - smoothStep(Math.min(1, second / doneS)), within(random, heights)),
      identifiableFromS: SPANS.knee * doneS,
    };
  };
}

/** Sessions that come evenly and live for any time up to the longest: what comes is more and more made up for. */
export function lifetimes(heights: Range, longestShares: Range): Draw<Bend> {
  return (random, spanS) => {
    const longestS = spanS * within(random, longestShares);
    return {
      ...one((second) => 1 - (1 - Math.min(1, second / longestS)) ** 2, within(random, heights)),
      identifiableFromS: SPANS.knee * longestS,
    };
  };
}

/** The clock is set, all entries are too old at once, and the cache fills again. */
export function emptied(heights: Range, atShares: Range, constants: Range): Draw<Bend> {
  return (random, spanS) => {
    const atS = spanS * within(random, atShares);
    const constantS = within(random, constants);
    return {
      ...one((second) => (second < atS ? 0 : -Math.exp((atS - second) / constantS)), within(random, heights)),
      identifiableFromS: Math.max(atS / LATEST_STEP, atS + SPANS.warmup * constantS),
    };
  };
}

/** A pool opened for the worst closes one that is idle each so often, until few enough are left. */
export function shrinking(size: number, counts: Range, doneShares: Range): Draw<Bend> {
  return (random, spanS) => {
    const count = Math.round(within(random, counts));
    const doneS = spanS * within(random, doneShares);
    return {
      ...one((second) => count - Math.floor(Math.min(1, second / doneS) * count), size),
      identifiableFromS: SPANS.knee * doneS,
    };
  };
}

/** Of what a feature needs, so much is there as soon as its flag is on; the rest comes with its users. */
const AT_ONCE = 0.4;

export function flagged(heights: Range, atShares: Range, constants: Range): Draw<Bend> {
  return (random, spanS) => {
    const atS = spanS * within(random, atShares);
    const constantS = within(random, constants);
    return {
      ...one(
        (second) => (second < atS ? 0 : 1 - (1 - AT_ONCE) * Math.exp((atS - second) / constantS)),
        within(random, heights),
      ),
      identifiableFromS: Math.max(atS / LATEST_STEP, atS + SPANS.warmup * constantS),
    };
  };
}

/** Statements are prepared when they are first met, by rank ever more seldom, until the cache of them is full. */
export function prepared(heights: Range, fullShares: Range, paces: Range): Draw<Bend> {
  return (random, spanS) => {
    const fullS = spanS * within(random, fullShares);
    const pace = within(random, paces);
    return {
      ...one(
        (second) => Math.log1p(pace * Math.min(1, second / fullS)) / Math.log1p(pace),
        within(random, heights),
      ),
      identifiableFromS: SPANS.knee * fullS,
    };
  };
}

/** So many workers at most: each time half of those that are missing are started. */
export function halved(size: number, doublings: Range, everyS: Range): Draw<Bend> {
  return (random) => {
    const most = 2 ** Math.round(within(random, doublings));
    const gapS = within(random, everyS);
    return {
      ...one((second) => most - Math.max(1, Math.floor(most / 2 ** Math.floor(second / gapS))), size),
      identifiableFromS: (SPANS.warmup * gapS) / Math.LN2,
    };
  };
}
