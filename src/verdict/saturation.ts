import type { Rule } from '../plan/rule/rule.ts';
import type { Saturation, Standing } from './evidence.ts';

/**
 * With more than this share of saturated seconds the generator's own delays can make up all of a p95: what it measured
 * is then its own doing as likely as the target's, and the load was not the load that was asked for.
 */
export const SATURATED_SHARE = 0.05;

/**
 * So many seconds are borne whatever share of a short load they are: in the first one the generator's own code is
 * compiled and all connections are opened, and on a shared machine any single second may be another's doing. Where there
 * was no other second than these, nothing is left to go by.
 */
const BORNE_SECONDS = 2;

export function isSaturated(saturation: Saturation | null): boolean {
  if (saturation === null) return false;
  const { saturatedSeconds, seconds } = saturation;
  if (saturatedSeconds <= BORNE_SECONDS)
    return saturatedSeconds === BORNE_SECONDS && seconds === saturatedSeconds;
  return saturatedSeconds > SATURATED_SHARE * seconds;
}

/** The rule is about what the generator itself measures, and the generator fell behind. Memory and files are not. */
export function isBlurred({ metric }: Rule, standing: Standing | null): boolean {
  return (metric.kind === 'load' || metric.kind === 'recovery') && isSaturated(standing?.saturation ?? null);
}
