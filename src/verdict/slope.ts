/** Slope rules: every generation that is long enough is judged; any that leaks fails, else the longest decides. */
import { durationText, intervalText, quantityText } from '../plan/quantity/figure.ts';
import { formatDuration, type Quantity } from '../plan/quantity/quantity.ts';
import { isShare, metricFacts } from '../plan/rule/metric.ts';
import type { Rule } from '../plan/rule/rule.ts';
import { decideTrend, decideTrendPerOperation, type TrendDecision } from '../trend/decide-trend.ts';
import type { Trend } from '../trend/trend.ts';
import type { TrendEvidence } from './evidence.ts';
import { standsEarly } from './look.ts';
import { styleOf, unitOf } from './unit.ts';
import type { CriterionVerdict, Verdict } from './verdict.ts';

/**
 * A sound process can climb as straight as a leak while it is young: a Node.js service with V8's default heap was
 * recorded doing so for up to 140 s. Over no longer a time is memory said to leak before the end, for that may end the
 * run; and a fail at the end on less than twice that says so.
 */
const CLIMBS_S = 150;
const YOUNG_S = 2 * CLIMBS_S;

type Answer = Omit<CriterionVerdict, 'rule' | 'target'>;

const VERDICTS: Readonly<Record<TrendDecision['outcome'], Verdict>> = {
  leak: 'fail',
  clean: 'pass',
  inconclusive: 'inconclusive',
};

export function judgeSlope(rule: Rule, { generations, early = false }: TrendEvidence): Answer {
  const judged = generations
    .map(({ generation, trend }) => ({ generation, ...judgeTrend(rule, trend, early), spanS: trend.spanS }))
    .toSorted((a, b) => b.spanS - a.spanS);
  const decisive = judged.find(({ verdict }) => verdict === 'fail') ?? judged[0];
  if (decisive === undefined) {
    const unit = unitOf(rule.limit);
    return {
      verdict: 'inconclusive',
      reason: 'there is no reading',
      observed: null,
      low: null,
      high: null,
      unit,
    };
  }
  const { generation, spanS: _spanS, ...answer } = decisive;
  if (judged.length === 1) return answer;
  return { ...answer, reason: `${answer.reason} (generation ${generation} of ${judged.length})` };
}

function judgeTrend(rule: Rule, trend: Trend, early: boolean): Answer {
  const { limit } = rule;
  const unit = unitOf(limit);
  const decided = decideSlope(rule, trend);
  if (decided === null) {
    const reason = 'the steady median is 0: nothing can be said relative to it';
    return { verdict: 'inconclusive', reason, observed: null, low: null, high: null, unit };
  }
  const doubt = early && decided.outcome === 'leak' ? doubtOf(rule, trend) : null;
  const decision =
    doubt === null ? decided : { outcome: 'inconclusive' as const, reason: doubt, needsHours: null };
  const slope = limit.per === 'operation' ? trend.per1000Operations : hourly(trend, scaleOf(rule, trend));
  const figures = { observed: slope?.slope ?? null, low: slope?.low ?? null, high: slope?.high ?? null };
  const reason = reasonOf(decision, { ...figures, unit }, trend, limit, budgetOf(rule, trend));
  return { verdict: VERDICTS[decision.outcome], reason, ...figures, unit };
}

/** Why a leak is not claimed before the end, which may end the run; null: it is. */
function doubtOf({ metric }: Rule, trend: Trend): string | null {
  const isMemory = metric.kind === 'target' && metricFacts(metric).dimension === 'bytes';
  if (isMemory && trend.spanS < CLIMBS_S)
    return 'over the budget so far, for no longer than the memory of a sound process climbs at first';
  if (standsEarly(trend)) return null;
  return 'over the budget so far, but it wanders too slowly to say before the end whether that lasts';
}

/** One trend against the rule's budget, at the end of the run; null: the budget is relative to a steady median of 0. */
export function decideSlope(rule: Rule, trend: Trend): TrendDecision | null {
  const budget = budgetOf(rule, trend);
  const scale = scaleOf(rule, trend);
  if (!(budget * scale > 0)) return null;
  const direction = directionOf(rule);
  if (rule.limit.per === 'operation') return decideTrendPerOperation(trend, budget, direction);
  return decideTrend(trend, budget * scale, direction);
}

