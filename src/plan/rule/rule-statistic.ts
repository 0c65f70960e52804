/** What is told of a metric, and how rules write it: `.p95`, `.rate.slope`. */
import { nearest } from '../../nearest.ts';
import { metricFacts, type StatisticName } from './metric.ts';
import type { MetricRef, Statistic } from './rule.ts';
import type { RuleCursor } from './rule-cursor.ts';
import { formatMetric } from './rule-text.ts';
import type { Token } from './rule-token.ts';
import { RuleTrouble } from './rule-trouble.ts';

const PLAIN_STATISTICS = [
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

/** null: there is none, and the metric needs none. @throws RuleTrouble */
export function readStatistic(cursor: RuleCursor, metric: MetricRef): Statistic | null {
  const { statistics, plain } = metricFacts(metric);
  const spellings = spellingsOf(statistics);
  if (cursor.take('.') === null) {
    if (plain) return null;
    throw noneGiven(cursor, metric, spellings);
  }
  const token = withFraction(cursor, cursor.word('a statistic', spellings));
  const percentile = percentileOf(token.text);
  if (percentile !== null) {
    const trend = readTrend(cursor);
    if (statistics.includes(trend ? 'percentile.slope' : 'percentile')) {
      return trend ? { kind: 'slope', percentile } : { kind: 'percentile', percentile };
    }
    throw unknownStatistic(cursor, metric, trend ? `${token.text}.slope` : token.text, token, spellings);
  }
  const kind = PLAIN_STATISTICS.find((known) => known === token.text);
  if (kind === undefined || !statistics.includes(kind))
    throw unknownStatistic(cursor, metric, token.text, token, spellings);
  const trend = kind === 'rate' && statistics.includes('rate.slope') && readTrend(cursor);
  return { kind: trend ? 'slope' : kind };
}

/** `.slope` behind another statistic. */
function readTrend(cursor: RuleCursor): boolean {
  if (cursor.take('.') === null) return false;
  const slope = cursor.word('slope', ['slope']);
  if (slope.text !== 'slope') throw cursor.unknown('statistic', slope, ['slope']);
  return true;
}

/** `p99.9` is cut at its dot. */
function withFraction(cursor: RuleCursor, word: Token): Token {
  const [dot, digits] = cursor.rest();
  const isFraction =
    word.text.startsWith('p') && dot?.kind === '.' && digits?.kind === 'word' && isDigits(digits.text);
  if (!isFraction || digits === undefined) return word;
  cursor.skip(2);
  return {
    ...word,
    text: `${word.text}.${digits.text}`,
    length: digits.offset + digits.length - word.offset,
  };
}

function noneGiven(cursor: RuleCursor, metric: MetricRef, spellings: readonly string[]): RuleTrouble {
  const next = cursor.peek();
  if (next.kind === 'word') {
    const right = `${cursor.text.slice(0, next.offset).trimEnd()}.${cursor.text.slice(next.offset)}`;
    return new RuleTrouble(`expected a comparison, found "${next.text}"`, next, { meant: [right] });
  }
  if (next.kind !== 'comparison' && next.kind !== 'end') return cursor.unexpected('a comparison');
  const [before, after] = [cursor.text.slice(0, next.offset).trimEnd(), cursor.text.slice(next.offset)];
  const usual = metricFacts(metric).scope === 'operation' ? 'p95' : 'max';
  const meant = spellings
    .toSorted((one, other) => Number(other === usual) - Number(one === usual))
    .map((spelling) => `${before}.${spelling} ${after}`);
  return new RuleTrouble(`"${formatMetric(metric)}" needs a statistic: ${spellings.join(', ')}`, next, {
    meant,
  });
}

function unknownStatistic(
  cursor: RuleCursor,
  metric: MetricRef,
  found: string,
  token: Token,
  spellings: readonly string[],
): RuleTrouble {
  const subject = formatMetric(metric);
  if (spellings.length === 0)
    return new RuleTrouble(`"${subject}" is one number and has no statistics`, token);
  const close =
    found === 'slope' && spellings.includes('p95.slope') ? 'p95.slope' : nearest(found, spellings);
  return new RuleTrouble(`"${subject}" has no statistic "${found}", only ${spellings.join(', ')}`, token, {
    meant: close === null ? [] : [cursor.with({ ...token, length: found.length }, close)],
  });
}

/** As one would write them, for messages. */
function spellingsOf(statistics: readonly StatisticName[]): string[] {
  return statistics.flatMap((name) => SPELLINGS[name] ?? [name]);
}

/** `p99.9` → 99.9; null when it is no percentile from p0 to p100, both left out. */
function percentileOf(word: string): number | null {
  const digits = word.slice(1);
  if (!word.startsWith('p') || !isDigits(digits.replace('.', ''))) return null;
  const percentile = Number(digits);
  return percentile > 0 && percentile < 100 ? percentile : null;
}

function isDigits(text: string): boolean {
  return text !== '' && [...text].every((character) => character >= '0' && character <= '9');
}
