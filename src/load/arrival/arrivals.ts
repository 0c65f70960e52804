/** The arrivals of a load, in the order they fall due. */
import { SoakdError } from '../../error.ts';
import { readArrivalList } from '../../plan/load/arrival-list.ts';
import type { LoadPlan } from '../../plan/load/load-plan.ts';
import type { ReplayModel } from '../../plan/load/model-plan.ts';
import { limitedTo, openPacer, type Pacer, replayPacer } from './pacer.ts';
import { ownIndex, type Place } from './place.ts';
import { userArrivals } from './users.ts';

export interface Arrivals {
  /** When the first of the whole load is due from its `startIndex` on, whoever sends it; ms since the load began. */
  readonly firstDueMs: number;
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

export function arrivalsOf(plan: LoadPlan, place: Place): Arrivals {
  const { model, seed } = plan;
  const limit = place.limitOperations ?? Number.POSITIVE_INFINITY;
  switch (model.kind) {
    case 'open':
      return pacedArrivals(limitedTo(limit, openPacer(model, seed)), place);
    case 'replay':
      return pacedArrivals(limitedTo(limit, replayPacer(listOf(model), model.speed)), place);
    case 'closed':
      return userArrivals(model, seed, place);
    default:
      throw new RangeError(`the levels of a ${model.kind} are loads of their own`);
  }
}

function pacedArrivals(pacer: Pacer, { startIndex, share }: Place): Arrivals {
  const firstDueMs = pacer.dueMs(startIndex);
  let index = ownIndex(startIndex, share);
  let dueMs = pacer.dueMs(index);
  return {
    firstDueMs,
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
      index += share.of;
      dueMs = pacer.dueMs(index);
    },
    ended() {},
  };
}

/** What was read of the list when the run began stands. */
function listOf({ file, arrivals }: ReplayModel): Float64Array {
  const offsetsMs = readArrivalList(file);
  if (offsetsMs.length === arrivals) return offsetsMs;
  throw new SoakdError(`${file} has changed: found ${offsetsMs.length} arrivals, expected ${arrivals}`);
}
