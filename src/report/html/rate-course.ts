/** What the load did over time, counted over stretches as long as can be told apart on a page. */
import { type CumulativeCounts, countsBetween, resolved, succeededOf } from '../../analysis/load-counts.ts';
import { firstAtOrAfter } from '../../trend/points.ts';
import type { Series } from '../../trend/trend.ts';

export interface RateCourse {
  /** Per second. */
  readonly offered: Series;
  readonly achieved: Series;
  /** Percent of what ended that was no success. */
  readonly errors: Series;
}

/** `loadSeconds`: those for which there was a generator; stretches without one are left out. */
export function rateCourse(
  counts: CumulativeCounts,
  loadSeconds: Float64Array,
  mostPoints: number,
): RateCourse {
  // The load begins and ends somewhere within its first and its last second.
  const beginS = (loadSeconds[0] ?? 0) + 1;
  const endS = loadSeconds.at(-1) ?? 0;
  const stretchS = Math.max(1, Math.ceil((endS - beginS) / mostPoints));
  const offered = new Points();
  const achieved = new Points();
  const errors = new Points();
  for (let from = beginS; from < endS; from += stretchS) {
    const to = Math.min(from + stretchS, endS);
    const present = firstAtOrAfter(loadSeconds, to) - firstAtOrAfter(loadSeconds, from);
    if (present < (to - from) / 2) continue;
    const all = countsBetween(counts, from, to);
    const ended = resolved(all);
    const second = (from + to) / 2;
    offered.add(second, all.due / present);
    achieved.add(second, succeededOf(all) / present);
    // Where nothing ended though something was due, none of it was a success.
    if (ended > 0 || all.due > 0)
      errors.add(second, ended === 0 ? 100 : (100 * (all.failed + all.skipped)) / ended);
  }
  return { offered: offered.series(), achieved: achieved.series(), errors: errors.series() };
}

class Points {
  readonly #seconds: number[] = [];
  readonly #values: number[] = [];

  add(second: number, value: number): void {
    this.#seconds.push(second);
    this.#values.push(value);
  }

  series(): Series {
    return { seconds: Float64Array.from(this.#seconds), values: Float64Array.from(this.#values) };
  }
}
