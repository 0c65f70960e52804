/** How many arrivals may wait for a channel. */
import { isOfLevels } from '../../plan/load/level.ts';
import type { LoadPlan } from '../../plan/load/load-plan.ts';
import { courseOf } from '../../plan/load/rate-course.ts';

/** 20 MB. Only a load above 35,000/s with a timeout of 30 s comes this far. */
const MAX_QUEUED = 2 ** 20;

/** Peak rate × timeout, at least the connections; in a closed model no more than the users ever wait. */
export function queueLimitOf({ model, connections, operations }: LoadPlan): number {
  if (model.kind === 'closed') return Math.max(connections, model.users);
  const longestMs = Math.max(...operations.map((operation) => operation.timeoutMs));
  if (isOfLevels(model)) throw new RangeError(`the levels of a ${model.kind} are loads of their own`);
  const peak = model.kind === 'open' ? courseOf(model).peakPerSecond : model.peakPerSecond;
  const worth = Math.ceil((peak * longestMs) / 1000);
  return Math.min(MAX_QUEUED, Math.max(connections, worth));
}
