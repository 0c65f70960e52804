/** Bends of the held-out shapes: what moves the level for good without being a leak. */
import { exponential, type Range, stream, within } from './chance.ts';
import { one, several, stepAt } from './columns.ts';
import { type Bend, type Course, type Draw, LATEST_STEP, SPANS } from './part.ts';

/** What is left falls as e^−(t/θ)^β; told when as little is left as of an exponential after SPANS.warmup constants. */
export function stretched(heights: Range, constants: Range, powers: Range): Draw<Bend> {
  return (random) => {
    const constantS = within(random, constants);
    const power = within(random, powers);
    return {
      ...one((second) => -Math.exp(-((second / constantS) ** power)), within(random, heights)),
      identifiableFromS: constantS * SPANS.warmup ** (1 / power),
    };
  };
}

/** Slow, then fast, then ever slower: e^(−b·e^(−t/θ)), of which in the end b·e^(−t/θ) is left. */
export function gompertz(heights: Range, constants: Range, delays: Range): Draw<Bend> {
  return (random) => {
    const constantS = within(random, constants);
    const delay = within(random, delays);
    return {
      ...one((second) => Math.exp(-delay * Math.exp(-second / constantS)), within(random, heights)),
      identifiableFromS: constantS * (SPANS.warmup + Math.log(delay)),
    };
  };
}

/** What is left falls as 1/t: no run sees the end. */
export function arctangent(heights: Range, constants: Range): Draw<Bend> {
  return (random) => {
    const constantS = within(random, constants);
    return {
      ...one((second) => (2 / Math.PI) * Math.atan(second / constantS), within(random, heights)),
      identifiableFromS: Number.POSITIVE_INFINITY,
    };
  };
}

/** Up quickly, over the mark, and slowly back: two exponentials of opposite sign. */
export function overshoot(heights: Range, quick: Range, slow: Range): Draw<Bend> {
  return (random) => {
    const constants = [within(random, quick), within(random, slow)];
    const columns = constants.map(
      (constantS): Course =>
        (second) =>
          -Math.exp(-second / constantS),
    );
    const sizes = [within(random, heights), -0.5 * within(random, heights)];
    return {
      ...several(columns, sizes),
      identifiableFromS: SPANS.warmup * Math.max(...constants),
    };
  };
}

/**
 * Straight pieces between knees, at shares of the span, with the heights reached there in shares of the whole: fills in
 * two paces, with a pause, load in plateaus.
 */
export function pieces(
  heights: Range,
  knees: readonly (readonly [share: number, height: number])[],
  stretch: Range,
): Draw<Bend> {
  return (random, spanS) => {
    const slower = within(random, stretch);
    const points = [[0, 0] as const, ...knees].map(
      ([share, height]) => [share * slower * spanS, height] as const,
    );
    const column: Course = (second) => {
      const next = points.findIndex(([atS]) => atS > second);
      const [toS, to] = points[next] ?? points.at(-1) ?? [0, 0];
      const [fromS, from] = points[next - 1] ?? [0, 0];
      return next === -1 ? to : from + ((to - from) * (second - fromS)) / (toS - fromS);
    };
    return {
      ...one(column, within(random, heights)),
      identifiableFromS: SPANS.knee * (points.at(-1)?.[0] ?? 0),
    };
  };
}

/** Rotated logs are kept up to a number: the floor of the live one's teeth rises by one each rotation until then. */
export function kept(sizes: Range, counts: Range, fullShares: Range): Draw<Bend> {
  return (random, spanS) => {
    const count = Math.round(within(random, counts));
    const fullS = spanS * within(random, fullShares);
    return {
      ...one((second) => Math.min(count, Math.floor((count * second) / fullS)), within(random, sizes)),
      identifiableFromS: SPANS.knee * fullS,
    };
  };
}

/** The mean of teeth that settle (`settling` of the waves), which they bring themselves. */
export function settledMean(constantShare: number): Draw<Bend> {
  return (_, spanS) => ({
    ...one((second) => Math.exp(-second / (constantShare * spanS)), 0),
    identifiableFromS: SPANS.warmup * constantShare * spanS,
  });
}

/** An index loaded at some moment within minutes: a step that takes a while. */
export function loading(heights: Range, atShares: Range, lasts: Range): Draw<Bend> {
  return (random, spanS) => {
    const atS = spanS * within(random, atShares);
    const lastS = within(random, lasts);
    return {
      ...one((second) => Math.min(1, Math.max(0, (second - atS) / lastS)), within(random, heights)),
      identifiableFromS: (atS + lastS) / LATEST_STEP,
    };
  };
}

/** Taken for a while and given back. */
export function visit(heights: Range, fromShares: Range, lastShares: Range): Draw<Bend> {
  return (random, spanS) => {
    const fromS = spanS * within(random, fromShares);
    const toS = fromS + spanS * within(random, lastShares);
    const columns = [fromS, toS].map(stepAt);
    const height = within(random, heights);
    return { ...several(columns, [height, -height]), identifiableFromS: Number.POSITIVE_INFINITY };
  };
}

/** A table that grows by half whenever it is full, filled at an even pace to its last size. */
export function growingByHalf(smallest: number, times: number, lastShares: Range): Draw<Bend> {
  return (random, spanS) => {
    const lastS = spanS * within(random, lastShares);
    const columns = Array.from({ length: times }, (_, index) => stepAt(lastS * 1.5 ** (index + 1 - times)));
    return {
      ...several(
        columns,
        columns.map((_, index) => smallest * 1.5 ** index),
      ),
      identifiableFromS: Number.POSITIVE_INFINITY,
    };
  };
}

/** So many arenas and no more, each opened when first it is needed: the fewer are left, the longer it takes. */
export function arenas(count: number, heights: Range, meanShare: number): Draw<Bend> {
  return (random, spanS) => {
    const own = stream(random);
    const columns = Array.from({ length: count }, () => stepAt(meanShare * spanS * exponential(own)));
    return {
      ...several(
        columns,
        columns.map(() => within(own, heights)),
      ),
      identifiableFromS: Number.POSITIVE_INFINITY,
    };
  };
}
