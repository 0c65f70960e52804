/**
 * Whether a target could be read when it was sampled. What was not read may have been what mattered: a target that
 * forks without end, say, is too large to read from some moment on, and its small beginning is no evidence for it.
 */
import type { TargetMetric } from '../plan/rule/rule.ts';
import { LEAST_COVERAGE } from '../verdict/overall.ts';
import type { RunRows } from './run-rows.ts';

/** Read by the probe thread when it has the time, and not at every tick. */
const NOT_EACH_TICK: readonly TargetMetric[] = ['pss', 'connections'];

/** Why what is known of a metric clears nothing; null: enough of it could be read. */
export function unreadable(rows: RunRows, target: number, metric: TargetMetric): string | null {
  if (NOT_EACH_TICK.includes(metric)) return null;
  const samples = rows.samples(target);
  const lives = [...rows.sampled(target, metric).values()];
  const read = lives.reduce((sum, { seconds }) => sum + seconds.length, 0);
  // The first reading of each life may be too early: of a processor's time there is none yet.
  if (read + lives.length >= LEAST_COVERAGE * samples) return null;
  const percent = Math.floor((100 * read) / samples);
  return `it could be read in only ${percent} % of the samples, ${100 * LEAST_COVERAGE} % are needed`;
}
