/**
 * The rate of an open load over time, and the number of arrivals it amounts to: A(t), the area under the rate. An
 * arrival of index i falls due at the first moment after which A exceeds i, so every course tells A and its inverse.
 */
import type { Burst, OpenModel, Sine, Stage } from './model-plan.ts';
import { stageCourse } from './stage-course.ts';

export interface RateCourse {
  /** Arrivals per second at so many milliseconds after the begin. */
  perSecondAt(ms: number): number;
  /** The area under the rate up to a time. */
  arrivalsBy(ms: number): number;
  /** The first moment, in milliseconds, after which there are more arrivals than these; Infinity: never. Never falls. */
  momentOf(arrivals: number): number;
  readonly peakPerSecond: number;
}

export function courseOf({ stages, wave }: Pick<OpenModel, 'stages' | 'wave'>): RateCourse {
  if (wave === undefined) return stageCourse(stages);
  return wave.kind === 'sine' ? sineCourse(wave) : burstCourse(wave, stages[0]?.fromPerSecond ?? 0);
}

/** The same again and again: the quiet part first, then the burst. */
function burstCourse({ everyMs, forMs, perSecond }: Burst, quietPerSecond: number): RateCourse {
  const stages: Stage[] = [
    { durationMs: everyMs - forMs, fromPerSecond: quietPerSecond, toPerSecond: quietPerSecond },
    { durationMs: forMs, fromPerSecond: perSecond, toPerSecond: perSecond },
  ];
  return repeated(stageCourse(stages), everyMs);
}

/** The first `everyMs` of a course, for ever. */
function repeated(once: RateCourse, everyMs: number): RateCourse {
  const each = once.arrivalsBy(everyMs);
  return {
    perSecondAt: (ms) => once.perSecondAt(ms % everyMs),
    arrivalsBy: (ms) => Math.floor(ms / everyMs) * each + once.arrivalsBy(ms % everyMs),
    momentOf(arrivals) {
      if (each === 0) return Number.POSITIVE_INFINITY;
      const rounds = Math.floor(arrivals / each);
      const within = once.momentOf(Math.max(0, arrivals - rounds * each));
      return rounds * everyMs + Math.min(within, everyMs);
    },
    peakPerSecond: once.peakPerSecond,
  };
}

/**
 * Day and night: begins at the lowest rate, half a period before the highest. With the mean rate m and the swing s
 * about it, the rate is m − s·cos 2πu at the share u of a period of p seconds, and A = p·(m·u − s/2π·sin 2πu).
 */
function sineCourse({ periodMs, lowPerSecond, highPerSecond }: Sine): RateCourse {
  const mean = (lowPerSecond + highPerSecond) / 2;
  const swing = (highPerSecond - lowPerSecond) / 2;
  const periodS = periodMs / 1000;
  const each = mean * periodS;
  const within = (share: number): number =>
    periodS * (mean * share - (swing / TURN) * Math.sin(TURN * share));
  return {
    perSecondAt: (ms) => mean - swing * Math.cos((TURN * ms) / periodMs),
    arrivalsBy(ms) {
      const periods = Math.floor(ms / periodMs);
      return periods * each + within(ms / periodMs - periods);
    },
    momentOf(arrivals) {
      const periods = Math.floor(arrivals / each);
      return (periods + shareWith(arrivals - periods * each, within)) * periodMs;
    },
    peakPerSecond: highPerSecond,
  };
}

const TURN = 2 * Math.PI;
/** Halvings of a period: as fine as a double in [0, 1) is. */
const HALVINGS = 53;

/** The least share of a period in which there were so many: `within` only rises. */
function shareWith(arrivals: number, within: (share: number) => number): number {
  let [low, high] = [0, 1];
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    const middle = (low + high) / 2;
    if (within(middle) < arrivals) low = middle;
    else high = middle;
  }
  return high;
}
