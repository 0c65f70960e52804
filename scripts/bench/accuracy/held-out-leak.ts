/** Leaks of the held-out shapes. What is drawn by chance is scaled by the slope that it came to. */
import { exponential, type Range, stream, within } from './chance.ts';
import type { Draw, LeakForm } from './part.ts';
import { realised, stairs } from './realised-leak.ts';

const HOUR = 3600;

/** Small pieces of random size at random moments, as many as would be in the whole span. */
export function inPieces(counts: Range, onsetShares: Range = [0, 0]): Draw<LeakForm> {
  return (random, spanS) => {
    const onsetS = spanS * within(random, onsetShares);
    const gapS = spanS / within(random, counts);
    const own = stream(random);
    const steps: { atS: number; height: number }[] = [];
    for (let atS = onsetS + gapS * exponential(own); atS < spanS; atS += gapS * exponential(own))
      steps.push({ atS, height: exponential(own) });
    return realised(stairs(steps), onsetS, spanS);
  };
}

/** One piece for each of the connections that close, of one size. */
export function perConnection(counts: Range): Draw<LeakForm> {
  return (random, spanS) => {
    const gapS = spanS / within(random, counts);
    const own = stream(random);
    const steps: { atS: number; height: number }[] = [];
    for (let atS = gapS * exponential(own); atS < spanS; atS += gapS * exponential(own))
      steps.push({ atS, height: 1 });
    return realised(stairs(steps), 0, spanS);
  };
}

/** Steps around a line, a third of one off it in moment and height. */
export function inSteps(counts: Range): Draw<LeakForm> {
  return (random, spanS) => {
    const gapS = spanS / within(random, counts);
    const phase = random.uniform();
    const own = stream(random);
    const steps: { atS: number; height: number }[] = [];
    for (let [index, level] = [0, 0]; index * gapS < spanS; index += 1) {
      const next = index + 1 + within(own, [-1 / 6, 1 / 6]);
      steps.push({
        atS: (index + phase * 0.6 + 0.2 + within(own, [-1 / 6, 1 / 6])) * gapS,
        height: next - level,
      });
      level = next;
    }
    return realised(stairs(steps), 0, spanS);
  };
}

/** The pace goes with the load: nothing at night, most at the crest; so many cycles in the span. */
export function withLoad(cycles: Range): Draw<LeakForm> {
  return (random, spanS) => {
    const turn = (2 * Math.PI * within(random, cycles)) / spanS;
    const phase = 2 * Math.PI * random.uniform();
    // The integral of 1 + cos.
    return realised((second) => second + Math.sin(turn * second + phase) / turn, 0, spanS);
  };
}

/** Only in working hours: these shares of each cycle, straight. */
export function atHours(cycles: Range, duties: Range): Draw<LeakForm> {
  return (random, spanS) => {
    const periodS = spanS / within(random, cycles);
    const duty = within(random, duties);
    const phase = random.uniform();
    return realised(
      (second) => {
        const cycle = second / periodS + phase;
        return Math.floor(cycle) + Math.min(1, (cycle - Math.floor(cycle)) / duty);
      },
      0,
      spanS,
    );
  };
}

/** The pace grows by the same share each hour, to so many times what it was; below 1: it slows down. On average 1. */
export function quickening(times: Range): Draw<LeakForm> {
  return (random, spanS) => {
    const growth = Math.log(within(random, times));
    return {
      at: (second) => ((spanS / HOUR) * Math.expm1((growth * second) / spanS)) / Math.expm1(growth),
      onsetS: 0,
      variance: 0,
      tauS: 0,
      straight: false,
    };
  };
}
