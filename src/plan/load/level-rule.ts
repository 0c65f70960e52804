/** Rules that a single level can be judged by: on the load, and told of a time as a whole. */

import { asList, asMapping, type Finding, type Mapping } from '../document/written.ts';
import type { Rule } from '../rule/rule.ts';
import { readRule } from '../rule/rule-parser.ts';
import type { RuleNames } from '../rule/rule-subject.ts';

const METRICS: readonly string[] = [
  'latency',
  'service',
  'success',
  'errors',
  'blocked',
  'bypassed',
  'unresolved',
  'throughput',
];
const STATISTICS: readonly string[] = ['percentile', 'min', 'max', 'mean', 'rate', 'count'];

/** Of the rules after `while`, as they are written. */
export function levelRuleFindings(plan: Mapping, names: RuleNames): Finding[] {
  const search = asMapping(asMapping(plan['load'])?.['search']);
  return asList(search?.['while']).flatMap((text, index): Finding[] => {
    if (typeof text !== 'string' || text === '') return [];
    const path = ['load', 'search', 'while', index];
    const rule = readRule(text, names, 'holds', (close) => troubleOf(close) === null);
    if (!('metric' in rule)) return [{ path, message: rule.message, offset: rule.offset }];
    const message = troubleOf(rule);
    return message === null ? [] : [{ path, message }];
  });
}

function troubleOf({ metric, statistic, text }: Rule): string | null {
  const expectation = 'expected a rule such as success >= 99% or latency.p95 < 100ms';
  if (metric.kind !== 'load' || !METRICS.includes(metric.name))
    return `"${text}" is not about what the load of a level saw, ${expectation}`;
  const isWhole = statistic === null || STATISTICS.includes(statistic.kind);
  const ofSeconds = metric.name === 'throughput' && (statistic?.kind === 'min' || statistic?.kind === 'max');
  return isWhole && !ofSeconds ? null : `"${text}" cannot be told of a level, ${expectation}`;
}
