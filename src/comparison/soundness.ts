/** Whether a run can be compared at all: what stands against it, as one sentence. */
import { LEAST_COVERAGE } from '../verdict/overall.ts';
import { isSaturated } from '../verdict/saturation.ts';
import type { StudiedRun } from './studied-run.ts';

/** Its figures may be off by anything; null: they are as good as they get. */
export function unsound({ rows, found }: StudiedRun): string | null {
  const { id, state } = rows.facts;
  const { coverage, saturation, rowsLost } = found.standing;
  if (state !== 'completed') return `run ${id} ${state === 'running' ? 'goes on' : `was ${state}`}`;
  if (rowsLost === true) return `of run ${id} the database lost rows`;
  if (!(coverage >= LEAST_COVERAGE))
    return `of run ${id} only ${Math.floor(100 * coverage)} % of the samples due were taken`;
  if (isSaturated(saturation))
    return `in run ${id} the load generator fell behind in ${saturation?.saturatedSeconds} of ${saturation?.seconds} s`;
  return null;
}

/** It may be worse than another, but is not the same as any; null: it was judged. */
export function undecided({ rows }: StudiedRun): string | null {
  const { id, verdict } = rows.facts;
  return verdict === 'pass' || verdict === 'fail' ? null : `run ${id} was ${verdict ?? 'never judged'}`;
}
