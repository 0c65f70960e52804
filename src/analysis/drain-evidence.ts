/** What each target gave back in the drain and took again on the reload: levels from the stored rows. */
import { durationText } from '../plan/quantity/figure.ts';
import type { TargetMetric } from '../plan/rule/rule.ts';
import { medianOf } from '../trend/median.ts';
import { between, NO_POINTS, outside } from '../trend/points.ts';
import type { Series } from '../trend/trend.ts';
import type { AssessedComeBack } from './assessed-trend.ts';
import { type Course, comeBack, type Found, levelNoise } from './come-back.ts';
import type { Investigation } from './investigation.ts';
import { endedUpTo } from './load-counts.ts';
import { PAGE_BYTES } from './metric-series.ts';
import type { RunRows } from './run-rows.ts';
import type { Phase } from './timeline.ts';
import type { FittedSeries } from './trend-book.ts';

/** What work can hold: memory that leaks, files and threads. */
const METRICS = ['anon', 'fds', 'threads'] as const satisfies readonly TargetMetric[];

/** A level is the median of a minute, or of a tenth of its phase if that is shorter, as in a rule on growth. */
const LEVEL_S = 60;
const LEVEL_SHARE = 1 / 10;
/** Fewer readings make no level. */
const LEAST_READINGS = 3;
/** Each is the mean of a minute. */
const LEAST_MINUTES = 1;
/** A drain of this share of its planned time is not called cut short. */
const NEARLY_WHOLE = 0.9;

/** One for each target and metric; none where the plan has no drain, or the run has not come to it. */
export function drainEvidence(rows: RunRows, found: Investigation): AssessedComeBack[] {
  const { plan, timeline } = found;
  const planned = plan.drain;
  const { drain } = timeline;
  if (planned === null || drain === null) return [];
  const cutShort = found.live ? '' : cutShortText(drain, planned.durationMs);
  return plan.targets.flatMap(({ name }, target) =>
    METRICS.flatMap((metric): AssessedComeBack[] => {
      const soaked = lastSoaked(found, target, metric);
      if (soaked === undefined) return [];
      const { generation, unit } = soaked.trend;
      const readings = rows.sampled(target, metric).get(generation ?? 0) ?? NO_POINTS;
      const endMs = lifeEndMs(found, target, generation);
      const least = rows.isThinned ? LEAST_MINUTES : LEAST_READINGS;
      const levels = levelsOf(readings, soaked, found, { drain, endMs, least });
      const why = troubleOf(soaked, levels, found, { drain, endMs });
      const course = why === null ? courseOf(levels, soaked, found, target) : null;
      const answer = course === null ? unclear(why ?? 'the load did nothing in the soak') : comeBack(course);
      const facts = {
        target: name,
        metric,
        generation,
        unit,
        ...valuesOf(levels),
        noise: course?.noise ?? null,
      };
      return [{ ...facts, ...answer, text: `${cutShort}${answer.text}` }];
    }),
  );
}

/** The generation that the soak ended with. */
function lastSoaked({ trends }: Investigation, target: number, name: TargetMetric): FittedSeries | undefined {
  const fitted = trends.fitted({
    metric: { kind: 'target', name },
    percentile: null,
    operation: null,
    target,
  });
  return fitted.findLast(({ series }) => series.seconds.length > 0);
}

interface Level {
  readonly value: number;
  /** Middle of its readings. */
  readonly atS: number;
  readonly windowS: number;
}

type PhaseLevels = Readonly<Record<'soakBegin' | 'soakEnd' | 'drainEnd' | 'reloadEnd', Level | null>>;

/** `endMs`: when it ended though nobody planned it, null if it did not. */
interface Ending {
  readonly drain: Phase;
  readonly endMs: number | null;
}

function levelsOf(
  readings: Series,
  { trend }: FittedSeries,
  { timeline }: Investigation,
  { drain, endMs, least }: Ending & { readonly least: number },
): PhaseLevels {
  const within = (fromS: number, toS: number): Series =>
    outside(between(readings, fromS, toS), timeline.excluded);
  const ofPhase = (phase: Phase | null): Level | null =>
    phase === null ? null : levelOf(within(phase.fromMs / 1000, phase.toMs / 1000), 'end', least);
  const soak = within(Math.max(trend.steadyFromS, timeline.soakFromMs / 1000), timeline.soakToMs / 1000);
  return {
    soakBegin: levelOf(soak, 'begin', least),
    soakEnd: levelOf(soak, 'end', least),
    drainEnd: ofPhase(drain),
    reloadEnd: endMs === null ? ofPhase(timeline.reload) : null,
  };
}

