import type { EventRow } from '../store/record.ts';

/**
 * The wall clock at moments of a run. The run's own clock stands still while the machine sleeps and knows of no clock that
 * is set, so a moment is counted from the event before it: both leave one.
 */
export function wallClock(
  startedWallMs: number,
  events: readonly Pick<EventRow, 'monoMs' | 'wallMs'>[],
): (monoMs: number) => number {
  const known = [{ monoMs: 0, wallMs: startedWallMs }, ...events].sort((a, b) => a.monoMs - b.monoMs);
  let at = 0;
  return (monoMs) => {
    // Series are asked for in the order of time, one after the other.
    if ((known[at]?.monoMs ?? 0) > monoMs) at = 0;
    while ((known[at + 1]?.monoMs ?? Number.POSITIVE_INFINITY) <= monoMs) at += 1;
    const { monoMs: fromMs, wallMs } = known[at] ?? { monoMs: 0, wallMs: startedWallMs };
    return wallMs + monoMs - fromMs;
  };
}
