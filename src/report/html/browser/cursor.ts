/** What is told of the moment that the cursor is at. */
import type { TrendCourse } from '../chart-data.ts';
import type { UPlot } from './types.ts';

/** Between two points of a trend; null: it has nothing to say of that time. */
export function valueAt({ seconds, middle }: TrendCourse, second: number): number | null {
  const next = seconds.findIndex((one) => one >= second);
  const [from, to] = [seconds[next - 1], seconds[next]];
  const [low, high] = [middle[next - 1], middle[next]];
  if (to === undefined || high === undefined) return null;
  if (from === undefined || low === undefined) return to === second ? high : null;
  return low + ((high - low) * (second - from)) / (to - from);
}

/** The place of the reading nearest to the cursor: lines are read at times of their own. */
export function nearestSeen(plot: UPlot, line: number, place: number): number {
  const values = plot.data[line] ?? [];
  for (let away = 0; away < values.length; away += 1) {
    for (const at of [place - away, place + away]) {
      if (values[at] !== null && values[at] !== undefined) return at;
    }
  }
  return place;
}
