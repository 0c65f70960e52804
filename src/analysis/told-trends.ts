/** Trends as they were told when a run ended. They stand beside its verdicts, which rest on them. */
import type { TrendRow } from '../store/verdict-record.ts';
import type { AssessedTrend } from './assessed-trend.ts';
import type { RunRows } from './run-rows.ts';

/** What a trend is asked for by: names, as it tells them. */
export type TrendName = Pick<AssessedTrend, 'metric' | 'target' | 'operation'>;

/** null: of a part of a run, of one that has not ended, or that ended before trends were stored. */
export function toldTrends({ facts, isWhole, trends }: RunRows): readonly AssessedTrend[] | null {
  // Only with the verdict, which comes last, all of them are there.
  if (!isWhole || facts.verdict === null) return null;
  const stored = trends();
  return stored.length === 0 ? null : stored.map(trendOf);
}

/** Of each of its lives; empty: it was not told. */
export function trendsNamed(trends: readonly AssessedTrend[], name: TrendName): AssessedTrend[] {
  return trends.filter(
    ({ metric, target, operation }) =>
      metric === name.metric && target === name.target && operation === name.operation,
  );
}

/** Written by this version of soakd or an earlier one, from the trend as it was then. */
function trendOf({ trend }: TrendRow): AssessedTrend {
  return JSON.parse(trend) as AssessedTrend;
}
