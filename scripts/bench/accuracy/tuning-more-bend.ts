/** Bends of the further tuning shapes: what moves the level for good without being a leak. */
import { exponential, type Range, stream, within } from './chance.ts';
import { type Bend, type Course, type Draw, LATEST_STEP, SPANS } from './part.ts';

/** S-shaped: slow, fast, slow; its end is an exponential of the same constant. */
export function logistic(heights: Range, middleShares: Range, constantShares: Range): Draw<Bend> {
  return (random, spanS) => {
    const middleS = spanS * within(random, middleShares);
    const constantS = spanS * within(random, constantShares);
    const column: Course = (second) => 1 / (1 + Math.exp((middleS - second) / constantS));
    return {
      ...one(column, within(random, heights)),
      identifiableFromS: SPANS.knee * (middleS + 2 * constantS),
    };
  };
}

/** A quick warm-up (code) and a slow one (data). */
export function twoStages(heights: Range, quick: Range, slow: Range): Draw<Bend> {
  return (random) => {
    const quickS = within(random, quick);
    const slowS = within(random, slow);
    const columns = [quickS, slowS].map(
      (constantS): Course =>
        (second) =>
          -Math.exp(-second / constantS),
    );
    const sizes = columns.map(() => within(random, heights) / 2);
    return {
      at: (second) => columns.reduce((sum, column, index) => sum + (sizes[index] ?? 0) * column(second), 0),
      columns,
      identifiableFromS: SPANS.warmup * Math.max(quickS, slowS),
    };
  };
}

/** What is left falls as (1 + t/θ)^−p: for ever a little slower. 1/e of it is left at θ(e^(1/p) − 1). */
export function powerLaw(heights: Range, constants: Range, power: number): Draw<Bend> {
  return (random) => {
    const constantS = within(random, constants);
    const column: Course = (second) => -((1 + second / constantS) ** -power);
    return {
      ...one(column, within(random, heights)),
      identifiableFromS:
        power < 2 ? Number.POSITIVE_INFINITY : SPANS.warmup * constantS * (Math.exp(1 / power) - 1),
    };
  };
}

/** A cache fills in a straight line until it is full. */
export function cacheFilling(heights: Range, kneeShares: Range): Draw<Bend> {
  return (random, spanS) => {
    const kneeS = spanS * within(random, kneeShares);
    const column: Course = (second) => Math.min(1, second / kneeS);
    return { ...one(column, within(random, heights)), identifiableFromS: SPANS.knee * kneeS };
  };
}

/** The same in even chunks, as an allocator hands them out. */
export function chunksUntilFull(chunk: number, counts: Range, kneeShares: Range): Draw<Bend> {
  return (random, spanS) => {
    const count = Math.round(within(random, counts));
    const kneeS = spanS * within(random, kneeShares);
    const column: Course = (second) => Math.min(count, Math.floor((count * second) / kneeS));
    return { ...one(column, chunk), identifiableFromS: SPANS.knee * kneeS };
  };
}

/** A hash table doubles as it fills, ever rarer, to its last size. */
export function doubling(smallest: number, doublings: number, lastShares: Range): Draw<Bend> {
  return (random, spanS) => {
    const lastS = spanS * within(random, lastShares);
    const columns = Array.from({ length: doublings }, (_, index): Course => {
      const atS = lastS * 0.5 ** (doublings - 1 - index);
      return (second) => (second >= atS ? 1 : 0);
    });
    return {
      at: (second) => columns.reduce((sum, column, index) => sum + smallest * 2 ** index * column(second), 0),
      columns,
      identifiableFromS: Number.POSITIVE_INFINITY,
    };
  };
}

/** An allocator's high-water mark: each step up makes the next less likely. */
export function ratchet(
  heights: Range,
  firstShare: number,
  slowing: number,
  latestShare: number,
): Draw<Bend> {
  return (random, spanS) => {
    const own = stream(random);
    const columns: Course[] = [];
    const sizes: number[] = [];
    let gapS = firstShare * spanS;
    for (let atS = gapS * exponential(own); atS < latestShare * spanS; atS += gapS * exponential(own)) {
      const stepS = atS;
      columns.push((second) => (second >= stepS ? 1 : 0));
      sizes.push(within(own, heights));
      gapS *= slowing;
    }
    return {
      at: (second) => columns.reduce((sum, column, index) => sum + (sizes[index] ?? 0) * column(second), 0),
      columns,
      identifiableFromS: columns.length <= 1 ? 0 : Number.POSITIVE_INFINITY,
    };
  };
}

/** Memory given back (or, with a negative fall, taken) at one moment. */
export function trim(falls: Range, atShares: Range): Draw<Bend> {
  return (random, spanS) => {
    const atS = spanS * within(random, atShares);
    const column: Course = (second) => (second >= atS ? 1 : 0);
    return { ...one(column, -within(random, falls)), identifiableFromS: atS / LATEST_STEP };
  };
}

function one(column: Course, size: number): Pick<Bend, 'at' | 'columns'> {
  return { at: (second) => size * column(second), columns: [column] };
}
