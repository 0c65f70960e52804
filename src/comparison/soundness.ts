/** Whether a run can be compared at all: what stands against it, as one sentence. */
import { LEAST_COVERAGE } from '../verdict/overall.ts';
import { isSaturated } from '../verdict/saturation.ts';
import type { StudiedRun } from './studied-run.ts';

/** Its figures may be off by anything; null: they are as good as they get. */
export function unsound({ rows, found }: StudiedRun): string | null {
  const { id, state } = rows.facts;
  const { coverage, rowsLost } = found.standing;
  if (state !== 'completed') return `run ${id} ${state === 'running' ? 'goes on' : `was ${state}`}`;
  if (rowsLost === true) return `of run ${id} the database lost rows`;
  if (!(coverage >= LEAST_COVERAGE))
    return `of run ${id} only ${Math.floor(100 * coverage)} % of the samples due were taken`;
  return null;
}

/** What its load measured may be the generator's own doing, though not what its targets took; null: it is not. */
export function blurred({ rows, found }: StudiedRun): string | null {
  const { saturation } = found.standing;
  if (saturation === null || !isSaturated(saturation)) return null;
  const { saturatedSeconds, seconds } = saturation;
  return `in run ${rows.facts.id} the load generator fell behind in ${saturatedSeconds} of ${seconds} s`;
}

/** It may be worse than another, but is never called the same; null: it was judged. */
export function undecided({ rows }: StudiedRun): string | null {
  const { id, verdict } = rows.facts;
  return verdict === 'pass' || verdict === 'fail' ? null : `run ${id} was ${verdict ?? 'never judged'}`;
}
