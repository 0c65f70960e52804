/** Rules as text: the one canonical spelling, which parses to the same rule again. */
import type { MetricRef, Statistic } from './rule.ts';
import { isNamePart } from './rule-token.ts';

/** `anon@api.slope`, `latency{read}.p99.9`, `success`. */
export function formatSubject(
  metric: MetricRef,
  target: string | null,
  operation: string | null,
  statistic: Statistic | null,
): string {
  const where = `${target === null ? '' : `@${nameText(target)}`}${operation === null ? '' : `{${nameText(operation)}}`}`;
  return `${formatMetric(metric)}${where}${statistic === null ? '' : `.${formatStatistic(statistic)}`}`;
}

export function formatMetric(metric: MetricRef): string {
  switch (metric.kind) {
    case 'target':
    case 'load':
      return metric.name;
    case 'restarts':
    case 'coverage':
      return metric.kind;
    case 'recovery':
      return `recovery.${nameText(metric.fault)}`;
    case 'path':
      return `path.${nameText(metric.path)}.${metric.reading}`;
    case 'scrape':
      return `scrape.${nameText(metric.series)}`;
    case 'self':
      return `self.${metric.name}`;
  }
}

export function formatStatistic(statistic: Statistic): string {
  if (statistic.kind === 'percentile') return `p${statistic.percentile}`;
  if (statistic.kind === 'slope' && statistic.percentile !== undefined)
    return `p${statistic.percentile}.slope`;
  return statistic.kind;
}

/** In quotes where it has what the grammar would stumble over. */
export function nameText(name: string): string {
  const plain = name !== '' && [...name].every(isNamePart);
  return plain ? name : `"${name.replace(/["\\]/g, '\\$&')}"`;
}
