import { between } from '../trend/points.ts';
import type { Series } from '../trend/trend.ts';
import { inSeconds, without } from './rests.ts';
import type { Timeline } from './timeline.ts';

/**
 * Share of the ticks due in observed time that were taken. Due are the taken ones, the ones the sampler says it missed,
 * and those that would have stood before the first and after the last, of every stretch between two rests.
 * `ticks`: how many were missed before each. null: none was due yet, or the soak never began.
 */
export function coverageOf(ticks: Series, timeline: Timeline, everyMs: number): number | null {
  if (!timeline.began) return null;
  const everyS = everyMs / 1000;
  const stretches = without(timeline.rests, { fromMs: timeline.beginMs, toMs: timeline.soakToMs });
  let taken = 0;
  let lost = 0;
  for (const { fromS, toS } of stretches.map(inSeconds)) {
    // The last tick of the soak may be a little late.
    const lateS = 1000 * toS < timeline.soakToMs ? 0 : everyS / 2;
    const { seconds, values } = between(ticks, fromS, toS + lateS);
    taken += seconds.length;
    // What was missed before its first tick fell due before it, or is among the unseen.
    lost += values.subarray(1).reduce((sum, count) => sum + count, 0);
    const first = seconds[0] ?? toS;
    lost += wholeTicks(first - fromS, everyS) + wholeTicks(toS - (seconds.at(-1) ?? toS), everyS);
  }
  return taken + lost === 0 ? null : taken / (taken + lost);
}

function wholeTicks(lengthS: number, everyS: number): number {
  // The tick at either end may be up to an interval off without one being lost.
  return Math.max(0, Math.floor(lengthS / everyS + 1e-9) - 1);
}
