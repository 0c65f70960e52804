/**
 * One-sided error rates for a run that judges several trends at once. A leak is claimed when any one trend leaks, so
 * the leak side is shared out among them (holm.ts). The run is clean only when all of them are, which needs no
 * correction (an intersection-union test; Berger 1982).
 */
export const ERROR_RATE = 0.025;

export interface Alpha {
  readonly low: number;
  readonly high: number;
}

/**
 * `direction`: which way is bad, and so which end of the interval is the leak side. `leakSide`: the error rate of
 * calling this one trend a leak.
 */
export function alphaFor(direction: 'rise' | 'fall', leakSide = ERROR_RATE): Alpha {
  return direction === 'rise' ? { low: leakSide, high: ERROR_RATE } : { low: ERROR_RATE, high: leakSide };
}

/**
 * How the leak side of one criterion is shared out among the lives of its process: by their length (Bonferroni with
 * weights; Holm 1979), for a short life takes little of the power of a long one.
 */
export function sharesByLength(lengths: readonly number[]): number[] {
  const whole = lengths.reduce((sum, length) => sum + length, 0);
  return lengths.map((length) => (whole > 0 ? length / whole : 1 / lengths.length));
}
