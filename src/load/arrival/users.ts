/**
 * Users: each does one operation after the other and thinks in between. They come over the ramp, or all at once with
 * their first operations spread over one thinking time. A user who came before the load goes on is one of the latter.
 */

import { hashFraction, hashKey } from '../../hash.ts';
import type { ClosedModel } from '../../plan/load/model-plan.ts';
import type { Arrivals } from './arrivals.ts';
import { DueTimes } from './due-times.ts';
import { ownIndex, type Place } from './place.ts';

export function userArrivals(
  model: ClosedModel,
  seed: number,
  { startIndex, limitOperations, ranMs, share }: Place,
): Arrivals {
  const { users, thinkTimeMs, rampMs = 0 } = model;
  const limit = limitOperations ?? Number.POSITIVE_INFINITY;
  const due = new DueTimes(users);
  for (let user = share.part; user < users; user += share.of) {
    const comesMs = (rampMs * user) / users - ranMs;
    due.add(rampMs > 0 && comesMs > 0 ? comesMs : (user * thinkTimeMs) / users);
  }
  const thinkMs = thinking(model, seed);
  let index = ownIndex(startIndex, share);
  // What a user thinks depends on how many operations have ended before, so that a seed tells the same story again.
  let ended = index;
  return {
    firstDueMs: 0,
    get index() {
      return index;
    },
    get dueMs() {
      return index >= limit ? Number.POSITIVE_INFINITY : due.earliestMs;
    },
    get exhausted() {
      return index >= limit || users <= share.part;
    },
    take() {
      index += share.of;
      due.drop();
    },
    ended(nowMs) {
      due.add(nowMs + thinkMs(ended));
      ended += share.of;
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
