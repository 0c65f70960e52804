/** Bends of the final shapes: what moves the level for good without being a leak. */
import { exponential, type Range, stream, within } from './chance.ts';
import { one, several, stepAt } from './columns.ts';
import { type Bend, type Draw, LATEST_STEP, SPANS } from './part.ts';

/** A just-in-time compiler: so many methods get hot, each in its own time, and are compiled for good. */
export function compiled(heights: Range, counts: Range, constants: Range): Draw<Bend> {
  return (random) => {
    const count = Math.round(within(random, counts));
    const constantS = within(random, constants);
    const own = stream(random);
    const atS = Array.from({ length: count }, () => constantS * exponential(own));
    return {
      ...one((second) => atS.filter((moment) => moment <= second).length / count, within(random, heights)),
      identifiableFromS: SPANS.warmup * constantS,
    };
  };
}

/** A cache of keys of which few are asked for often: what is new comes ever slower, until the cache is full. */
export function rareKeys(heights: Range, fullShares: Range, powers: Range): Draw<Bend> {
  return (random, spanS) => {
    const fullS = spanS * within(random, fullShares);
    const power = within(random, powers);
    return {
      ...one((second) => Math.min(1, second / fullS) ** power, within(random, heights)),
      identifiableFromS: SPANS.knee * fullS,
    };
  };
}

/** An autoscaler that overshoots and swings in: so many swings within the time it takes to settle by 1/e. */
export function ringing(heights: Range, constants: Range, swings: Range): Draw<Bend> {
  return (random) => {
    const constantS = within(random, constants);
    const turn = (2 * Math.PI * within(random, swings)) / constantS;
    return {
      ...one((second) => -Math.exp(-second / constantS) * Math.cos(turn * second), within(random, heights)),
      identifiableFromS: SPANS.warmup * constantS,
    };
  };
}

/** Where (1 + x)e^−x is as small as an exponential after SPANS.warmup constants. */
const CRITICAL = 8.5;

/** Two stores behind one another, each filled by the one before: off slowly, and no overshoot. */
export function critical(heights: Range, constants: Range): Draw<Bend> {
  return (random) => {
    const constantS = within(random, constants);
    return {
      ...one((second) => -(1 + second / constantS) * Math.exp(-second / constantS), within(random, heights)),
      identifiableFromS: CRITICAL * constantS,
    };
  };
}

/** The load begins when it begins, and then things fill up. */
export function lateStart(heights: Range, startShares: Range, constants: Range): Draw<Bend> {
  return (random, spanS) => {
    const startS = spanS * within(random, startShares);
    const constantS = within(random, constants);
    return {
      ...one((second) => -Math.exp(-Math.max(0, second - startS) / constantS), within(random, heights)),
      identifiableFromS: startS + SPANS.warmup * constantS,
    };
  };
}

/** A little of the traffic, then a tenth, a half, all of it; each stage takes as long as the one before, about. */
export function canary(heights: Range, wholeShares: Range): Draw<Bend> {
  return (random, spanS) => {
    const wholeS = spanS * within(random, wholeShares);
    const own = stream(random);
    const stages = [0.02, 0.1, 0.5, 1];
    const atS = stages.map((_, index) => (wholeS * (index + within(own, [0.5, 1]))) / stages.length);
    return {
      ...one(
        (second) => stages[atS.filter((moment) => moment <= second).length - 1] ?? 0,
        within(random, heights),
      ),
      identifiableFromS: SPANS.knee * wholeS,
    };
  };
}

/** A deploy of a service of several processes: some go, as many come, and then stand at another level. */
export function deploy(heights: Range, dipHeights: Range, atShares: Range, lasts: Range): Draw<Bend> {
  return (random, spanS) => {
    const atS = spanS * within(random, atShares);
    const lastS = within(random, lasts);
    return {
      ...several(
        [(second) => (second >= atS && second < atS + lastS ? 1 : 0), stepAt(atS + lastS)],
        [-within(random, dipHeights), within(random, heights)],
      ),
      identifiableFromS: (atS + lastS) / LATEST_STEP,
    };
  };
}

/** What starting up needed is given back in the background, at a pace that ebbs, until nothing is left of it. */
export function givenBack(heights: Range, doneShares: Range): Draw<Bend> {
  return (random, spanS) => {
    const doneS = spanS * within(random, doneShares);
    return {
      ...one((second) => 1 - Math.sin((Math.PI / 2) * Math.min(1, second / doneS)), within(random, heights)),
      identifiableFromS: SPANS.knee * doneS,
    };
  };
}

/** A pool with a greatest size: one more each time all are busy, which it is at random moments, until it is reached. */
export function pooled(size: number, counts: Range, fullShares: Range): Draw<Bend> {
  return (random, spanS) => {
    const fullS = spanS * within(random, fullShares);
    const own = stream(random);
    const count = Math.round(within(random, counts));
    const atS = Array.from({ length: count }, () => fullS * own.uniform());
    return {
      ...one((second) => atS.filter((moment) => moment <= second).length, size),
      identifiableFromS: SPANS.knee * fullS,
    };
  };
}

/** Tenants of very different sizes are moved in, and then no more; without `fullShares` they come ever more seldom. */
export function tenants(heights: Range, counts: Range, fullShares: Range | null): Draw<Bend> {
  return (random, spanS) => {
    const count = Math.round(within(random, counts));
    const lastS = spanS * (fullShares === null ? 0.95 : within(random, fullShares));
    const own = stream(random);
    const moved = Array.from({ length: count }, () => ({
      column: stepAt(lastS * own.uniform() ** (fullShares === null ? 3 : 1)),
      size: Math.exp(0.8 * own.gauss()),
    }));
    const columns = moved.map(({ column }) => column);
    const sum = moved.reduce((all, { size }) => all + size, 0);
    const height = within(random, heights);
    const sizes = moved.map(({ size }) => (height * size) / sum);
    return fullShares === null
      ? { ...several(columns, sizes), identifiableFromS: Number.POSITIVE_INFINITY }
      : {
          ...one(
            (second) => columns.reduce((all, column, index) => all + (sizes[index] ?? 0) * column(second), 0),
            1,
          ),
          identifiableFromS: SPANS.knee * lastS,
        };
  };
}

/** The mean of teeth that change their size at a moment (`resized` of the noises), which they bring themselves. */
export function resizedMean(atShare: number): Draw<Bend> {
  return (_, spanS) => ({
    ...one(stepAt(atShare * spanS), 0),
    identifiableFromS: (atShare * spanS) / LATEST_STEP,
  });
}