/** Which way is bad. */
export function directionOf({ comparison }: Pick<Rule, 'comparison'>): 'rise' | 'fall' {
  return comparison.startsWith('<') ? 'rise' : 'fall';
}

/** In the rule's own unit, per hour or per 1,000 operations; always positive. */
function budgetOf(rule: Rule, trend: Trend): number {
  const { value, orRelative = 0, per } = rule.limit;
  if (per === 'operation') return 1000 * Math.abs(value);
  return Math.max(Math.abs(value), (orRelative * Math.abs(trend.steadyMedian)) / scaleOf(rule, trend));
}

/**
 * What one unit of the budget is in the series' own unit: its steady median where the budget is relative to it. A share
 * of a whole has points of its own, and none of them in a sound run.
 */
function scaleOf({ metric, statistic, limit }: Rule, trend: Trend): number {
  const relative = limit.dimension === 'ratio' && limit.per === 'hour' && !isShare(metric, statistic);
  return relative ? Math.abs(trend.steadyMedian) : 1;
}

interface Slope {
  readonly slope: number;
  readonly low: number;
  readonly high: number;
}

function hourly({ slopePerHour, lowPerHour, highPerHour }: Trend, scale: number): Slope | null {
  if (slopePerHour === null || lowPerHour === null || highPerHour === null) return null;
  return { slope: slopePerHour / scale, low: lowPerHour / scale, high: highPerHour / scale };
}

/** `rises 4.2 MB/h, 1.1 KB/1000ops (95 % interval 3.9 to 4.5 MB/h), budget 1 MB/h` */
function reasonOf(
  decision: TrendDecision,
  { observed, low, high, unit }: Pick<Answer, 'observed' | 'low' | 'high' | 'unit'>,
  trend: Trend,
  limit: Quantity,
  budget: number,
): string {
  const more = decision.needsHours === null ? '' : `, needs about ${moreTime(decision.needsHours)} more`;
  if (observed === null || low === null || high === null) return `${decision.reason}${more}`;
  const style = styleOf(limit);
  const interval = `${Number((100 * trend.confidence).toFixed(1))} % interval ${intervalText(low, high, unit, style)}`;
  const course = `${courseText(observed, unit, trend, limit)} (${interval}), budget ${quantityText(budget, unit, style)}`;
  if (decision.outcome === 'inconclusive') return `${decision.reason}: ${course}${more}`;
  return decision.outcome === 'leak' && trend.spanS < YOUNG_S ? `${course}; ${youth(trend.spanS)}` : course;
}

/** Of an absolute slope both ways of counting it, the rule's own first. */
function courseText(observed: number, unit: string, trend: Trend, limit: Quantity): string {
  if (observed === 0) return 'does not move';
  const style = styleOf(limit);
  const sizes = [quantityText(Math.abs(observed), unit, style)];
  const base = unitOf({ dimension: limit.dimension, per: null });
  if (limit.per === 'operation' && trend.slopePerHour !== null) {
    sizes.push(quantityText(Math.abs(trend.slopePerHour), `${base}/h`, style));
  } else if (limit.dimension !== 'ratio' && trend.per1000Operations !== null) {
    sizes.push(quantityText(Math.abs(trend.per1000Operations.slope), `${base}/1000ops`, style));
  }
  return `${observed < 0 ? 'falls' : 'rises'} ${sizes.join(', ')}`;
}

function youth(spanS: number): string {
  return `judged over ${durationText(spanS)} only: a longer run would tell a leak from a long warm-up`;
}

function moreTime(hours: number): string {
  const ms = Math.max(1000, hours * 3_600_000);
  // Two digits would claim more than is known.
  const step = ms < 60_000 ? 10_000 : ms < 3_600_000 ? 60_000 : ms < 36_000_000 ? 600_000 : 3_600_000;
  return formatDuration(Math.ceil(ms / step) * step);
}
