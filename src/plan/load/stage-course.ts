/**
 * The rate is a polyline over time, so the number of arrivals A(t) is a chain of parabolas. Inside a stage that starts
 * at count a with rate r and changes by c per second, A(s) = a + r·s + c·s²/2. With n = i − a, it reaches i after
 *
 *     s = 2n / (r + √(r² + 2cn))
 *
 * which, unlike the schoolbook root, neither cancels for small c nor divides by zero at c = 0.
 */
import type { Stage } from './model-plan.ts';
import type { RateCourse } from './rate-course.ts';

interface Segment {
  readonly startMs: number;
  readonly startCount: number;
  readonly durationMs: number;
  readonly perSecond: number;
  readonly perSecondSquared: number;
}

/** The last stage's rate holds for ever. */
export function stageCourse(stages: readonly Stage[]): RateCourse {
  const segments = segmentsOf(stages);
  const at = (ms: number) => lastOf(segments, (segment) => segment.startMs <= ms);
  return {
    perSecondAt(ms) {
      const { startMs, perSecond, perSecondSquared } = at(ms);
      return perSecond + (perSecondSquared * (ms - startMs)) / 1000;
    },
    arrivalsBy(ms) {
      const { startMs, startCount, perSecond, perSecondSquared } = at(ms);
      const seconds = (ms - startMs) / 1000;
      return startCount + seconds * (perSecond + (perSecondSquared * seconds) / 2);
    },
    momentOf(arrivals) {
      // Of those at a standstill, the one that moves on.
      const segment = lastOf(segments, ({ startCount }) => startCount <= arrivals);
      const reached = arrivals - segment.startCount;
      const squared = segment.perSecond ** 2 + 2 * segment.perSecondSquared * reached;
      const divisor = segment.perSecond + Math.sqrt(Math.max(0, squared));
      // Nothing is due where the rate is and stays zero; a rate that starts at zero reaches 0 arrivals at once.
      if (divisor === 0) return segment.perSecondSquared > 0 ? segment.startMs : Number.POSITIVE_INFINITY;
      const sinceStartMs = (2000 * reached) / divisor;
      return segment.startMs + Math.min(sinceStartMs, segment.durationMs);
    },
    peakPerSecond: Math.max(0, ...stages.flatMap((stage) => [stage.fromPerSecond, stage.toPerSecond])),
  };
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

/** The last segment that has begun; they begin in order. */
function lastOf(segments: readonly Segment[], hasBegun: (segment: Segment) => boolean): Segment {
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const segment = segments[middle];
    if (segment !== undefined && hasBegun(segment)) low = middle;
    else high = middle - 1;
  }
  const found = segments[low];
  if (found === undefined) throw new RangeError('a course needs a segment');
  return found;
}
