/**
 * When each arrival of an open load is due: a pure function of its index.
 *
 * The rate is a polyline over time, so the expected number of arrivals A(t) is a chain of parabolas. Arrival i is due
 * at the first moment after which A exceeds i. Inside a stage that starts at count a with rate r and changes by c per
 * second, A(s) = a + r·s + c·s²/2. With n = i − a,
 *
 *     s = 2n / (r + √(r² + 2cn))
 *
 * which, unlike the schoolbook root, neither cancels for small c nor divides by zero at c = 0.
 */
import type { Stage } from '../plan/plan.ts';

export interface Pacer {
  /** Milliseconds since the load began; Infinity: never. Never falls as the index rises. */
  dueMs(index: number): number;
}

export function openPacer(stages: readonly Stage[]): Pacer {
  const segments = segmentsOf(stages);
  return {
    dueMs(index) {
      const segment = segmentAt(segments, index);
      const reached = index - segment.startCount;
      const squared = segment.perSecond ** 2 + 2 * segment.perSecondSquared * reached;
      const divisor = segment.perSecond + Math.sqrt(Math.max(0, squared));
      // Nothing is due where the rate is and stays zero; a rate that starts at zero reaches 0 arrivals at once.
      if (divisor === 0) return segment.perSecondSquared > 0 ? segment.startMs : Number.POSITIVE_INFINITY;
      const sinceStartMs = (2000 * reached) / divisor;
      return segment.startMs + Math.min(sinceStartMs, segment.durationMs);
    },
  };
}

/** The same arrivals, of which there are only `count`. */
export function limitedTo(count: number, pacer: Pacer): Pacer {
  return { dueMs: (index) => (index < count ? pacer.dueMs(index) : Number.POSITIVE_INFINITY) };
}

export function peakPerSecond(stages: readonly Stage[]): number {
  return Math.max(0, ...stages.flatMap((stage) => [stage.fromPerSecond, stage.toPerSecond]));
}

interface Segment {
  readonly startMs: number;
  readonly startCount: number;
  readonly durationMs: number;
  readonly perSecond: number;
  readonly perSecondSquared: number;
}

/** The stages that have a length, and the last rate held for ever. */
function segmentsOf(stages: readonly Stage[]): Segment[] {
  const segments: Segment[] = [];
  let startMs = 0;
  let startCount = 0;
  let held = 0;
  for (const { durationMs, fromPerSecond, toPerSecond } of stages) {
    held = toPerSecond;
    if (durationMs === null) break;
    if (durationMs <= 0) continue;
    const seconds = durationMs / 1000;
    const perSecondSquared = (toPerSecond - fromPerSecond) / seconds;
    segments.push({ startMs, startCount, durationMs, perSecond: fromPerSecond, perSecondSquared });
    startMs += durationMs;
    startCount += ((fromPerSecond + toPerSecond) / 2) * seconds;
  }
  const durationMs = Number.POSITIVE_INFINITY;
  segments.push({ startMs, startCount, durationMs, perSecond: held, perSecondSquared: 0 });
  return segments;
}

/** The last segment begun with no more arrivals than `index`: of those at a standstill, the one that moves on. */
function segmentAt(segments: readonly Segment[], index: number): Segment {
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((segments[middle]?.startCount ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  const found = segments[low];
  if (found === undefined) throw new RangeError('a pacer needs a segment');
  return found;
}
