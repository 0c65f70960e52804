import type { Points } from '../store/read-columns.ts';

/**
 * The wall clock at moments of a run, in milliseconds. The run's own clock stands still while the machine sleeps and knows
 * of no clock that is set, so a moment is counted from the tick before it, whose wall clock is stored. Quick where moments
 * are asked for in the order of time.
 *
 * @param ticks the wall clock of each
 */
export function wallClock(
  startedWallMs: number,
  { monoMs: known, values: walls }: Points,
): (monoMs: number) => number {
  let at = -1;
  return (monoMs) => {
    if ((known[at] ?? Number.NEGATIVE_INFINITY) > monoMs) at = -1;
    while ((known[at + 1] ?? Number.POSITIVE_INFINITY) <= monoMs) at += 1;
    return (walls[at] ?? startedWallMs) + monoMs - (known[at] ?? 0);
  };
}
