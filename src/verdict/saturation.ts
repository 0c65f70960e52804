import type { Rule } from '../plan/rule.ts';
import type { Standing } from './evidence.ts';

/**
 * With more than this share of saturated seconds the generator's own delays can make up all of a p95: what it measured
 * is then its own doing as likely as the target's, and the load was not the load that was asked for.
 */
export const SATURATED_SHARE = 0.05;

export function isSaturated(standing: Standing | null): boolean {
  return (standing?.saturatedShare ?? 0) > SATURATED_SHARE;
}

/** The rule is about what the generator itself measures, and the generator fell behind. Memory and files are not. */
export function isBlurred({ metric }: Rule, standing: Standing | null): boolean {
  return metric.kind === 'load' && isSaturated(standing);
}
