/** Freezes what is said of a run that has ended: its verdicts and trends stand, whatever is thinned out later. */
import type { Analyst } from '../analysis/analyst.ts';
import type { Assessment } from '../analysis/assessment.ts';
import type { StoreWriter } from '../store/writer.ts';

export async function freezeAssessment(
  store: StoreWriter,
  analyst: Analyst,
  run: number,
): Promise<Assessment> {
  const assessment = await assess(store, analyst);
  const ofSelf = assessment.self.criteria.map((verdict) => ({ ...verdict, ofSelf: true }));
  for (const [position, verdict] of [...assessment.criteria, ...ofSelf].entries()) {
    store.write({ kind: 'verdict', run, position, ...verdict });
  }
  for (const [position, trend] of assessment.trends.entries()) {
    const { metric, target, operation, generation } = trend;
    const row = { position, metric, target, operation, generation, trend: JSON.stringify(trend) };
    store.write({ kind: 'trend', run, ...row });
  }
  store.write({ kind: 'run-update', run, verdict: assessment.verdict });
  await store.flush();
  return { ...assessment, frozen: true, trendsFrozen: true };
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
