/** The `recover` of a fault: how soon after it all has to be well again, and what well is. */
import { duration, mapping, text } from '../document/field.ts';
import type { Rule } from '../rule/rule.ts';
import { formatSubject } from '../rule/rule-text.ts';

export const recover = mapping('a mapping such as { within: 30s }', {
  within: duration().describe(
    'From the end of the fault; a criterion of the run, which fails when it takes longer.',
  ),
  rule: text('a rule such as success >= 99%')
    .optional()
    .describe(
      "What holds when all is well: of each second of the load, or of each reading of a target; default: the plan's rule on success, or success >= 99%.",
    ),
  holds: duration().optional().describe('So long without a break; default 5s.'),
});

/** Of the load's times each second tells these; of a target each reading tells what it is. */
const PERCENTILES: readonly number[] = [50, 95, 99];
const OF_READINGS: readonly string[] = ['max', 'mean', 'last'];

/** Why it cannot be told second by second; null: it can. */
export function recoverTrouble({ metric, target, operation, statistic }: Rule): string | null {
  const subject = formatSubject(metric, target, operation, statistic);
  if (metric.kind === 'target') {
    if (OF_READINGS.includes(statistic?.kind ?? '')) return null;
    return `"${subject}" is no reading: expected ${formatSubject(metric, target, null, { kind: 'last' })}`;
  }
  if (metric.kind !== 'load')
    return `"${subject}" does not tell whether all is well again; expected one of the load or of a target, such as success >= 99%`;
  if (metric.name === 'latency' || metric.name === 'service') {
    const isKnown = statistic?.kind === 'percentile' && PERCENTILES.includes(statistic.percentile);
    return isKnown ? null : `"${subject}" is not known of each second, only p50, p95 and p99`;
  }
  if (metric.name === 'unresolved' || metric.name === 'bypassed')
    return `"${subject}" is known at the end only`;
  if (statistic === null || statistic.kind === 'rate') return null;
  return `"${subject}" is not known of each second; expected success >= 99% or errors.rate < 1%`;
}
