/**
 * One-sided error rates for a run that judges several trends at once. A leak is claimed when any one trend leaks, so
 * the leak side is shared out among them (Bonferroni). The run is clean only when all of them are, which needs no
 * correction (an intersection-union test; Berger 1982).
 */
const ERROR_RATE = 0.025;

export interface Alpha {
  readonly low: number;
  readonly high: number;
}

/** `direction`: which way is bad, and so which end of the interval is the leak side. */
export function alphaFor(trendCriteriaCount: number, direction: 'rise' | 'fall' = 'rise'): Alpha {
  const leakSide = ERROR_RATE / Math.max(1, trendCriteriaCount);
  return direction === 'rise' ? { low: leakSide, high: ERROR_RATE } : { low: ERROR_RATE, high: leakSide };
}
