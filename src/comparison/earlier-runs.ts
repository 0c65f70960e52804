/** The runs that the noise floor is learned from: the newest sound ones of the same plan on the same host. */
import type { RunFacts } from '../store/read-run.ts';
import type { StoreReader } from '../store/reader.ts';
import { differences } from './conditions.ts';
import { unsound } from './soundness.ts';
import type { StudiedRun } from './studied-run.ts';

/** More would take long to read and tell little more: with twenty the noise is known to about a quarter. */
const MOST = 20;

/** Before the later of the two; the baseline is one of them, the run never. Oldest first. */
export function earlierRuns(
  { reader, study }: { readonly reader: StoreReader; readonly study: (run: number) => StudiedRun },
  run: RunFacts,
  baseline: RunFacts,
): StudiedRun[] {
  const found: StudiedRun[] = [];
  const latest = Math.max(run.run, baseline.run);
  for (const stored of reader.listRuns({ name: baseline.name })) {
    if (found.length === MOST) break;
    if (stored.run > latest || stored.run === run.run || stored.state !== 'completed') continue;
    if (differences(reader.readRun(stored.run), baseline).length > 0) continue;
    const studied = study(stored.run);
    if (unsound(studied) === null) found.push(studied);
  }
  return found.reverse();
}
