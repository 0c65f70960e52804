/** When each arrival of a load that does not wait for its target is due: a pure function of its index. */

import type { OpenModel } from '../../plan/load/model-plan.ts';
import { courseOf } from '../../plan/load/rate-course.ts';
import { poissonProcess } from './poisson.ts';

export interface Pacer {
  /** Milliseconds since the load began; Infinity: never. Never falls as the index rises. */
  dueMs(index: number): number;
}

/**
 * Evenly spaced, arrival i falls due when the area under the rate comes to i. Else it does when that area comes to the
 * i-th event of a Poisson process of rate one, which makes arrivals a Poisson process with the rate of the course.
 */
export function openPacer(model: Pick<OpenModel, 'stages' | 'wave' | 'spacing'>, seed: number): Pacer {
  const course = courseOf(model);
  if (model.spacing !== 'poisson') return { dueMs: course.momentOf };
  const process = poissonProcess(seed);
  return { dueMs: (index) => course.momentOf(process.eventAt(index)) };
}

/** The arrivals of a list, `speed` times as fast as it was recorded; after them there is none. */
export function replayPacer(offsetsMs: Float64Array, speed: number): Pacer {
  return { dueMs: (index) => (offsetsMs[index] ?? Number.POSITIVE_INFINITY) / speed };
}

/** The same arrivals, of which there are only `count`. */
export function limitedTo(count: number, pacer: Pacer): Pacer {
  return { dueMs: (index) => (index < count ? pacer.dueMs(index) : Number.POSITIVE_INFINITY) };
}
