import { firstAtOrAfter } from '../trend/points.ts';
import type { Series } from '../trend/trend.ts';
import type { Timeline } from './timeline.ts';

/**
 * Share of the ticks due in observed time that were taken. Due are the taken ones, the ones the sampler says it missed,
 * and those that would have stood before the first and after the last.
 * `ticks`: how many were missed before each. null: none was due yet, or the soak never began.
 */
export function coverageOf(ticks: Series, timeline: Timeline, everyMs: number): number | null {
  if (!timeline.began) return null;
  const fromS = timeline.beginMs / 1000;
  const toS = timeline.soakToMs / 1000;
  const everyS = everyMs / 1000;
  const from = firstAtOrAfter(ticks.seconds, fromS);
  const to = firstAtOrAfter(ticks.seconds, toS + everyS / 2);
  const taken = to - from;
  const gapS = timeline.gaps.reduce(
    (sum, gap) =>
      sum + (gap.kind === 'gap' ? Math.max(0, Math.min(gap.toS, toS) - Math.max(gap.fromS, fromS)) : 0),
    0,
  );
  if (taken === 0) return toS - fromS - gapS < everyS ? null : 0;
  const missed = ticks.values.subarray(from, to).reduce((sum, count) => sum + count, 0);
  const first = ticks.seconds[from] ?? fromS;
  const last = ticks.seconds[to - 1] ?? toS;
  const tailGapS = timeline.gaps.reduce(
    (sum, gap) =>
      sum + (gap.kind === 'gap' && gap.fromS >= last ? Math.max(0, Math.min(gap.toS, toS) - gap.fromS) : 0),
    0,
  );
  const unseen = wholeTicks(first - fromS, everyS) + wholeTicks(toS - last - tailGapS, everyS);
  return taken / (taken + missed + unseen);
}

function wholeTicks(lengthS: number, everyS: number): number {
  // The tick at either end may be up to an interval off without one being lost.
  return Math.max(0, Math.floor(lengthS / everyS + 1e-9) - 1);
}
