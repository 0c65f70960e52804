/** How statistics are written in rules. */
import type { StatisticName } from './metric.ts';
import type { Statistic } from './rule.ts';

export const PLAIN_STATISTICS = [
  'min',
  'max',
  'mean',
  'last',
  'rate',
  'count',
  'growth',
  'unplanned',
  'slope',
] as const satisfies readonly Statistic['kind'][];
const SPELLINGS: Readonly<Partial<Record<string, readonly string[]>>> = {
  percentile: ['p50', 'p95', 'p99', 'p99.9'],
  'percentile.slope': ['p95.slope'],
};

/** As one would write them, for messages. */
export function spellingsOf(statistics: readonly StatisticName[]): string[] {
  return statistics.flatMap((name) => SPELLINGS[name] ?? [name]);
}

/** `p99.9` → 99.9; null when it is no percentile from p0 to p100, both left out. */
export function percentileOf(word: string): number | null {
  const digits = word.slice(1);
  if (!word.startsWith('p') || !isDigits(digits.replace('.', ''))) return null;
  const percentile = Number(digits);
  return percentile > 0 && percentile < 100 ? percentile : null;
}

export function isDigits(text: string): boolean {
  return text !== '' && [...text].every((character) => character >= '0' && character <= '9');
}
