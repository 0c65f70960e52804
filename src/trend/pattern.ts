import { bendSize, type Model } from './model.ts';
import type { Onset } from './onset.ts';

/** The trend in words: what bends it, then where its slope goes, e.g. "warms up for 12 min, then flat". */
export function describePattern(
  model: Model,
  startS: number,
  onset: Onset,
  direction: 'rises' | 'falls' | 'flat',
): string {
  const parts = [...model.bends]
    .sort((a, b) => (a.family === 'exp' ? 0 : a.atS) - (b.family === 'exp' ? 0 : b.atS))
    .map((bend) => {
      if (bend.family === 'exp')
        return onset.slopeFromS < onset.steadyFromS
          ? 'warms up all along'
          : `warms up for ${inWords(onset.steadyFromS - startS)}`;
      const move = bendSize(model, bend) < 0 ? 'down' : 'up';
      return `${bend.family === 'step' ? 'steps' : 'bends'} ${move} at ${inWords(bend.atS)}`;
    });
  if (parts.length > 0) return `${parts.join(', ')}, then ${direction}`;
  return direction === 'flat' ? 'flat' : `${direction} steadily`;
}

export function inWords(seconds: number): string {
  if (seconds < 120) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