function levelOf({ seconds, values }: Series, at: 'begin' | 'end', least: number): Level | null {
  const [first, last] = [seconds[0], seconds.at(-1)];
  if (first === undefined || last === undefined || seconds.length < 2 * least) return null;
  const windowS = Math.min(LEVEL_S, LEVEL_SHARE * (last - first));
  const inWindow = seconds.filter((second) =>
    at === 'begin' ? second <= first + windowS : second >= last - windowS,
  );
  const count = Math.max(least, inWindow.length);
  const part = at === 'begin' ? [0, count] : [seconds.length - count, seconds.length];
  const value = medianOf(values.subarray(...part));
  const [fromS, toS] = [seconds[part[0] ?? 0] ?? first, seconds[(part[1] ?? 1) - 1] ?? last];
  return value === null ? null : { value, atS: (fromS + toS) / 2, windowS: toS - fromS };
}

/** Why nothing can be said; null where something can. */
function troubleOf(
  { trend }: FittedSeries,
  { soakBegin, soakEnd, drainEnd }: PhaseLevels,
  { timeline }: Investigation,
  { drain, endMs }: Ending,
): string | null {
  if (trend.trouble !== null) return trend.trouble;
  if (endMs !== null && endMs < timeline.soakToMs) return 'it ended before the drain';
  if (endMs !== null && endMs < drain.toMs) return 'it ended in the drain';
  if (soakBegin === null || soakEnd === null) return 'too few readings in the soak';
  return drainEnd === null ? 'too few readings in the drain' : null;
}

/** null: it lives, or was ended as planned. */
function lifeEndMs({ generations }: Investigation, target: number, generation: number | null): number | null {
  const life = generations(target).find((one) => one.generation === generation);
  return life === undefined || life.planned ? null : life.endedMs;
}

/** null: the load did nothing from which its work could be told. */
function courseOf(
  { soakBegin, soakEnd, drainEnd, reloadEnd }: PhaseLevels,
  { trend }: FittedSeries,
  { operationsOf }: Investigation,
  target: number,
): Course | null {
  if (soakBegin === null || soakEnd === null || drainEnd === null) return null;
  const operations = operationsOf(target);
  const moments = Float64Array.of(
    ...[soakBegin, soakEnd, drainEnd, reloadEnd ?? drainEnd].map(({ atS }) => atS),
  );
  const [begun = 0, soaked = 0, drained = 0, reloaded = 0] =
    operations === null ? [] : endedUpTo(operations, moments);
  const soakS = soakEnd.atS - soakBegin.atS;
  if (!(soaked > begun && soakS > 0)) return null;
  const windowS = Math.min(
    ...[soakBegin, soakEnd, drainEnd, reloadEnd ?? soakEnd].map((level) => level.windowS),
  );
  return {
    soakBegin: soakBegin.value,
    soakEnd: soakEnd.value,
    drainEnd: drainEnd.value,
    reloadEnd: reloadEnd?.value ?? null,
    noise: levelNoise(trend, windowS, trend.unit === 'bytes' ? PAGE_BYTES : 1),
    reloadWork: (reloaded - drained) / (soaked - begun),
    drainTime: (drainEnd.atS - soakEnd.atS) / soakS,
  };
}

function unclear(why: string): Found {
  return { kind: 'unclear', gaveBack: null, reloadPace: null, text: `not enough to tell: ${why}` };
}

function valuesOf({ soakBegin, soakEnd, drainEnd, reloadEnd }: PhaseLevels) {
  return {
    soakBegin: soakBegin?.value ?? null,
    soakEnd: soakEnd?.value ?? null,
    drainEnd: drainEnd?.value ?? null,
    reloadEnd: reloadEnd?.value ?? null,
  };
}

function cutShortText({ fromMs, toMs }: Phase, plannedMs: number): string {
  const lastedMs = toMs - fromMs;
  return lastedMs >= NEARLY_WHOLE * plannedMs ? '' : `cut short after ${durationText(lastedMs / 1000)}: `;
}
