/** A trend as it is drawn: the level that it gives each moment, and how far its slope may be off. */

import type { SeriesTrend } from '../analysis/assessed-trend.ts';
import type { Assessment } from '../analysis/assessment.ts';
import { inSeconds, restsOf } from '../analysis/rests.ts';

export interface TrendLevel {
  readonly level: number;
  /** By the ends of the slope's interval, turned about the middle of the time in which the slope holds. */
  readonly low: number;
  readonly high: number;
}

type Drawn = Pick<
  SeriesTrend,
  | 'slopePerHour'
  | 'lowPerHour'
  | 'highPerHour'
  | 'slopeFromS'
  | 'toS'
  | 'end'
  | 'scale'
  | 'steadyMedian'
  | 'shifts'
>;

/** A time in which nothing worked: the trend of a run with a load stands still. */
export interface Rest {
  readonly fromS: number;
  readonly toS: number;
}

/** Without a load a target goes its own pace, also while soakd is away. */
export function restsIn({ run, load }: Pick<Assessment, 'run' | 'load'>): Rest[] {
  return load === null ? [] : restsOf(run.gaps).map(inSeconds);
}

/** null: before the slope holds, after the last reading, or there is no slope. `rests` do not overlap. */
export function trendLevelAt(trend: Drawn, atS: number, rests: readonly Rest[] = []): TrendLevel | null {
  const { slopePerHour, lowPerHour, highPerHour, slopeFromS, toS, end, steadyMedian } = trend;
  if (slopePerHour === null || atS < slopeFromS || atS > toS) return null;
  const wholeS = workedS(slopeFromS, toS, rests);
  const sinceS = workedS(slopeFromS, atS, rests);
  const fromMiddleS = sinceS - wholeS / 2;
  const level =
    end === null
      ? // Of readings that never differed nothing was fitted: they are their median.
        onSlope(trend, slopePerHour, steadyMedian, fromMiddleS)
      : onSlope(trend, slopePerHour, end.level, sinceS - wholeS) - stepsAfter(trend, atS);
  if (lowPerHour === null || highPerHour === null) return { level, low: level, high: level };
  // The end of the interval that gives the lower level depends on the side of the middle.
  const ends = [lowPerHour, highPerHour]
    .filter(Number.isFinite)
    .map((perHour) => level + beside(trend, level, perHour - slopePerHour, fromMiddleS));
  return { level, low: Math.min(level, ...ends), high: Math.max(level, ...ends) };
}

function workedS(fromS: number, toS: number, rests: readonly Rest[]): number {
  return rests.reduce(
    (sum, rest) => sum - Math.max(0, Math.min(rest.toS, toS) - Math.max(rest.fromS, fromS)),
    toS - fromS,
  );
}

/** A logarithm's slope is told as what it amounts to at the steady median. */
function onSlope(
  { scale, steadyMedian }: Drawn,
  perHour: number,
  knownLevel: number,
  sinceKnownS: number,
): number {
  const change = (perHour * sinceKnownS) / 3600;
  if (scale === 'linear' || !(steadyMedian > 0)) return knownLevel + change;
  return knownLevel * Math.exp(change / steadyMedian);
}

function beside({ scale, steadyMedian }: Drawn, level: number, perHour: number, atS: number): number {
  const change = (perHour * atS) / 3600;
  if (scale === 'linear' || !(steadyMedian > 0)) return change;
  return level * Math.expm1(change / steadyMedian);
}

function stepsAfter({ shifts }: Drawn, atS: number): number {
  return shifts.reduce((sum, shift) => (shift.atS > atS ? sum + shift.size : sum), 0);
}
