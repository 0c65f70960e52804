/** Which trends go up or down beyond their intervals: the first thing that is asked of a list of them. */
import type { AssessedTrend } from '../analysis/assessed-trend.ts';
import type { QuantityStyle } from '../plan/quantity/figure.ts';
import { trendName } from './trend-name.ts';
import { slopeText, subjectOf } from './trend-table.ts';

/** `Rising: anon of api (+3 MB/h). No slope beyond its interval: fds of api, latency.p95. Not told: threads of api (too short).` */
export function movesText(trends: readonly AssessedTrend[], style: QuantityStyle): string {
  const told = (trend: AssessedTrend): string => `${nameOf(trend, trends)} (${slopeText(trend, style)})`;
  const kinds: readonly [string, (trend: AssessedTrend) => boolean, (trend: AssessedTrend) => string][] = [
    ['Rising', ({ lowPerHour }) => (lowPerHour ?? 0) > 0, told],
    ['Falling', ({ highPerHour }) => (highPerHour ?? 0) < 0, told],
    ['No slope beyond its interval', isFlat, (trend) => nameOf(trend, trends)],
    ['No slope to be told', ({ slopePerHour }) => slopePerHour === null, (trend) => nameOf(trend, trends)],
  ];
  return kinds
    .flatMap(([word, is, name]) => {
      const meant = trends.filter(is);
      return meant.length === 0 ? [] : [`${word}: ${[...new Set(meant.map(name))].join(', ')}.`];
    })
    .join(' ');
}

function isFlat({ slopePerHour, lowPerHour, highPerHour }: AssessedTrend): boolean {
  return slopePerHour !== null && (lowPerHour ?? 0) <= 0 && (highPerHour ?? 0) >= 0;
}

function nameOf(trend: AssessedTrend, trends: readonly AssessedTrend[]): string {
  const subject = subjectOf(trend, trends);
  return subject === '' ? trendName(trend) : `${trendName(trend)} of ${subject}`;
}
