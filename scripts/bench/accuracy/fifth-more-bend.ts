/** Further bends of the fifth set: trees and rings that fill, and what comes and is gone again. */
import { type Range, stream, within } from './chance.ts';
import { one } from './columns.ts';
import { type Bend, type Draw, LATEST_STEP, SPANS } from './part.ts';

/** A tree is watched from its root on: few at first, most in the middle, few again at its leaves. */
export function watched(size: number, counts: Range, doneShares: Range): Draw<Bend> {
  return (random, spanS) => {
    const count = Math.round(within(random, counts));
    const doneS = spanS * within(random, doneShares);
    return {
      ...one((second) => {
        const share = Math.min(1, second / doneS);
        return Math.floor(count * share ** 2 * (3 - 2 * share));
      }, size),
      identifiableFromS: SPANS.knee * doneS,
    };
  };
}

/** A ring of traces is filled, by traffic that swells and ebbs so many times until it is full, and then goes round. */
export function ringed(heights: Range, fullShares: Range, swells: Range): Draw<Bend> {
  const SWELL = 0.8;
  return (random, spanS) => {
    const fullS = spanS * within(random, fullShares);
    const turn = 2 * Math.PI * Math.round(within(random, swells));
    return {
      ...one(
        (second) => {
          const share = Math.min(1, second / fullS);
          return share + (SWELL * Math.sin(turn * share)) / turn;
        },
        within(random, heights),
      ),
      identifiableFromS: SPANS.knee * fullS,
    };
  };
}

/** An outage: nothing comes, and then more than ever for twice as long, ever less, until it is made up for. */
export function madeUpFor(heights: Range, atShares: Range, lasts: Range): Draw<Bend> {
  return (random, spanS) => {
    const atS = spanS * within(random, atShares);
    const lastS = within(random, lasts);
    return {
      ...one(
        (second) => {
          const share = (second - atS) / lastS;
          if (share < 0) return 0;
          return share < 1 ? -1 : Math.max(0, (3 - share) / 2);
        },
        within(random, heights),
      ),
      identifiableFromS: (atS + 3 * lastS) / LATEST_STEP,
    };
  };
}

/** A scavenger that backs off: gives back half of what is left, and waits twice as long each time. */
export function scavenged(heights: Range, firstShares: Range): Draw<Bend> {
  return (random, spanS) => {
    const firstS = spanS * within(random, firstShares);
    return {
      ...one((second) => 2 ** -Math.floor(Math.log2(second / firstS + 1)), within(random, heights)),
      identifiableFromS: Number.POSITIVE_INFINITY,
    };
  };
}

/** Reports of the night, one after the other: each takes evenly more until it is written, and nothing after. */
export function reported(heights: Range, counts: Range, fromShares: Range, toShares: Range): Draw<Bend> {
  return (random, spanS) => {
    const count = Math.round(within(random, counts));
    const [fromS, toS] = [spanS * within(random, fromShares), spanS * within(random, toShares)];
    const own = stream(random);
    const sizes = Array.from({ length: count }, () => within(own, [0.4, 1]));
    return {
      ...one(
        (second) => {
          const place = (count * (second - fromS)) / (toS - fromS);
          return place < 0 ? 0 : (sizes[Math.floor(place)] ?? 0) * (place - Math.floor(place));
        },
        within(random, heights),
      ),
      identifiableFromS: Number.POSITIVE_INFINITY,
    };
  };
}

/** A snapshot is held open: each page that is written to is there twice, until it is closed. */
export function heldOpen(heights: Range, fromShares: Range, lastShares: Range): Draw<Bend> {
  return (random, spanS) => {
    const fromS = spanS * within(random, fromShares);
    const lastS = spanS * within(random, lastShares);
    const written = within(random, [2, 5]);
    return {
      ...one(
        (second) => {
          const share = (second - fromS) / lastS;
          return share < 0 || share > 1 ? 0 : -Math.expm1(-written * share);
        },
        within(random, heights),
      ),
      identifiableFromS: Number.POSITIVE_INFINITY,
    };
  };
}
