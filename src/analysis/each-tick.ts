import type { Ticks } from '../store/read-self.ts';
import type { Series } from '../trend/trend.ts';

/**
 * One point per tick taken: how many were missed before it. The ticks of a thinned minute stand at the plan's interval
 * about their mean, and what was missed in it before the first of them.
 */
export function eachTick({ monoMs, taken, missed }: Ticks, everyMs: number): Series {
  const total = taken.reduce((sum, count) => sum + count, 0);
  const seconds = new Float64Array(total);
  const values = new Float64Array(total);
  let at = 0;
  for (const [row, ms] of monoMs.entries()) {
    const count = taken[row] ?? 0;
    values[at] = missed[row] ?? 0;
    for (let tick = 0; tick < count; tick += 1, at += 1)
      seconds[at] = (ms + (tick - (count - 1) / 2) * everyMs) / 1000;
  }
  return { seconds, values };
}
