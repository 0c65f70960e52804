/** Leaks of the fifth set. */
import type { Random } from '../../../test/trend/simulate.ts';
import { exponential, type Range, remembering, stream, within } from './chance.ts';
import type { Draw, LeakForm } from './part.ts';
import { realised, stairs } from './realised-leak.ts';

const HOUR = 3600;
const ALWAYS: Range = [0, 0];

interface Piece {
  readonly atS: number;
  readonly height: number;
}

/** Pieces one after the other, so many in the whole span; each comes when the gap of the one before has passed. */
function inPieces(
  counts: Range,
  onsetShares: Range,
  next: (random: Random) => () => { readonly height: number; readonly gap: number },
): Draw<LeakForm> {
  return (random, spanS) => {
    const onsetS = spanS * within(random, onsetShares);
    const gapS = spanS / within(random, counts);
    const own = stream(random);
    const following = next(own);
    const pieces: Piece[] = [];
    let atS = onsetS + gapS * own.uniform();
    while (atS < spanS) {
      const { height, gap } = following();
      pieces.push({ atS, height });
      atS += gapS * gap;
    }
    return realised(stairs(pieces), onsetS, spanS);
  };
}

/** Of two kinds: most are small, and one in twelve is eight times as large. */
export function ofTwoSizes(counts: Range, onsetShares: Range = ALWAYS): Draw<LeakForm> {
  return inPieces(counts, onsetShares, (random) => () => ({
    height: random.uniform() < 1 / 12 ? 8 : 1,
    gap: exponential(random),
  }));
}

/** In clumps: gaps of a Weibull distribution, many short and some long (of mean 1). */
export function clumped(counts: Range): Draw<LeakForm> {
  const [POWER, MEAN] = [0.75, 1.1906];
  return inPieces(counts, ALWAYS, (random) => () => ({
    height: 1,
    gap: exponential(random) ** (1 / POWER) / MEAN,
  }));
}

/** Extents of whichever size is free: the next is taken when the last is used up, so the larger the later. */
export function byExtents(counts: Range): Draw<LeakForm> {
  return inPieces(counts, ALWAYS, (random) => () => {
    const size = within(random, [0.6, 1.4]);
    return { height: size, gap: size };
  });
}

/** With each batch, at even times, by how large it is; a large one is followed by large ones. */
export function byBatch(everyS: number): Draw<LeakForm> {
  return (random, spanS, intervalS) =>
    inPieces([spanS / everyS, spanS / everyS], ALWAYS, (own) => {
      const size = remembering(own, 0.5, 0.15, 0.3);
      return () => ({ height: size(), gap: 1 });
    })(random, spanS, intervalS);
}

/** Only while the other site is down: two fifths of the time, so many times in the span, for any while. */
export function whileFailedOver(counts: Range): Draw<LeakForm> {
  return (random, spanS) => {
    const turnS = spanS / within(random, counts);
    const own = stream(random);
    const downs: { readonly fromS: number; readonly lastS: number }[] = [];
    for (let fromS = 0.6 * turnS * exponential(own); fromS < spanS; ) {
      const lastS = 0.4 * turnS * exponential(own);
      downs.push({ fromS, lastS });
      fromS += lastS + 0.6 * turnS * exponential(own);
    }
    return realised(
      (second) =>
        downs.reduce((sum, { fromS, lastS }) => sum + Math.min(lastS, Math.max(0, second - fromS)), 0),
      0,
      spanS,
    );
  };
}

/** With what is traded: most at the opening and at the close, nothing for two thirds of each day. */
export function withTrades(dayS: number): Draw<LeakForm> {
  const OPEN = 0.35;
  return (random, spanS) => {
    const phase = random.uniform();
    return realised(
      (second) => {
        const day = second / dayS + phase;
        const place = 2 * Math.min(1, (day - Math.floor(day)) / OPEN) - 1;
        // The integral of 0.35 + 0.65 x², from −1 to 1.
        const whole = 2 * (0.35 + 0.65 / 3);
        return Math.floor(day) + (0.35 * place + (0.65 / 3) * place ** 3) / whole + 0.5;
      },
      0,
      spanS,
    );
  };
}

/** Unevenly by what it is made of, on average 1; no one slope is true all along. */
function bent(course: (share: number) => number): (spanS: number) => LeakForm {
  return (spanS) => ({
    at: (second) => ((spanS / HOUR) * course(second / spanS)) / course(1),
    onsetS: 0,
    variance: 0,
    tauS: 0,
    straight: false,
  });
}

/** With each of three releases, which come at even times, a little faster: in the end so many times the pace. */
export function withReleases(times: Range): Draw<LeakForm> {
  return (random, spanS) => {
    const more = (within(random, times) - 1) / 2;
    return bent((share) => share + more * (Math.max(0, share - 1 / 3) + Math.max(0, share - 2 / 3)))(spanS);
  };
}

/** What is leaked makes the next slower: as a root, which never ends. */
export function asRoot(paces: Range): Draw<LeakForm> {
  return (random, spanS) => {
    const pace = within(random, paces);
    return bent((share) => Math.sqrt(1 + pace * share) - 1)(spanS);
  };
}
