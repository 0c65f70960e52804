/** The arrivals of a load, in the order they fall due. */
import { readArrivalList } from '../plan/arrival-list.ts';
import type { LoadPlan } from '../plan/plan.ts';
import { limitedTo, openPacer, type Pacer, replayPacer } from './pacer.ts';
import { userArrivals } from './users.ts';

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

/** Where in the whole load its arrivals go on. */
export interface Place {
  readonly startIndex: number;
  /** The number of arrivals in the whole load, those before `startIndex` included; null: no end. */
  readonly limitOperations: number | null;
  /** How much of the load's own time has passed. */
  readonly ranMs: number;
}

export function arrivalsOf(plan: LoadPlan, place: Place): Arrivals {
  const { model, seed } = plan;
  const limit = place.limitOperations ?? Number.POSITIVE_INFINITY;
  switch (model.kind) {
    case 'open':
      return pacedArrivals(limitedTo(limit, openPacer(model, seed)), place.startIndex);
    case 'replay':
      return pacedArrivals(
        limitedTo(limit, replayPacer(readArrivalList(model.file), model.speed)),
        place.startIndex,
      );
    case 'closed':
      return userArrivals(model, seed, { ...place, limit });
    default:
      throw new RangeError(`the levels of a ${model.kind} are loads of their own`);
  }
}

function pacedArrivals(pacer: Pacer, startIndex: number): Arrivals {
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
