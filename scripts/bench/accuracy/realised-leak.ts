/** Leaks whose course is drawn by chance or uneven: scaled by the slope that it came to. */
import type { Course, LeakForm } from './part.ts';

const HOUR = 3600;
const POINTS = 2000;

/** A course from its onset on, brought to a least-squares slope of 1 an hour; the rest of it is noise. */
export function realised(course: Course, onsetS: number, spanS: number): LeakForm {
  const seconds = Array.from(
    { length: POINTS },
    (_, index) => onsetS + ((spanS - onsetS) * (index + 0.5)) / POINTS,
  );
  const values = seconds.map(course);
  const [meanS, mean] = [meanOf(seconds), meanOf(values)];
  const along = (by: (index: number) => number): number =>
    seconds.reduce((sum, second, index) => sum + (second - meanS) * by(index), 0);
  const scale = along((index) => (seconds[index] ?? 0) - meanS) / along((index) => values[index] ?? 0) / HOUR;
  const rest = values.map((value, index) => scale * (value - mean) - ((seconds[index] ?? 0) - meanS) / HOUR);
  const variance = correlate(rest, 0);
  let lag = 1;
  while (correlate(rest, lag) > variance / Math.E) lag += 1;
  return {
    at: (second) => (second < onsetS ? 0 : scale * course(second)),
    onsetS,
    variance,
    tauS: (lag * (spanS - onsetS)) / POINTS,
    straight: true,
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function correlate(values: readonly number[], lag: number): number {
  return meanOf(values.slice(lag).map((value, index) => value * (values[index] ?? 0)));
}

/** Heights at moments, ascending. */
export function stairs(steps: readonly { readonly atS: number; readonly height: number }[]): Course {
  let [taken, level, lastS] = [0, 0, 0];
  return (second) => {
    if (second < lastS) [taken, level] = [0, 0];
    lastS = second;
    for (; (steps[taken]?.atS ?? Number.POSITIVE_INFINITY) <= second; taken += 1)
      level += steps[taken]?.height ?? 0;
    return level;
  };
}
