/** The memory that a target takes while it does the same work. */
import type { TargetMetric } from '../plan/rule/rule.ts';
import { between, outside } from '../trend/points.ts';
import type { Series } from '../trend/trend.ts';
import type { Reading } from './figure.ts';
import type { Look } from './look.ts';
import { meanWithError } from './mean-error.ts';
import { doneBy, type Stretch, type StudiedRun } from './studied-run.ts';

/** Into so many equal shares the work is cut: enough to tell a scatter from a course, and each of a run of a minute is read. */
const SHARES = 40;
/** Of fewer readings nobody can say how they scatter. */
const FEWEST = 10;

/** On the logarithm. */
export function levelFigure({ run, stretch, span }: Look, name: string, metric: TargetMetric): Reading {
  const target = run.rows.facts.targets.indexOf(name);
  if (target === -1) return 'there is no such target';
  const trouble = run.found.unreadable(target, metric);
  if (trouble !== null) return trouble;
  const parts = [...run.rows.sampled(target, metric).values()].map((life) =>
    outside(between(life, span.fromS, span.toS), run.found.timeline.excluded),
  );
  const readings = parts.reduce((sum, { seconds }) => sum + seconds.length, 0);
  if (readings < FEWEST) return `only ${readings} readings in what both runs did`;
  if (parts.some(({ values }) => values.some((value) => value <= 0))) return 'it was zero';
  const course = courseOf(run, parts, stretch).map(Math.log);
  const { mean, error } = meanWithError(course);
  return { value: mean, error, whole: 1, course };
}

/** Means of equal shares of the work; of one that was not read the reading before, of the first the one after. */
function courseOf(run: StudiedRun, parts: readonly Series[], { fromDone, toDone }: Stretch): Float64Array {
  const sums = new Float64Array(SHARES);
  const counts = new Float64Array(SHARES);
  for (const { seconds, values } of parts) {
    for (const [index, second] of seconds.entries()) {
      const done = (doneBy(run, second) - fromDone) / (toDone - fromDone);
      const share = Math.min(SHARES - 1, Math.max(0, Math.floor(done * SHARES)));
      sums[share] = (sums[share] ?? 0) + (values[index] ?? 0);
      counts[share] = (counts[share] ?? 0) + 1;
    }
  }
  const means = sums.map((sum, share) => sum / (counts[share] ?? 0));
  let last = means.find(Number.isFinite) ?? Number.NaN;
  return means.map((mean) => {
    if (Number.isFinite(mean)) last = mean;
    return last;
  });
}
