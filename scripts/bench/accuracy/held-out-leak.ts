/** Leaks of the held-out shapes. What is drawn by chance is scaled by the slope that it came to. */
import { exponential, type Range, stream, within } from './chance.ts';
import type { Course, Draw, LeakForm } from './part.ts';

const HOUR = 3600;
const POINTS = 2000;

/** A course from its onset on, brought to a least-squares slope of 1 an hour; the rest of it is noise. */
function realised(course: Course, onsetS: number, spanS: number): LeakForm {
  const seconds = Array.from(
    { length: POINTS },
    (_, index) => onsetS + ((spanS - onsetS) * (index + 0.5)) / POINTS,
  );
  const values = seconds.map(course);
  const [meanS, mean] = [meanOf(seconds), meanOf(values)];
  const along = (by: (index: number) => number): number =>
    seconds.reduce((sum, second, index) => sum + (second - meanS) * by(index), 0);
  const scale = along((index) => (seconds[index] ?? 0) - meanS) / along((index) => values[index] ?? 0) / HOUR;
  const rest = values.map((value, index) => scale * (value - mean) - ((seconds[index] ?? 0) - meanS) / HOUR);
  const variance = correlate(rest, 0);
  let lag = 1;
  while (correlate(rest, lag) > variance / Math.E) lag += 1;
  return {
    at: (second) => (second < onsetS ? 0 : scale * course(second)),
    onsetS,
    variance,
    tauS: (lag * (spanS - onsetS)) / POINTS,
    straight: true,
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function correlate(values: readonly number[], lag: number): number {
  return meanOf(values.slice(lag).map((value, index) => value * (values[index] ?? 0)));
}

/** Heights at moments, ascending. */
function stairs(steps: readonly { readonly atS: number; readonly height: number }[]): Course {
  let [taken, level, lastS] = [0, 0, 0];
  return (second) => {
    if (second < lastS) [taken, level] = [0, 0];
    lastS = second;
    for (; (steps[taken]?.atS ?? Number.POSITIVE_INFINITY) <= second; taken += 1)
      level += steps[taken]?.height ?? 0;
    return level;
  };
}

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
