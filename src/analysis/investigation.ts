/** One look at a run: its rows as columns, and what is derived from them, each made once and only when asked for. */

import { BUCKET_WIDTH } from '../load/figure/histogram.ts';
import type { Plan } from '../plan/plan.ts';
import type { TargetMetric } from '../plan/rule/rule.ts';
import { medianOf } from '../trend/median.ts';
import type { Standing } from '../verdict/evidence.ts';
import { spendingOf } from '../verdict/look.ts';
import { coverageOf } from './coverage.ts';
import { isEndedByTrend, isOfTrend, type PlacedCriterion, placeCriteria } from './criteria.ts';
import type { EvidenceSource } from './evidence.ts';
import { faultDoubt } from './fault-doubt.ts';
import { recoveriesOf } from './fault-recovery.ts';
import { type MergedHistogram, mergeWindows } from './latency-windows.ts';
import { levelResult } from './level-times.ts';
import { type CumulativeCounts, cumulate } from './load-counts.ts';
import { openTimeSeries } from './load-series.ts';
import { type MetricSeries, sampledSeries } from './metric-series.ts';
import { type Limit, limitsInForce } from './outlook.ts';
import {
  errorCourse,
  errorQuantum,
  throughputBySecond,
  throughputCourse,
  type Within,
} from './rate-series.ts';
import { unreadable } from './readable.ts';
import { once, remember } from './remember.ts';
import type { RunRows } from './run-rows.ts';
import { notBefore, readTimeline } from './timeline.ts';
import { createTrendBook, type Subject } from './trend-book.ts';

export interface Investigation extends EvidenceSource {
  readonly plan: Plan;
  readonly placed: readonly PlacedCriterion[];
  readonly standing: Standing;
  /** Why what is known of a target's metric clears nothing; null: enough of it could be read. */
  readonly unreadable: (target: number, metric: TargetMetric) => string | null;
  /** Those that the kernel keeps of what is read. */
  readonly limitsInForce: (subject: Subject, generation: number | null) => readonly Limit[];
  /** Of what counts for a target, or (null) all; null without load. */
  readonly operationsOf: (target: number | null) => CumulativeCounts | null;
  /** Times once warm, of the soak phase. */
  readonly steadyTimes: () => MergedHistogram;
}

const STEADY_PERCENTILE = 95;
/** What is left of a thinned run. */
const MINUTE_S = 60;

