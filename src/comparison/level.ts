/** The memory that a target takes while it does the same work. */
import type { TargetMetric } from '../plan/rule.ts';
import { between, outside } from '../trend/points.ts';
import type { Series } from '../trend/trend.ts';
import type { Reading } from './figure.ts';
import type { Look } from './look.ts';
import { meanWithError } from './mean-error.ts';
import { doneBy, type Stretch, type StudiedRun } from './studied-run.ts';

/** As a trend has bins: each with its share of the work, however long that took. */
const BINS = 120;
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
  const bins = binsOf(run, parts, stretch);
  if (bins.length < FEWEST) return `only ${bins.length} readings in what both runs did`;
  if (bins.some((value) => value <= 0)) return 'it was zero';
  const { mean, error } = meanWithError(bins.map(Math.log));
  return { value: mean, error, whole: 1 };
}

/** Means of equal shares of the work. */
function binsOf(run: StudiedRun, parts: readonly Series[], { fromDone, toDone }: Stretch): Float64Array {
  const readings = parts.reduce((sum, { seconds }) => sum + seconds.length, 0);
  const count = Math.min(BINS, readings);
  const sums = new Float64Array(count);
  const counts = new Float64Array(count);
  for (const { seconds, values } of parts) {
    for (const [index, second] of seconds.entries()) {
      const share = (doneBy(run, second) - fromDone) / (toDone - fromDone);
      const bin = Math.min(count - 1, Math.max(0, Math.floor(share * count)));
      sums[bin] = (sums[bin] ?? 0) + (values[index] ?? 0);
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
  }
  return sums.map((sum, bin) => sum / (counts[bin] ?? 0)).filter(Number.isFinite);
}
