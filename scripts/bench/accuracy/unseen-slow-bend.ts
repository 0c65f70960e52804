/** Further bends of the unseen shapes: pages touched at many paces, and imports, which come late or for long. */
import { exponential, type Range, stream, within } from './chance.ts';
import { one, several, stepAt } from './columns.ts';
import { type Bend, type Draw, SPANS } from './part.ts';

/** Pages of a mapping are touched, the busiest ten times as often as the quietest, all paces between alike. */
export function touched(heights: Range, constants: Range): Draw<Bend> {
  return (random) => {
    const quietestS = within(random, constants);
    const BUSIEST = 10;
    return {
      ...one(
        (second) => {
          const time = second / quietestS;
          return time === 0 ? 0 : 1 - (Math.exp(-time) - Math.exp(-BUSIEST * time)) / ((BUSIEST - 1) * time);
        },
        within(random, heights),
      ),
      identifiableFromS: SPANS.warmup * quietestS,
    };
  };
}

/** The same where some are hardly ever touched: all paces from none, and no run sees the end. */
export function touchedSeldom(heights: Range, constantShares: Range): Draw<Bend> {
  return (random, spanS) => {
    const busiestS = spanS * within(random, constantShares);
    return {
      ...one(
        (second) => {
          const time = second / busiestS;
          return time === 0 ? 0 : 1 + Math.expm1(-time) / time;
        },
        within(random, heights),
      ),
      identifiableFromS: Number.POSITIVE_INFINITY,
    };
  };
}

/** An import: takes as the root of what it has read, and what it took is given back little by little after it. */
export function imported(heights: Range, fromShares: Range, lastShares: Range, decays: Range): Draw<Bend> {
  return (random, spanS) => {
    const fromS = spanS * within(random, fromShares);
    const lastS = spanS * within(random, lastShares);
    const decayS = within(random, decays);
    const endS = fromS + lastS;
    return {
      ...one(
        (second) => {
          if (second < fromS) return 0;
          return second < endS ? Math.sqrt((second - fromS) / lastS) : Math.exp((endS - second) / decayS);
        },
        within(random, heights),
      ),
      identifiableFromS: Math.max(SPANS.knee * endS, endS + SPANS.warmup * decayS),
    };
  };
}

/** Plugins loaded when they are first needed; so many, each next of them so many times as seldom. */
export function everMoreSeldom(
  heights: Range,
  counts: Range,
  constantShares: Range,
  times: number,
): Draw<Bend> {
  return (random, spanS) => {
    const count = Math.round(within(random, counts));
    const firstS = spanS * within(random, constantShares);
    const own = stream(random);
    const columns = Array.from({ length: count }, (_, index) =>
      stepAt(firstS * times ** index * exponential(own)),
    );
    const height = within(random, heights);
    return {
      ...several(
        columns,
        columns.map(() => height / count),
      ),
      identifiableFromS: Number.POSITIVE_INFINITY,
    };
  };
}

/** A replica falls behind while its link is slow, and what waits for it is sent when it is quick again. */
export function behind(heights: Range, fromShares: Range, toShares: Range, caughtUpIn: Range): Draw<Bend> {
  return (random, spanS) => {
    const fromS = spanS * within(random, fromShares);
    const toS = spanS * within(random, toShares);
    const downS = (toS - fromS) * within(random, caughtUpIn);
    return {
      ...one(
        (second) => Math.max(0, second < toS ? (second - fromS) / (toS - fromS) : 1 - (second - toS) / downS),
        within(random, heights),
      ),
      identifiableFromS: Number.POSITIVE_INFINITY,
    };
  };
}
