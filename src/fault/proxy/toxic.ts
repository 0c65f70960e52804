/** What becomes of the bytes of one direction of one connection, as times: when a piece, and the end, may go on. */
import type { ToxicPlan } from '../../plan/fault/fault-plan.ts';
import { type Direction, delayKey, delayMs } from './delay.ts';
import type { Figures } from './figures.ts';

export interface Toxic {
  /** The largest piece that goes on at once, in bytes; 0: the connection is to be cut. */
  most(): number;
  /** When a piece that has come now goes on. Infinity: when this toxic is taken away. */
  dueMs(bytes: number, nowMs: number): number;
  /** The same of the end of the stream. */
  endDueMs(nowMs: number): number;
}

export interface ToxicPlace {
  readonly seed: number;
  readonly direction: Direction;
  /** Which connection of the proxy, from 0. */
  readonly connection: number;
  readonly figures: Figures;
}

/** What comes within a millisecond is one message: a response of several packets is late as a whole. */
const MESSAGE_GAP_MS = 1;
/** Smooth enough for any reader, and few enough timers. */
const PIECE_MS = 20;
const LEAST_PIECE_BYTES = 256;

/** null: it does nothing to the bytes themselves. */
export function makeToxic(plan: ToxicPlan, place: ToxicPlace): Toxic | null {
  switch (plan.kind) {
    case 'latency':
      return latency(plan, place);
    case 'bandwidth':
      return bandwidth(plan.bytesPerSecond, place.figures);
    case 'slow-close':
      return { ...passing, endDueMs: (nowMs) => nowMs + plan.delayMs };
    case 'cut-after':
      return cutAfter(plan.bytes);
    case 'blackhole':
      return blackhole(place.figures);
    case 'reset':
    case 'refuse':
    case 'drop':
      return null;
    default:
      return plan satisfies never;
  }
}

const passing: Toxic = {
  most: () => Number.POSITIVE_INFINITY,
  dueMs: (_bytes, nowMs) => nowMs,
  endDueMs: (nowMs) => nowMs,
};

function latency(
  plan: Extract<ToxicPlan, { kind: 'latency' }>,
  { seed, direction, connection, figures }: ToxicPlace,
): Toxic {
  const key = delayKey(seed, direction, connection);
  let message = 0;
  let lastMs = Number.NEGATIVE_INFINITY;
  let lateMs = 0;
  return {
    ...passing,
    dueMs(bytes, nowMs) {
      if (nowMs - lastMs > MESSAGE_GAP_MS) {
        lateMs = delayMs(plan, key, message++);
        figures.messagesDelayed += 1;
        figures.delayMs += lateMs;
      }
      lastMs = nowMs;
      figures.bytesDelayed += bytes;
      return nowMs + lateMs;
    },
    // The end belongs to the last message.
    endDueMs: (nowMs) => nowMs + lateMs,
  };
}

function bandwidth(bytesPerSecond: number, figures: Figures): Toxic {
  const most = Math.max(LEAST_PIECE_BYTES, Math.floor((bytesPerSecond * PIECE_MS) / 1000));
  let freeMs = 0;
  return {
    ...passing,
    most: () => most,
    dueMs(bytes, nowMs) {
      freeMs = Math.max(freeMs, nowMs) + (1000 * bytes) / bytesPerSecond;
      figures.bytesDelayed += bytes;
      return freeMs;
    },
  };
}

function cutAfter(bytes: number): Toxic {
  let left = bytes;
  return {
    ...passing,
    most: () => left,
    dueMs(passed, nowMs) {
      left -= passed;
      return nowMs;
    },
  };
}

function blackhole(figures: Figures): Toxic {
  return {
    ...passing,
    dueMs(bytes) {
      figures.bytesHeld += bytes;
      return Number.POSITIVE_INFINITY;
    },
    endDueMs: () => Number.POSITIVE_INFINITY,
  };
}
