/** Every trend of an assessment, fitted once: rules, percentiles, growth and the report ask for the same ones. */
import type { Plan } from '../plan/plan.ts';
import type { MetricRef } from '../plan/rule/rule.ts';
import { formatMetric } from '../plan/rule/rule-text.ts';
import { fitTrend } from '../trend/fit-trend.ts';
import { fitLogTrend, fitsLogScale } from '../trend/log-trend.ts';
import { medianOf } from '../trend/median.ts';
import { between, outside } from '../trend/points.ts';
import type { Series } from '../trend/trend.ts';
import { alphaFor, sharesByLength } from '../verdict/error-rate.ts';
import type { SeriesTrend } from './assessed-trend.ts';
import { endedUpTo } from './load-counts.ts';
import type { MetricSeries } from './metric-series.ts';
import type { Within } from './rate-series.ts';
import { once } from './remember.ts';
import { inSeconds } from './rests.ts';
import type { Timeline } from './timeline.ts';
import { workingTime } from './working-time.ts';

/** What a trend is about. */
export interface Subject {
  readonly metric: MetricRef;
  /** Of latency and service: the percentile whose trend it is. */
  readonly percentile: number | null;
  readonly operation: string | null;
  /** Index of the target; null: the run as a whole. */
  readonly target: number | null;
}

export interface FittedSeries {
  /** Readings within the time that counts, warm-up included. */
  readonly series: Series;
  /** Fitted when it is first asked for. */
  readonly trend: SeriesTrend;
}

export interface Aspect {
  /**
   * Readings of every phase, and a trend from the first one on, warm-up included; default the soak phase, once warm.
   * No trend goes on into the drain: what comes after the load is another story.
   */
  readonly wholeRun?: boolean;
  /** Falling is what the rule guards against; default rising. */
  readonly falling?: boolean;
}

export interface TrendBook {
  /** One per generation, or one for the run. `together`: so many trends share the error rate; default: all criteria's. */
  fitted(subject: Subject, aspect?: Aspect, together?: number): readonly FittedSeries[];
}

const SHAPE_POINTS = 40;

export function createTrendBook(options: {
  readonly plan: Plan;
  readonly timeline: Timeline;
  /** One-sided, of claiming any leak. */
  readonly errorRate: number;
  /** So many criteria are about trends. */
  readonly trendCriteria: number;
  readonly targetNames: readonly string[];
  /** `within`: the time that trends are fitted to. */
  readonly seriesOf: (subject: Subject, within: Within) => readonly MetricSeries[];
}): TrendBook {
  const { plan, timeline, errorRate, targetNames, seriesOf } = options;
  const all = Math.max(1, options.trendCriteria);
  const known = new Map<string, readonly FittedSeries[]>();

  function fit(subject: Subject, aspect: Aspect, together: number): readonly FittedSeries[] {
    const { wholeRun = false, falling = false } = aspect;
    const { excluded } = timeline;
    const fromS = wholeRun ? 0 : timeline.beginMs / 1000;
    const toS = timeline.soakToMs / 1000;
    const warmupS = plan.warmup.kind === 'fixed' && !wholeRun ? timeline.soakFromMs / 1000 : 0;
    const working = workingTime(plan.load === null ? [] : timeline.rests);
    const sources = seriesOf(subject, { fromS, toS, excluded }).map((source) => {
      const { series, intervalS } = source.course ?? source;
      const course = outside(between(series, fromS, toS), timeline.rests.map(inSeconds));
      return { ...source, course, intervalS };
    });
    const shares = sharesByLength(sources.map(({ course }) => lengthOf(working.cut(course))));
    return sources.map(({ course, ...source }, life) => {
      const counting = between(source.series, fromS, wholeRun ? Number.POSITIVE_INFINITY : toS);
      const trend = once((): SeriesTrend => {
        const { low, high } = alphaFor(
          falling ? 'fall' : 'rise',
          (errorRate * (shares[life] ?? 1)) / together,
        );
        const isLog = source.scale === 'log' && fitsLogScale(course.values);
        const fitted = (isLog ? fitLogTrend : fitTrend)(working.cut(course), {
          intervalS: source.intervalS,
          warmupS: working.cutMoment(warmupS),
          minimumSpanS: plan.minimumSpanMs / 1000,
          alphaLow: low,
          alphaHigh: high,
          excluded: working.cutWindows(excluded),
          operations: source.operations === null ? null : endedUpTo(source.operations, course.seconds),
          quantum: source.quantum,
        });
        return {
          ...nameOf(subject, targetNames),
          generation: source.generation,
          unit: source.unit,
          scale: isLog ? 'log' : 'linear',
          ...working.restore(fitted),
          fromS: course.seconds[0] ?? 0,
          toS: course.seconds.at(-1) ?? 0,
          shape: shapeOf(outside(course, excluded)),
        };
      });
      return {
        series: counting,
        get trend() {
          return trend();
        },
      };
    });
  }

  return {
    fitted(subject, aspect = {}, together = all) {
      const { wholeRun = false, falling = false } = aspect;
      const key = JSON.stringify([subjectKey(subject), wholeRun, falling, together]);
      const found = known.get(key) ?? fit(subject, aspect, together);
      known.set(key, found);
      return found;
    },
  };
}

function lengthOf({ seconds }: Series): number {
  return (seconds.at(-1) ?? 0) - (seconds[0] ?? 0);
}

/** The same for the same subject. */
export function subjectKey(subject: Subject): string {
  return JSON.stringify([metricName(subject), subject.operation, subject.target]);
}

/** What its trend is called. `targets`: by index. */
export function nameOf(
  subject: Subject,
  targets: readonly string[],
): Pick<SeriesTrend, 'metric' | 'target' | 'operation'> {
  const { target, operation } = subject;
  return {
    metric: metricName(subject),
    target: target === null ? null : (targets[target] ?? null),
    operation,
  };
}

/** As rules name it: `anon`, `latency.p95`, `path.state.bytes`. */
function metricName({ metric, percentile }: Subject): string {
  return percentile === null ? formatMetric(metric) : `${formatMetric(metric)}.p${percentile}`;
}

/** Medians of equal stretches of time, from the first to the last point. */
function shapeOf(series: Series): (number | null)[] {
  const first = series.seconds[0];
  const last = series.seconds.at(-1);
  if (first === undefined || last === undefined) return [];
  const count = Math.min(SHAPE_POINTS, series.seconds.length);
  const stretchS = (last - first) / count;
  return Array.from({ length: count }, (_, index) => {
    const end = index === count - 1 ? Number.POSITIVE_INFINITY : first + (index + 1) * stretchS;
    return medianOf(between(series, first + index * stretchS, end).values);
  });
}
