/** What a criterion is judged on, for one target or the run as a whole: the meanings of rules, on stored rows. */
import type { Histogram } from '../load/figure/histogram.ts';
import type { Criterion } from '../plan/rule/criterion.ts';
import type { Rule, Statistic } from '../plan/rule/rule.ts';
import type { GenerationRow } from '../store/event-record.ts';
import type { HistogramRow } from '../store/load-record.ts';
import type { RunState } from '../store/run-record.ts';
import { between, concatenate, firstAtOrAfter, outside } from '../trend/points.ts';
import type { Evidence, ValueEvidence } from '../verdict/evidence.ts';
import { isOfTrend } from './criteria.ts';
import { growthEvidence } from './growth.ts';
import { rollingWindows, type TimeKind } from './latency-windows.ts';
import type { CumulativeCounts } from './load-counts.ts';
import { countEvidence } from './load-evidence.ts';
import { type Recovery, worstOf } from './recovery.ts';
import { unplannedEnds } from './restarts.ts';
import { inSeconds, type Span, without } from './rests.ts';
import { rollingEvidence } from './rolling.ts';
import { statisticOf } from './statistic.ts';
import type { Timeline } from './timeline.ts';
import type { Aspect, Subject, TrendBook } from './trend-book.ts';

export interface EvidenceSource {
  readonly timeline: Timeline;
  readonly trends: TrendBook;
  readonly state: RunState;
  readonly live: boolean;
  /** null: no tick was due yet. */
  readonly coverage: number | null;
  readonly everyMs: number;
  readonly generations: (target: number) => readonly GenerationRow[];
  /** -1: there is none. */
  readonly operationIndex: (name: string) => number;
  /** Of one operation, or (null) all. */
  readonly counts: (operation: number | null) => CumulativeCounts;
  /** Begins of the seconds for which there was a load generator. */
  readonly loadSeconds: () => Float64Array;
  /** When the load's own warm-up ended. */
  readonly loadSteadyMs: () => number;
  readonly merged: (kind: TimeKind, operation: number | null, fromMs: number, toMs: number) => Histogram;
  /** Of one operation, or (null) all, in the order of time. */
  readonly histograms: (operation: number | null) => Iterable<HistogramRow>;
  /** Of each time that the fault of this name occurred. */
  readonly recoveries: (fault: string) => readonly Recovery[];
}

/**
 * `target`: index; null for rules about the run or its load. `together`: so many trends share the error rate; default:
 * all criteria's.
 */
export function evidenceOf(
  criterion: Criterion,
  target: number | null,
  source: EvidenceSource,
  together?: number,
): Evidence {
  const { rule } = criterion;
  const { metric, statistic } = rule;
  if (metric.kind === 'coverage') {
    return source.coverage === null ? absent('no sample was due yet') : value(source.coverage, 1);
  }
  if (metric.kind === 'recovery') return recoveryEvidence(rule, metric.fault, source);
  if (metric.kind === 'restarts') return restartEvidence(statistic, target, source);
  if (isOfTrend(criterion)) {
    const fitted = source.trends.fitted(subjectOf(rule, target), aspectOf(criterion), together);
    const generations = fitted.map(({ trend }) => ({ generation: trend.generation ?? 0, trend }));
    return { kind: 'trend', generations, early: source.live };
  }
  if (metric.kind !== 'load') return readingEvidence(criterion, target, source);
  if (metric.name === 'latency' || metric.name === 'service')
    return timeEvidence(criterion, metric.name, source);
  if (metric.name === 'throughput' && statistic !== null) return readingEvidence(criterion, null, source);
  const operation = operationOf(rule, source);
  const { timeline, live } = source;
  const soak = criterion.during === 'soak';
  const spans = soak ? [steadySpan(source)] : loadSpans(timeline, source.loadSeconds());
  const phases = spans.flatMap((span) => without(timeline.rests, span));
  // What was in flight when the load stopped ends in the drain. The reload may begin within a second.
  const againMs = soak && timeline.reload !== null ? timeline.reload.fromMs : Number.POSITIVE_INFINITY;
  const toMs = Math.min(timeline.endMs, 1000 * Math.floor(againMs / 1000));
  const counted = { fromMs: phases[0]?.fromMs ?? 0, toMs };
  const options = { phases, overMs: criterion.overMs, live };
  return countEvidence(metric.name, rule, source.counts(operation), counted, options);
}

export function subjectOf(rule: Rule, target: number | null): Subject {
  const { metric, statistic, operation } = rule;
  const percentile = statistic?.kind === 'slope' ? (statistic.percentile ?? null) : null;
  return { metric, percentile, operation, target };
}

/** How the trend of a slope rule is looked at. */
export function aspectOf({ rule, during }: Criterion): Aspect {
  return { wholeRun: during === 'all', falling: rule.comparison.startsWith('>') };
}

function restartEvidence(
  statistic: Statistic | null,
  target: number | null,
  source: EvidenceSource,
): Evidence {
  if (target === null) return absent('no target');
  const generations = source.generations(target);
  if (generations.length === 0) return absent('the target was never seen');
  if (statistic?.kind === 'count') return value(generations.length - 1, generations.length);
  const { seen, unseen } = unplannedEnds(generations, source.state, source.timeline.gaps);
  if (seen > 0 || unseen === 0) return value(seen, generations.length);
  const ended = unseen === 1 ? 'it ended' : `it ended ${unseen} times`;
  return absent(`${ended} while soakd was down, and nobody knows why`);
}

