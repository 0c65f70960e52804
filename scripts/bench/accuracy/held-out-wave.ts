/** Sawtooths and waves of the held-out shapes; times in seconds, heights in the unit of the series. */
import type { Random } from '../../../test/trend/simulate.ts';
import { type Range, within } from './chance.ts';
import type { Draw, Noise } from './part.ts';
import { type Process, recurring, type Scaled } from './recurring.ts';

/** Teeth: from what is left, up along a curve of the share of the tooth, until the next collection. */
function teeth(
  gap: (random: Random, left: number) => number,
  leave: (random: Random, left: number, peak: number) => number,
  curve: (share: number) => number,
): Process {
  return (random) => {
    let [fromS, toS, left] = [0, 0, 0.3];
    return (time) => {
      while (time >= toS) {
        if (toS > 0) left = leave(random, left, left + toS - fromS);
        fromS = toS;
        toS += gap(random, left);
      }
      return left + (toS - fromS) * curve((time - fromS) / (toS - fromS));
    };
  };
}

const straight = (share: number): number => share;
const logNormalGap = (spread: number) => (random: Random) =>
  Math.exp(spread * random.gauss() - spread ** 2 / 2);

/** The threshold of the next collection is what was left, times a factor: the more survives, the longer the tooth. */
export const adaptiveCollections = recurring(
  teeth(
    (random, left) => 2 * left * (0.9 + 0.2 * random.uniform()),
    (random, left) => 0.5 + 0.1 * (left - 0.5) + 0.15 * (2 * random.uniform() - 1),
    straight,
  ),
);

export const logNormalCollections = recurring(teeth(logNormalGap(0.5), () => 0, straight));

/** Slow after a collection, then ever quicker. */
export const convexCollections = recurring(
  teeth(
    logNormalGap(0.2),
    (random) => 0.2 * random.uniform(),
    (share) => share ** 2.5,
  ),
);

/** Two heaps, each collected on its own, the second 1.618 times as seldom. */
export const twoCollectors = recurring((random) => {
  const each = teeth(logNormalGap(0.08), () => 0, straight);
  const [one, other] = [each(random), each(random)];
  return (time) => one(time * 1.618) / 1.618 + other(time);
});

/** Compaction by levels: each level is merged into the next when it holds four of the one before. */
export const compactions = recurring((random) => {
  const level = teeth(logNormalGap(0.1), () => 0, straight);
  const levels = [1, 4, 16].map((often) => ({ often, course: level(random) }));
  return (time) =>
    levels.reduce((sum, { often, course }) => sum + course(time * often) / Math.sqrt(often), 0);
});

/** Jobs at jittered moments: memory rises quickly and goes slowly (a gamma pulse). */
export const pulses = recurring((random) => {
  const jitter = new Map<number, number>();
  const at = (index: number): number => {
    if (!jitter.has(index)) jitter.set(index, index + 0.3 * random.uniform());
    return jitter.get(index) ?? index;
  };
  return (time) =>
    [0, 1, 2].reduce((sum, back) => {
      const age = (time - at(Math.floor(time) - back)) / 0.08;
      return sum + (age > 0 ? age * Math.exp(1 - age) : 0);
    }, 0);
});

/** A day: a morning and an afternoon crest, a deep night, no two days of one size. */
const working: Process = (random) => {
  let [day, size] = [-1, 1];
  return (time) => {
    if (Math.floor(time) !== day) {
      day = Math.floor(time);
      size = 0.8 + 0.4 * random.uniform();
    }
    const crest = (at: number, width: number): number => Math.exp(-(((time - day - at) / width) ** 2));
    return size * (crest(0.42, 0.09) + 0.9 * crest(0.64, 0.11));
  };
};
export const workingDays = recurring(working);

/** Waves that are no sines: up and down in straight lines, between two plateaus, quickly up and slowly down. */
export const triangles = recurring(() => (time) => Math.abs(2 * (time - Math.floor(time)) - 1));
export const plateauWaves = recurring(() => (time) => Math.tanh(4 * Math.sin(2 * Math.PI * time)));
export const skewedWaves = recurring(() => (time) => {
  const phase = 2 * Math.PI * time;
  return Math.sin(phase) + 0.4 * Math.sin(2 * phase) + 0.2 * Math.sin(3 * phase);
});

/** So slow that the span sees only so many cycles. */
export function slowly(wave: Scaled, heights: Range, cycles: Range): Draw<Noise> {
  return (random, spanS, intervalS) => {
    const periodS = spanS / within(random, cycles);
    return wave(heights, [periodS, periodS])(random, spanS, intervalS);
  };
}

/** From so many times its size to its own with a constant of a share of the span: teeth that shrink, or grow. */
export function settling(noise: Draw<Noise>, from: number, constantShare: number): Draw<Noise> {
  return (random, spanS, intervalS) => {
    const settled = noise(random, spanS, intervalS);
    return {
      ...settled,
      at: (second) => settled.at(second) * (1 + (from - 1) * Math.exp(-second / (constantShare * spanS))),
    };
  };
}
