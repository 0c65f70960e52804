/** How long methods took to call leaks, beside the oracle, and how often they called one that was none. */
import type { Detection } from './detect.ts';
import { PLAIN } from './labelled-series.ts';
import { medianOf } from './median.ts';
import type { Share } from './score.ts';

export interface DetectionScore {
  /** Benign series called leaking at any look, and leaks called before they began. */
  readonly falseAlarms: Share;
  /** The same of identifiable shapes, and only of looks that came after enough of them. */
  readonly toldFalseAlarms: Share;
  /** Of the leaks that the oracle called. */
  readonly found: Share;
  /** Time since the onset over the oracle's, by pairs; a leak never called counts as infinitely late. null: no pairs. */
  readonly medianRatio: number | null;
  /** Shares of the span, since the onset; those never called count as infinitely late. */
  readonly medianTime: number | null;
}

const ORACLE = 'oracle';

/** Of leaks that stand out: on shapes that can be identified, by at least 1.5 minimal detectable excesses. */
export function isPlain({ leaks, identifiable, multiple }: Detection): boolean {
  return leaks && identifiable && (multiple ?? 0) >= PLAIN;
}

export function detectionScoreOf(detections: readonly Detection[], method: string): DetectionScore {
  const risky = detections.filter(({ leaks, onsetS }) => !leaks || (onsetS ?? 0) > 0);
  const told = detections.filter(({ leaks, identifiable }) => !leaks && identifiable);
  const pairs = detections.filter(isPlain).flatMap((detection) => {
    const best = sinceOnset(detection, ORACLE);
    const own = sinceOnset(detection, method);
    // Whoever called too early has raised a false alarm, not found the leak.
    if (best === null || best <= 0 || (own !== null && own <= 0)) return [];
    return [{ best, own: own ?? Number.POSITIVE_INFINITY, spanS: detection.spanS }];
  });
  return {
    falseAlarms: {
      count: risky.filter(({ leaks, onsetS, calledS }) => {
        const at = calledS[method] ?? null;
        return at !== null && (!leaks || at < (onsetS ?? 0));
      }).length,
      of: risky.length,
    },
    toldFalseAlarms: {
      count: told.filter(({ calledToldS }) => (calledToldS[method] ?? null) !== null).length,
      of: told.length,
    },
    found: { count: pairs.filter(({ own }) => Number.isFinite(own)).length, of: pairs.length },
    medianRatio: medianOf(pairs.map(({ own, best }) => own / best)),
    medianTime: medianOf(pairs.map(({ own, spanS }) => own / spanS)),
  };
}

function sinceOnset({ onsetS, calledS }: Detection, method: string): number | null {
  const at = calledS[method] ?? null;
  return at === null ? null : at - (onsetS ?? 0);
}
