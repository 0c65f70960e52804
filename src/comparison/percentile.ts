/**
 * A percentile over a stretch of the work with its standard error: how far the share of operations beyond it may be off,
 * from how that share went from window to window, and where the percentile would be then (Woodruff 1952, "Confidence
 * intervals for medians and other position measures").
 */
import { BUCKET_WIDTH } from '../load/figure/histogram.ts';
import type { Reading } from './figure.ts';
import { meanWithError } from './mean-error.ts';
import type { Times } from './times.ts';

/** A percentile that fewer operations lie beyond is the time of one or two of them. */
const FEWEST_BEYOND = 10;
/** Of fewer windows nobody can say how they scatter. */
const FEWEST_WINDOWS = 10;

export function percentileFigure({ windows, whole }: Times, percentile: number): Reading {
  const share = 1 - percentile / 100;
  const { count } = whole;
  const valueMs = whole.percentileMs(percentile);
  if (valueMs === null || windows.length < FEWEST_WINDOWS) return `only ${windows.length} windows of times`;
  if (count * share < FEWEST_BEYOND) {
    return `only ${count} operations, ${Math.ceil(FEWEST_BEYOND / share)} are needed`;
  }
  const beyond = Float64Array.from(
    windows,
    (window) => window.count - window.countUpTo(valueMs) - share * window.count,
  );
  const ofWindow = meanWithError(beyond).error;
  const off = Math.max((ofWindow * windows.length) / count, Math.sqrt((share * (1 - share)) / count));
  const at = (percent: number): number =>
    whole.percentileMs(Math.min(100, Math.max(Number.MIN_VALUE, percent))) ?? valueMs;
  const error = (Math.log(at(percentile + 100 * off)) - Math.log(at(percentile - 100 * off))) / 2;
  return { value: Math.log(valueMs), error: Math.max(error, BUCKET_WIDTH / 2), whole: 1 };
}
