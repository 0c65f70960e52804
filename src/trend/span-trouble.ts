import type { Trend, TrendOptions } from './trend.ts';

/** Whether the plan's minimum span has been seen in the steady state. */
export function spanTrouble(steadyS: number, options: TrendOptions): Pick<Trend, 'trouble' | 'shortByS'> {
  const shortByS = options.minimumSpanS - steadyS;
  if (shortByS <= 0) return { trouble: null, shortByS: null };
  return { trouble: 'too short: the steady state is shorter than the minimum span', shortByS };
}
