/** Leaks of the final shapes. */
import { exponential, type Range, stream, within } from './chance.ts';
import type { Draw, LeakForm } from './part.ts';
import { realised, stairs } from './realised-leak.ts';

const HOUR = 3600;

interface Piece {
  readonly atS: number;
  readonly height: number;
}

const ALWAYS: Range = [0, 0];

/** So many pieces of log-normal size in the whole span, at random moments; `spread` 0: of one size. */
export function requests(counts: Range, spread: number, onsetShares: Range = ALWAYS): Draw<LeakForm> {
  return (random, spanS) => {
    const onsetS = spanS * within(random, onsetShares);
    const gapS = spanS / within(random, counts);
    const own = stream(random);
    const pieces: Piece[] = [];
    for (let atS = onsetS + gapS * exponential(own); atS < spanS; atS += gapS * exponential(own))
      pieces.push({ atS, height: Math.exp(spread * own.gauss()) });
    return realised(stairs(pieces), onsetS, spanS);
  };
}

/** A piece for each run of a job at even times, the one a little larger than the other. */
export function eachJob(everyS: number): Draw<LeakForm> {
  return (random, spanS) => {
    const phase = random.uniform();
    const own = stream(random);
    const pieces: Piece[] = [];
    for (let atS = phase * everyS; atS < spanS; atS += everyS)
      pieces.push({ atS, height: within(own, [0.8, 1.2]) });
    return realised(stairs(pieces), 0, spanS);
  };
}

/** Only in storms: so many in the span, each of random length, with quiet in between, the storms a third of the time. */
export function inStorms(counts: Range): Draw<LeakForm> {
  return (random, spanS) => {
    const count = Math.round(within(random, counts));
    const own = stream(random);
    const stormy = Array.from({ length: count }, (_, index) => ({
      fromS: ((index + within(own, [0, 0.3])) * spanS) / count,
      lastS: (within(own, [0.25, 0.4]) * spanS) / count,
    }));
    return realised(
      (second) =>
        stormy.reduce((sum, { fromS, lastS }) => sum + Math.min(lastS, Math.max(0, second - fromS)), 0),
      0,
      spanS,
    );
  };
}

/** With days of 24 hours: all of it in the evenings, as a sine above a threshold. */
export function inTheEvenings(periodS: number): Draw<LeakForm> {
  return (random, spanS) => {
    const phase = random.uniform();
    return realised(
      (second) => {
        const cycle = second / periodS + phase;
        return Math.floor(cycle) + (1 - Math.cos(Math.PI * Math.min(1, 2 * (cycle - Math.floor(cycle))))) / 2;
      },
      0,
      spanS,
    );
  };
}

/** A second thing begins to leak at some moment: so many times the pace from then on. On average 1. */
export function joinedByAnother(times: Range, shares: Range): Draw<LeakForm> {
  return (random, spanS) => {
    const more = within(random, times) - 1;
    const fromS = spanS * within(random, shares);
    const whole = (spanS + more * (spanS - fromS)) / spanS;
    return {
      at: (second) => (second + more * Math.max(0, second - fromS)) / whole / HOUR,
      onsetS: 0,
      variance: 0,
      tauS: 0,
      straight: false,
    };
  };
}

/** As t^p: below 1 it slows down and never ends. On average 1. */
export function asPower(powers: Range): Draw<LeakForm> {
  return (random, spanS) => {
    const power = within(random, powers);
    return {
      at: (second) => (spanS / HOUR) * (second / spanS) ** power,
      onsetS: 0,
      variance: 0,
      tauS: 0,
      straight: false,
    };
  };
}

/** One of a kind for so many times in the span, at a moment in the middle of each, give or take. */
export function nowAndThen(counts: Range, spread: number): Draw<LeakForm> {
  return (random, spanS) => {
    const gapS = spanS / within(random, counts);
    const phase = random.uniform();
    const own = stream(random);
    const pieces: Piece[] = [];
    for (let index = 0; (index + phase) * gapS < spanS; index += 1)
      pieces.push({
        atS: (index + phase + within(own, [-spread, spread])) * gapS,
        height: 1,
      });
    return realised(stairs(pieces), 0, spanS);
  };
}

/** An arena more whenever the last is full; at times one is handed on by another thread, and two come later at once. */
export function byArenas(counts: Range): Draw<LeakForm> {
  return (random, spanS) => {
    const gapS = spanS / within(random, counts);
    const phase = random.uniform();
    const own = stream(random);
    const pieces: Piece[] = [];
    let due = 0;
    for (let index = 0; (index + phase) * gapS < spanS; index += 1) {
      due += 1;
      if (due === 1 && own.uniform() < 0.15) continue;
      pieces.push({ atS: (index + phase) * gapS, height: due });
      due = 0;
    }
    return realised(stairs(pieces), 0, spanS);
  };
}
