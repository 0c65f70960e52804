/** One series of a file: every life of the process is judged; any that leaks decides, else the longest does. */

import { timeToLimit } from '../trend/time-to-limit.ts';
import type { Trend } from '../trend/trend.ts';
import { type Alpha, alphaFor, ERROR_RATE, sharesByLength } from '../verdict/error-rate.ts';
import type { AnalyzedSeries, Segment, SeriesDocument } from './analysis.ts';
import type { Budget } from './budget.ts';
import { fitReadings } from './fit.ts';
import type { SeriesReadings } from './generation.ts';
import { type Judgement, judgeTrend } from './judge.ts';
import { reasonOf } from './reason.ts';
import type { ColumnUnit } from './unit.ts';

export interface SeriesRequest {
  readonly name: string;
  readonly unit: ColumnUnit;
  readonly budget: Budget;
  readonly limit: number | null;
}

interface Life {
  readonly readings: SeriesReadings;
  readonly segment: Segment;
  /** null: nothing was read. */
  readonly judged: { readonly trend: Trend; readonly judgement: Judgement } | null;
}

/** `lives`: of the process, the earliest first. `together`: so many series share one error rate. */
export function analyzeSeries(
  lives: readonly SeriesReadings[],
  request: SeriesRequest,
  together: number,
): AnalyzedSeries {
  const { direction } = request.budget;
  const leakSide = ERROR_RATE / together;
  const shares = sharesByLength(lives.map(spanOf));
  const judged = lives.map((readings, life) =>
    judgeLife(readings, request, alphaFor(direction, leakSide * (shares[life] ?? 1))),
  );
  const read = judged.filter((life) => life.judged !== null);
  const byLength = read.toSorted((a, b) => spanOf(b.readings) - spanOf(a.readings));
  const decisive = byLength.find(({ segment }) => segment.verdict === 'leak') ?? byLength[0] ?? null;
  const { unit, budget, limit } = request;
  return {
    document: describe(decisive, read, request, alphaFor(direction, leakSide)),
    unit,
    budget,
    limit,
    quarterMedians: decisive?.judged?.trend.quarterMedians ?? null,
    coverage: decisive && coverageOf(decisive),
  };
}

function judgeLife(readings: SeriesReadings, { unit, budget }: SeriesRequest, alpha: Alpha): Life {
  const trend = fitReadings(readings, unit, alpha);
  const judgement = trend && judgeTrend(trend, budget);
  const { seconds } = readings.series;
  const segment = {
    fromS: seconds[0] ?? 0,
    toS: seconds.at(-1) ?? 0,
    points: readings.count,
    verdict: judgement?.decision.outcome ?? 'inconclusive',
    slopePerHour: trend?.slopePerHour ?? null,
    low: trend?.lowPerHour ?? null,
    high: trend?.highPerHour ?? null,
  };
  return { readings, segment, judged: trend && judgement && { trend, judgement } };
}

function describe(
  decisive: Life | null,
  read: readonly Life[],
  { name, unit, budget, limit }: SeriesRequest,
  alpha: Alpha,
): SeriesDocument {
  const whole = {
    segments: read.map(({ segment }) => segment),
    points: read.reduce((sum, { segment }) => sum + segment.points, 0),
    spanS: (read.at(-1)?.segment.toS ?? 0) - (read[0]?.segment.fromS ?? 0),
  };
  if (decisive === null || decisive.judged === null) {
    return { name, ...NOTHING_READ, confidence: 1 - alpha.low - alpha.high, ...whole };
  }
  const { trend, judgement } = decisive.judged;
  const { decision, budgetPerHour } = judgement;
  const per = trend.per1000Operations;
  const which = read.length === 1 ? '' : ` (segment ${read.indexOf(decisive) + 1} of ${read.length})`;
  const left = limit === null ? null : timeToLimit(trend, limit, budget.direction);
  return {
    name,
    verdict: decision.outcome,
    reason: `${reasonOf(judgement, trend, budget, unit)}${which}`,
    slopePerHour: trend.slopePerHour,
    low: trend.lowPerHour,
    high: trend.highPerHour,
    confidence: trend.confidence,
    budgetPerHour: budgetPerHour && (budget.direction === 'rise' ? budgetPerHour : -budgetPerHour),
    per1000Ops: per && { slope: per.slope, low: per.low, high: per.high, separable: per.separable },
    onsetS: trend.onsetS,
    steadyFromS: trend.steadyFromS,
    pattern: trend.pattern,
    ...whole,
    needsHours: decision.needsHours,
    limitEtaS: left && decisive.segment.toS + 3600 * left.hours,
  };
}

function coverageOf({ judged, segment }: Life): number | null {
  if (judged === null || judged.trend.slopePerHour === null) return null;
  const { bins, binS, slopeFromS, slopeSpanS, spanS } = judged.trend;
  const judgedFromS = slopeFromS + slopeSpanS - spanS;
  return Math.min(1, (bins * binS) / (segment.toS - judgedFromS + binS));
}

const NOTHING_READ = {
  verdict: 'inconclusive',
  reason: 'there is no reading',
  slopePerHour: null,
  low: null,
  high: null,
  budgetPerHour: null,
  per1000Ops: null,
  onsetS: null,
  steadyFromS: 0,
  pattern: 'nothing was read',
  needsHours: null,
  limitEtaS: null,
} as const;

function spanOf({ series: { seconds } }: SeriesReadings): number {
  return (seconds.at(-1) ?? 0) - (seconds[0] ?? 0);
}