function recoveryEvidence(rule: Rule, fault: string, source: EvidenceSource): Evidence {
  const recoveries = source.recoveries(fault);
  const { observedS, why } = worstOf(recoveries, rule.limit.value / 1000);
  return observedS === null ? absent(why) : value(observedS * 1000, recoveries.length);
}

/** Sampled metrics, and throughput by the second. */
function readingEvidence(criterion: Criterion, target: number | null, source: EvidenceSource): Evidence {
  const { rule, during, overMs } = criterion;
  const { statistic } = rule;
  if (statistic === null) return absent('the rule names no statistic');
  const subject = { ...subjectOf(rule, target), percentile: null };
  // Ceilings hold in every phase; everything else is of the soak phase, once warm.
  const whole = during === 'all' || (during === null && statistic.kind === 'max');
  const fitted = source.trends.fitted(subject, { wholeRun: whole });
  const warm = fitted.map((one) => ({
    series: one.series,
    steadyFromS: whole ? 0 : Math.max(one.trend.steadyFromS, source.timeline.soakFromMs / 1000),
  }));
  if (statistic.kind === 'growth') {
    const { excluded, soakToMs } = source.timeline;
    const soaked = warm.map((one) => ({ ...one, series: between(one.series, 0, soakToMs / 1000) }));
    return growthEvidence(soaked, excluded, rule.comparison.startsWith('>'));
  }
  const { rests } = source.timeline;
  // A ceiling holds in a pause, too.
  const resting = statistic.kind === 'max' ? [] : rests;
  const parts = warm.map(({ series, steadyFromS }) =>
    outside(between(series, steadyFromS, Number.POSITIVE_INFINITY), resting.map(inSeconds)),
  );
  if (overMs !== null) {
    const span = spanOf(parts.flatMap(({ seconds }) => [seconds[0], seconds.at(-1)]));
    return rollingEvidence(without(rests, span), overMs, source.everyMs, (fromMs, toMs) =>
      statisticOf(statistic, concatenate(parts.map((part) => between(part, fromMs / 1000, toMs / 1000)))),
    );
  }
  const readings = concatenate(parts);
  const observed = statisticOf(statistic, readings);
  if (observed !== null) return value(observed, readings.length);
  return absent('nothing was read in the time that counts');
}

function timeEvidence(criterion: Criterion, kind: TimeKind, source: EvidenceSource): Evidence {
  const { rule, during, overMs } = criterion;
  const { statistic } = rule;
  const operation = operationOf(rule, source);
  const whole = during === 'all' || (during === null && statistic?.kind === 'max');
  const span = whole ? wholeSpan(source.timeline) : steadySpan(source);
  if (overMs !== null) {
    const windows = [];
    for (const window of rollingWindows(source.histograms(operation), overMs, kind, span.toMs)) {
      const { fromMs, toMs, histogram } = window;
      if (fromMs < span.fromMs && !whole) continue;
      windows.push({ fromMs, toMs, observed: histogramStatistic(statistic, histogram) });
    }
    return { kind: 'windows', windows, why: windows.length === 0 ? 'no complete window yet' : null };
  }
  const histogram = source.merged(kind, operation, span.fromMs, span.toMs);
  const observed = histogramStatistic(statistic, histogram);
  if (observed !== null) return value(observed, histogram.count);
  return absent('no operation ended in the time that counts');
}

function histogramStatistic(statistic: Statistic | null, histogram: Histogram): number | null {
  switch (statistic?.kind) {
    case 'percentile':
      return histogram.percentileMs(statistic.percentile);
    case 'min':
      return histogram.minMs;
    case 'max':
      return histogram.maxMs;
    case 'mean':
      return histogram.meanMs;
    default:
      return null;
  }
}

function wholeSpan({ endMs }: Timeline): Span {
  return { fromMs: 0, toMs: endMs };
}

/** The load was on: up to the drain, and again after it. On a busy machine its process takes a while to begin. */
function loadSpans({ beginMs, soakToMs, reload }: Timeline, loadSeconds: Float64Array): Span[] {
  const phases = [{ fromMs: beginMs, toMs: soakToMs }, ...(reload === null ? [] : [reload])];
  return phases.map(({ fromMs, toMs }) => {
    const firstMs = 1000 * (loadSeconds[firstAtOrAfter(loadSeconds, Math.floor(fromMs / 1000))] ?? 0);
    return { fromMs: firstMs < toMs ? Math.max(fromMs, firstMs) : fromMs, toMs };
  });
}

function steadySpan(source: EvidenceSource): Span {
  return { fromMs: source.loadSteadyMs(), toMs: source.timeline.soakToMs };
}

function spanOf(seconds: readonly (number | undefined)[]): Span {
  const known = seconds.filter((second) => second !== undefined);
  return known.length === 0
    ? { fromMs: 0, toMs: 0 }
    : { fromMs: Math.min(...known) * 1000, toMs: Math.max(...known) * 1000 };
}

function operationOf(rule: Rule, source: EvidenceSource): number | null {
  return rule.operation === null ? null : source.operationIndex(rule.operation);
}

function value(observed: number, count: number): ValueEvidence {
  return { kind: 'value', observed, why: null, count };
}

function absent(why: string): ValueEvidence {
  return { kind: 'value', observed: null, why, count: 0 };
}
