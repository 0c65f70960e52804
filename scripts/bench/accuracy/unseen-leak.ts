/** Leaks of the unseen shapes. */
import { exponential, type Range, stream, within } from './chance.ts';
import type { Draw, LeakForm } from './part.ts';
import { realised, stairs } from './realised-leak.ts';

const HOUR = 3600;
const ALWAYS: Range = [0, 0];

interface Piece {
  readonly atS: number;
  readonly height: number;
}

/** Uploads that are given up, of a power-law size: so many in the whole span, at random moments. */
export function abandoned(counts: Range, onsetShares: Range = ALWAYS): Draw<LeakForm> {
  const [POWER, MOST] = [1.5, 10];
  return (random, spanS) => {
    const onsetS = spanS * within(random, onsetShares);
    const gapS = spanS / within(random, counts);
    const own = stream(random);
    const pieces: Piece[] = [];
    for (let atS = onsetS + gapS * exponential(own); atS < spanS; atS += gapS * exponential(own))
      pieces.push({ atS, height: (1 - (1 - MOST ** -POWER) * own.uniform()) ** (-1 / POWER) });
    return realised(stairs(pieces), onsetS, spanS);
  };
}

/** Each failure is tried again, and again: so many begin in the span, with four on average, one close after the other. */
export function inVolleys(counts: Range): Draw<LeakForm> {
  const AGAIN = 0.75;
  return (random, spanS) => {
    const gapS = spanS / within(random, counts);
    const own = stream(random);
    const pieces: Piece[] = [];
    for (let fromS = gapS * exponential(own); fromS < spanS; fromS += gapS * exponential(own)) {
      let atS = fromS;
      do {
        pieces.push({ atS, height: 1 });
        atS += 0.1 * gapS * exponential(own);
      } while (own.uniform() < AGAIN);
    }
    return realised(stairs(pieces.toSorted((one, other) => one.atS - other.atS)), 0, spanS);
  };
}

/** With each turn of something periodic, unless it finds nothing to do, as one time in eight. */
export function mostTurns(everyS: number): Draw<LeakForm> {
  return (random, spanS) => {
    const phase = random.uniform();
    const own = stream(random);
    const pieces: Piece[] = [];
    for (let atS = phase * everyS; atS < spanS; atS += everyS)
      if (own.uniform() < 7 / 8) pieces.push({ atS, height: 1 });
    return realised(stairs(pieces), 0, spanS);
  };
}

/** Five days of seven. */
export function onWeekdays(weekS: number): Draw<LeakForm> {
  return (random, spanS) => {
    const phase = random.uniform();
    return realised(
      (second) => {
        const week = second / weekS + phase;
        return 5 * Math.floor(week) + Math.min(5, 7 * (week - Math.floor(week)));
      },
      0,
      spanS,
    );
  };
}

/** Its pace grows evenly with the customers, to so many times what it was. On average 1. */
export function withCustomers(times: Range): Draw<LeakForm> {
  return (random, spanS) => {
    const more = within(random, times) - 1;
    return {
      at: (second) => (second * (1 + (more * second) / (2 * spanS))) / (1 + more / 2) / HOUR,
      onsetS: 0,
      variance: 0,
      tauS: 0,
      straight: false,
    };
  };
}

/** As a logarithm: the more there is, the longer the next takes, and it never ends. On average 1. */
export function everSlower(paces: Range): Draw<LeakForm> {
  return (random, spanS) => {
    const pace = within(random, paces);
    return {
      at: (second) => ((spanS / HOUR) * Math.log1p((pace * second) / spanS)) / Math.log1p(pace),
      onsetS: 0,
      variance: 0,
      tauS: 0,
      straight: false,
    };
  };
}

/** A slab of so many objects more whenever the last is full; the objects come at random. */
export function bySlabs(slabs: Range, objects: number): Draw<LeakForm> {
  return (random, spanS) => {
    const gapS = spanS / within(random, slabs);
    const own = stream(random);
    const filled = (count: number): number => {
      let taken = 0;
      for (let object = 0; object < count; object += 1) taken += exponential(own);
      return (gapS * taken) / objects;
    };
    const pieces: Piece[] = [];
    // The first is filled already to some share.
    for (let atS = filled(Math.ceil(objects * own.uniform())); atS < spanS; atS += filled(objects))
      pieces.push({ atS, height: 1 });
    return realised(stairs(pieces), 0, spanS);
  };
}
