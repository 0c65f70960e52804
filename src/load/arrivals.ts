/** The arrivals of a load, in the order they fall due. */
import type { LoadPlan } from '../plan/plan.ts';
import { limitedTo, openPacer, type Pacer } from './pacer.ts';

export interface Arrivals {
  /** The next one's index in the whole load. */
  readonly index: number;
  /** When the next one is due, ms since the load began; Infinity: none is known. */
  readonly dueMs: number;
  /** The next one has come. */
  take(): void;
  /** One of those taken has ended, well or not. */
  ended(nowMs: number): void;
  /** No other will ever come, whatever ends. */
  readonly exhausted: boolean;
}

/** `limitOperations` is the number of arrivals in the whole load, those before `startIndex` included. */
export function arrivalsOf(plan: LoadPlan, startIndex: number, limitOperations: number | null): Arrivals {
  const limit = limitOperations ?? Number.POSITIVE_INFINITY;
  const { model } = plan;
  return model.kind === 'open'
    ? openArrivals(limitedTo(limit, openPacer(model.stages)), startIndex)
    : closedArrivals(model, startIndex, limit);
}

function openArrivals(pacer: Pacer, startIndex: number): Arrivals {
  let index = startIndex;
  let dueMs = pacer.dueMs(index);
  return {
    get index() {
      return index;
    },
    get dueMs() {
      return dueMs;
    },
    get exhausted() {
      return dueMs === Number.POSITIVE_INFINITY;
    },
    take() {
      index++;
      dueMs = pacer.dueMs(index);
    },
    ended() {},
  };
}

/**
 * Each user does one operation after the other and thinks in between. The first operations are spread over one
 * thinking time. As all users think equally long, they fall due in the order in which they began to think.
 */
function closedArrivals(
  { users, thinkTimeMs }: { users: number; thinkTimeMs: number },
  startIndex: number,
  limit: number,
): Arrivals {
  const due = Float64Array.from({ length: users }, (_, user) => (user * thinkTimeMs) / users);
  let head = 0;
  let thinking = users;
  let index = startIndex;
  return {
    get index() {
      return index;
    },
    get dueMs() {
      return thinking === 0 || index >= limit ? Number.POSITIVE_INFINITY : (due[head] ?? 0);
    },
    get exhausted() {
      return index >= limit || users === 0;
    },
    take() {
      index++;
      head = (head + 1) % users;
      thinking--;
    },
    ended(nowMs) {
      due[(head + thinking) % users] = nowMs + thinkTimeMs;
      thinking++;
    },
  };
}
