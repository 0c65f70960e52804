/** By how much a figure may be worse in one run because the machine was busier (better, negative), on its scale. */
import type { Figure } from './figure.ts';
import type { Lateness } from './lateness.ts';
import type { Measure } from './measure.ts';

/**
 * A time grows in proportion to the generator's lateness where it is made of waiting for a processor, and by no more than
 * so many times what the lateness grew where it is not. Measured: the p99 of a service by 2.0 to 3.5 times, its p95 by 1.3,
 * its median by 0.2.
 */
const MOST_WAITS = 4;

export function swayOf(
  { isRatio, isSwayed, isSlope, unit }: Pick<Measure, 'isRatio' | 'isSwayed' | 'isSlope' | 'unit'>,
  { run, baseline }: { readonly run: Figure; readonly baseline: Figure },
  lateness: Lateness | null,
): number {
  if (!isSwayed || lateness === null) return 0;
  const { sway, drift, runMs, baselineMs } = lateness;
  if (isSlope) return drift * baseline.whole;
  if (!isRatio || unit !== 'ms') return sway;
  // The time on the quieter machine is what the waits come on top of.
  const quieterMs = Math.exp((sway > 0 ? baseline : run).value);
  const most = Math.log1p((MOST_WAITS * Math.abs(runMs - baselineMs)) / quieterMs);
  return Math.sign(sway) * Math.min(Math.abs(sway), most);
}
