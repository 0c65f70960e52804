import type { Ending } from '../plan.ts';

/** Divisors of a minute, so that windows end with their minute. */
const SPANS_S = [1, 2, 5, 10, 15, 20, 30, 60];
/** As many windows as a trend has bins at the most: fewer would blunt the trend of a percentile. */
const WINDOWS = 120;

/** How long one stored histogram lasts: a minute in a run of two hours or more, less in a shorter one. */
export function histogramSpanMs(ending: Ending): number {
  if (ending.kind === 'operations') return 10_000;
  const wantedS = ending.durationMs / 1000 / WINDOWS;
  const spanS = SPANS_S.find((span) => span >= wantedS) ?? 60;
  return spanS * 1000;
}
