/** Freezes the verdicts of a run that has ended: they stand as what its rows said, whatever is thinned out later. */
import type { Analyst } from '../analysis/analyst.ts';
import type { Assessment } from '../analysis/assessment.ts';
import type { StoreWriter } from '../store/writer.ts';

export async function freezeVerdicts(store: StoreWriter, analyst: Analyst, run: number): Promise<Assessment> {
  const assessment = await assess(store, analyst);
  const ofSelf = assessment.self.criteria.map((verdict) => ({ ...verdict, ofSelf: true }));
  for (const [position, verdict] of [...assessment.criteria, ...ofSelf].entries()) {
    store.write({ kind: 'verdict', run, position, ...verdict });
  }
  store.write({ kind: 'run-update', run, verdict: assessment.verdict });
  await store.flush();
  return { ...assessment, frozen: true };
}

/** Damage that only a reader meets: what can be read of the run is in a sound database then, and is assessed. */
async function assess(store: StoreWriter, analyst: Analyst): Promise<Assessment> {
  try {
    return await analyst.assess({ live: false });
  } catch (error) {
    if (!(await store.examine())) throw error;
    return analyst.assess({ live: false });
  }
}
