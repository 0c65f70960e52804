/** Bends of the final shapes whose end no run sees, or too late. */
import { type Range, stream, within } from './chance.ts';
import { one, several, stepAt } from './columns.ts';
import type { Bend, Course, Draw } from './part.ts';

/** What is left falls as 1/(1 + t/θ): half of it is there after one constant, a tenth is missing after nine. */
export function hyperbolic(heights: Range, constantShares: Range): Draw<Bend> {
  return (random, spanS) => {
    const constantS = spanS * within(random, constantShares);
    return {
      ...one((second) => second / (second + constantS), within(random, heights)),
      identifiableFromS: Number.POSITIVE_INFINITY,
    };
  };
}

/** Morning: the load rises along half a cosine, and stands. */
export function morning(heights: Range, fromShares: Range, toShares: Range): Draw<Bend> {
  return (random, spanS) => {
    const fromS = spanS * within(random, fromShares);
    const toS = spanS * within(random, toShares);
    const share: Course = (second) => Math.min(1, Math.max(0, (second - fromS) / (toS - fromS)));
    return {
      ...one((second) => (1 - Math.cos(Math.PI * share(second))) / 2, within(random, heights)),
      identifiableFromS: Number.POSITIVE_INFINITY,
    };
  };
}

/** A job of the night: takes more and more, holds it, gives it all back. */
export function nightJob(heights: Range, fromShares: Range, lastShares: Range): Draw<Bend> {
  return (random, spanS) => {
    const fromS = spanS * within(random, fromShares);
    const lastS = spanS * within(random, lastShares);
    const share: Course = (second) => (second - fromS) / lastS;
    return {
      ...one(
        (second) => (share(second) > 1 ? 0 : Math.min(1, Math.max(0, 2.5 * share(second)))),
        within(random, heights),
      ),
      identifiableFromS: Number.POSITIVE_INFINITY,
    };
  };
}

/** The most that was ever asked for at once, and is kept: records of heavy-tailed requests get rarer as 1/t. */
export function highWater(heights: Range, requests: Range): Draw<Bend> {
  return (random, spanS) => {
    const count = Math.round(within(random, requests));
    const own = stream(random);
    const height = within(random, heights);
    const columns: Course[] = [];
    const sizes: number[] = [];
    let most = 0;
    for (let request = 0; request < count; request += 1) {
      const size = Math.exp(0.5 * own.gauss());
      if (size <= most) continue;
      columns.push(stepAt((spanS * request) / count));
      sizes.push(height * (size - most));
      most = size;
    }
    return { ...several(columns, sizes), identifiableFromS: Number.POSITIVE_INFINITY };
  };
}
