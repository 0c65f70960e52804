import type { AssessedTrend } from '../analysis/assessed-trend.ts';

/** As rules write it: `anon`, `latency{read}.p95`. */
export function trendName({ metric, operation }: Pick<AssessedTrend, 'metric' | 'operation'>): string {
  if (operation === null) return metric;
  const [name = '', ...statistic] = metric.split('.');
  return [`${name}{${operation}}`, ...statistic].join('.');
}