export function investigate(
  rows: RunRows,
  options: {
    readonly live: boolean;
    /** Nothing before this is looked at; null: from the begin. */
    readonly sinceMs: number | null;
    /** One-sided, of claiming any leak; null: what is left to the end of the run. */
    readonly errorRate: number | null;
    /** false: no trend tells its slope per 1,000 operations, and the load is not read for it. */
    readonly perOperation?: boolean;
  },
): Investigation {
  const { operations, targets, state } = rows.facts;
  const { plan } = rows;
  const placed = placeCriteria(plan);
  const timeline = notBefore(
    readTimeline(rows.events, plan, rows.seenUntilMs, rows.faults()),
    options.sinceMs ?? 0,
  );
  const resolutionS = rows.isThinned ? MINUTE_S : 1;
  const intervalS = Math.max(plan.sample.everyMs / 1000, rows.isThinned ? MINUTE_S : 0);
  const { histograms } = rows;

  const { secondCounts, loadSeconds } = rows;
  const timesOf = openTimeSeries(rows, timeline.soakToMs);
  const summed = remember((indexes: string) => cumulate((JSON.parse(indexes) as number[]).map(secondCounts)));
  const sumOf = (
    wanted: (operation: (typeof operations)[number], index: number) => boolean,
  ): CumulativeCounts =>
    summed(
      JSON.stringify(operations.flatMap((operation, index) => (wanted(operation, index) ? [index] : []))),
    );
  const counts = (operation: number | null): CumulativeCounts =>
    sumOf((_, index) => operation === null || index === operation);
  /** Operations that count for a target: its own, and those of no target in particular. */
  const countsFor = (target: number | null): CumulativeCounts =>
    sumOf((operation) => target === null || operation.target === null || operation.target === target);
  const operationsOf = (target: number | null): CumulativeCounts | null => {
    if (options.perOperation === false) return null;
    const found = countsFor(target);
    return found.seconds.length === 0 ? null : found;
  };
  const operationIndex = (name: string): number => operations.findIndex((one) => one.name === name);

  const trends = createTrendBook({
    plan,
    timeline,
    errorRate: options.errorRate ?? spendingOf(isEndedByTrend(plan)).end,
    trendCriteria: placed.filter(({ criterion }) => isOfTrend(criterion)).length,
    targetNames: targets,
    seriesOf: (subject, within) =>
      loadMetricSeries(subject, within) ??
      sampledSeries(subject.metric, subject.target, { rows, intervalS, operationsOf }) ??
      [],
  });

  function loadMetricSeries(subject: Subject, within: Within): MetricSeries[] | null {
    const { metric, percentile, operation } = subject;
    if (metric.kind !== 'load' || operations.length === 0) return null;
    const index = operation === null ? null : operationIndex(operation);
    const shared = { generation: null, operations: counts(index) };
    const source = { counts: counts(index), loadSeconds: loadSeconds(), resolutionS };
    if (metric.name === 'throughput') {
      const course = throughputCourse(source, within);
      const series = throughputBySecond(source);
      return [{ ...shared, series, course, intervalS: 1, unit: '/s', quantum: 1 / course.intervalS }];
    }
    if (metric.name === 'errors') {
      const course = errorCourse(source, within);
      return [{ ...shared, ...course, unit: 'ratio', quantum: errorQuantum(source, course, within) }];
    }
    if (metric.name !== 'latency' && metric.name !== 'service') return null;
    const asked = percentile ?? STEADY_PERCENTILE;
    const times = timesOf(metric.name, asked, index);
    // A percentile is told no finer than the bucket it falls in.
    const quantum = BUCKET_WIDTH * (medianOf(times.series.values) ?? 1);
    return [{ ...shared, ...times, scale: 'log', unit: 'ms', quantum }];
  }

  const loadSteadyMs = once(() => {
    const subject = {
      metric: { kind: 'load', name: 'latency' },
      percentile: STEADY_PERCENTILE,
      operation: null,
      target: null,
    } as const;
    const [latency] = trends.fitted(subject);
    const steadyMs = (latency?.trend.steadyFromS ?? 0) * 1000;
    return Math.max(timeline.soakFromMs, steadyMs);
  });

  const merged = remember((span: string): MergedHistogram => {
    const [fromMs = 0, toMs = 0] = span.split(' ').map(Number);
    return mergeWindows(histograms(null), fromMs, toMs);
  });
  const between = (fromMs: number, toMs: number): MergedHistogram => merged(`${fromMs} ${toMs}`);

  const coverage = coverageOf(rows.ticks(), timeline, plan.sample.everyMs);
  const saturation = operations.length === 0 ? null : rows.generator();
  return {
    plan,
    placed,
    standing: {
      state,
      coverage: coverage ?? 0,
      saturation,
      loadTrouble: levelResult(rows, options.live)?.trouble ?? null,
      faultTrouble: faultDoubt(rows.faults()),
      rowsLost: rows.events.some(({ event }) => event === 'rows-lost'),
    },
    timeline,
    unreadable: (target, metric) => unreadable(rows, target, metric),
    limitsInForce: (subject, generation) => limitsInForce(subject, generation, rows),
    trends,
    state,
    live: options.live,
    coverage,
    everyMs: plan.sample.everyMs,
    generations: rows.generations,
    operationIndex,
    operationsOf,
    counts,
    loadSeconds,
    loadSteadyMs,
    merged: (kind, operation, fromMs, toMs) => between(fromMs, toMs)(kind, operation),
    histograms,
    recoveries: (fault) =>
      recoveriesOf(fault, rows, {
        timeline,
        counts,
        operationIndex,
        loadSeconds,
        everyMs: plan.sample.everyMs,
      }),
    steadyTimes: () => between(loadSteadyMs(), timeline.soakToMs),
  };
}
