/** What a synthetic series is summed from. Functions of the second; noises are asked once per reading, in order. */
import type { Random } from '../../../test/trend/simulate.ts';

export type Course = (second: number) => number;

/** Stationary: it has a variance, and a lag at which its correlation has fallen to 1/e. */
export interface Noise {
  readonly at: Course;
  readonly variance: number;
  readonly tauS: number;
  /** Of a wave. */
  readonly periodS?: number;
}

/** What moves the level for good without being a leak: a warm-up, a step, a ramp with an end. */
export interface Bend {
  readonly at: Course;
  /** What an oracle fits of it: the shape is known, the size is not. */
  readonly columns: readonly Course[];
  /** How long a run must be to see enough of it; infinite: no run does. */
  readonly identifiableFromS: number;
}

/** Unit slope per hour (a mean one where it is uneven); its deviation from that line is noise like any other. */
export interface LeakForm {
  readonly at: Course;
  readonly onsetS: number;
  /** Of the deviation from the line, for a slope of 1 an hour. */
  readonly variance: number;
  readonly tauS: number;
  /** false: no one slope is true all along. */
  readonly straight: boolean;
}

export type Draw<Part> = (random: Random, spanS: number, intervalS: number) => Part;

/** Shares of a period at which the correlation has fallen to 1/e: cos 2πx of a sine, 1 − 6x(1 − x) of a sawtooth. */
export const SINE_TAU = 0.19;
export const SAWTOOTH_TAU = 0.12;

/** A run must be this many times as long to tell what a bend or noise is. */
export const SPANS = { correlation: 48, warmup: 6, knee: 3, wave: 4 } as const;
/** A step after this share of the span could be the first of a leak. */
export const LATEST_STEP = 3 / 4;
