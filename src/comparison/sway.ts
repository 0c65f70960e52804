/** By how much a figure may be worse in one run because the machine was busier (better, negative), on its scale. */
import type { Figure } from './figure.ts';
import type { Lateness } from './lateness.ts';
import type { Measure } from './measure.ts';

export function swayOf(
  { isSwayed, isSlope, mostWaits }: Pick<Measure, 'isSwayed' | 'isSlope' | 'mostWaits'>,
  { run, baseline }: { readonly run: Figure; readonly baseline: Figure },
  lateness: Lateness | null,
): number {
  if (!isSwayed || lateness === null) return 0;
  const { sway, drift, runMs, baselineMs } = lateness;
  if (isSlope) return drift * baseline.whole;
  if (mostWaits === undefined) return sway;
  // The time on the quieter machine is what the waits come on top of.
  const quieterMs = Math.exp((sway > 0 ? baseline : run).value);
  const most = Math.log1p((mostWaits * Math.abs(runMs - baselineMs)) / quieterMs);
  return Math.sign(sway) * Math.min(Math.abs(sway), most);
}
