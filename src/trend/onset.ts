/** When the steady state began, and since when the slope holds, as the fitted bends tell it. */
import type { Bend } from './bend.ts';
import type { Bins } from './bin.ts';
import { bendSize, type Model } from './model.ts';
import type { Trend } from './trend.ts';
import { type Column, first, last } from './vector.ts';

export interface Onset {
  /** Before this is warm-up: growth and medians start here. */
  readonly steadyFromS: number;
  /** When a later slope set in; null when the slope holds since the steady state began. */
  readonly onsetS: number | null;
  readonly slopeFromS: number;
}

/** A warm-up is over when what is left of it drowns in the noise, and after five time constants (e^−5 = 0.7 %) anyway. */
const MOST_TIME_CONSTANTS = 5;
/** Of the noise, may be left: a line through sixteen readings sees a quarter of what one shows. */
const LEFT_OVER = 1 / 4;
/**
 * A slowing kink is the end of a warm-up only in the first half of the run, a step only in the first quarter: later
 * it may be one of stairs (of four, the first stands in the first quarter).
 */
const LATEST_KINK_SHARE = 1 / 2;
const LATEST_STEP_SHARE = 1 / 4;

/** A warm-up with a longer time constant than this share of the span has not been seen to end. */
const LONGEST_WARMUP = 1 / 3;

export function isUnended({ timeConstantS, spanS }: Pick<Trend, 'timeConstantS' | 'spanS'>): boolean {
  return timeConstantS !== null && timeConstantS > LONGEST_WARMUP * spanS;
}

export function findOnset(model: Model, seconds: Column, sigma: number): Onset {
  const start = first(seconds);
  const span = last(seconds) - start;
  let steadyFromS = start;
  let onsetS: number | null = null;
  for (const bend of model.bends) {
    const share = (bend.atS - start) / span;
    if (bend.family === 'exp') {
      const timeConstants = Math.log(Math.max(1, Math.abs(bendSize(model, bend)) / (LEFT_OVER * sigma)));
      steadyFromS = Math.max(steadyFromS, start + bend.atS * Math.min(MOST_TIME_CONSTANTS, timeConstants));
    } else if (bend.family === 'step') {
      if (share <= LATEST_STEP_SHARE) steadyFromS = Math.max(steadyFromS, bend.atS);
    } else if (share <= LATEST_KINK_SHARE && slowsDown(model, bend)) {
      steadyFromS = Math.max(steadyFromS, bend.atS);
    } else {
      onsetS = bend.atS;
    }
  }
  // Of a warm-up that takes more than half the span too little is left to look at by itself: there the slope is told
  // from the warm-up by the model alone, and holds beside it all along; its last half is the steadiest there is.
  const halfS = start + LATEST_KINK_SHARE * span;
  if (steadyFromS > halfS) return { steadyFromS: halfS, onsetS, slopeFromS: onsetS ?? start };
  return { steadyFromS, onsetS, slopeFromS: Math.max(steadyFromS, onsetS ?? start) };
}

/** A steep rise first, then a gentler slope: a warm-up in a straight line. */
function slowsDown(model: Model, kink: Bend): boolean {
  return Math.abs(model.fit.slope - bendSize(model, kink)) > Math.abs(model.fit.slope);
}

/** Steady from the first reading on. */
export function atOnce({ seconds }: Bins): Onset {
  return { steadyFromS: first(seconds), onsetS: null, slopeFromS: first(seconds) };
}
