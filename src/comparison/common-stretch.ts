/** The work that is compared: what both runs did once they were warm. */
import { doneBy, type Stretch, type StudiedRun } from './studied-run.ts';

/** However long a warm-up lasts, this much of the work is compared. */
const LATEST_BEGIN = 1 / 2;
/** An earlier run that did less of it says nothing about the rest. */
const LEAST_DONE = 0.95;

export function commonStretch(run: StudiedRun, baseline: StudiedRun): Stretch {
  const toDone = Math.min(allDone(run), allDone(baseline));
  const warm = Math.max(...[run, baseline].map((each) => doneBy(each, steadyFromS(each))));
  return { fromDone: Math.min(warm, LATEST_BEGIN * toDone), toDone };
}

export function covers(run: StudiedRun, { toDone }: Stretch): boolean {
  return allDone(run) >= LEAST_DONE * toDone;
}

function allDone({ done }: StudiedRun): number {
  return done.at(-1) ?? 0;
}

/** A plan that fixes its warm-up knows better than the times of one run. */
function steadyFromS({ found, rows }: StudiedRun): number {
  const { plan, timeline } = found;
  const isFound = plan.warmup.kind !== 'fixed' && rows.facts.operations.length > 0;
  return (isFound ? found.loadSteadyMs() : timeline.soakFromMs) / 1000;
}
