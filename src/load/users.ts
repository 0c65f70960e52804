/**
 * Users: each does one operation after the other and thinks in between. They come over the ramp, or all at once with
 * their first operations spread over one thinking time. A user who came before the load goes on is one of the latter.
 */

import { hashFraction, hashKey } from '../hash.ts';
import type { ClosedModel } from '../plan/plan.ts';
import type { Arrivals } from './arrivals.ts';
import { DueTimes } from './due-times.ts';

interface UsersPlace {
  readonly startIndex: number;
  /** Arrivals in the whole load. */
  readonly limit: number;
  /** Of the ramp, how much has passed. */
  readonly ranMs: number;
}

export function userArrivals(
  model: ClosedModel,
  seed: number,
  { startIndex, limit, ranMs }: UsersPlace,
): Arrivals {
  const { users, thinkTimeMs, rampMs = 0 } = model;
  const due = new DueTimes(users);
  for (let user = 0; user < users; user += 1) {
    const comesMs = (rampMs * user) / users - ranMs;
    due.add(rampMs > 0 && comesMs > 0 ? comesMs : (user * thinkTimeMs) / users);
  }
  const thinkMs = thinking(model, seed);
  let index = startIndex;
  // What a user thinks depends on how many operations have ended before, so that a seed tells the same story again.
  let ended = startIndex;
  return {
    get index() {
      return index;
    },
    get dueMs() {
      return index >= limit ? Number.POSITIVE_INFINITY : due.earliestMs;
    },
    get exhausted() {
      return index >= limit || users === 0;
    },
    take() {
      index++;
      due.drop();
    },
    ended(nowMs) {
      due.add(nowMs + thinkMs(ended));
      ended++;
    },
  };
}

function thinking({ thinkTimeMs, thinkSpread }: ClosedModel, seed: number): (index: number) => number {
  if (thinkSpread === undefined) return () => thinkTimeMs;
  const key = hashKey(seed, 'think');
  if (thinkSpread.kind === 'exponential')
    return (index) => -thinkTimeMs * Math.log(1 - hashFraction(key, index));
  const { fromMs, toMs } = thinkSpread;
  return (index) => fromMs + (toMs - fromMs) * hashFraction(key, index);
}
