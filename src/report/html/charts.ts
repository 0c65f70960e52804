/** Which charts a run has, and what is in each: its lines, their trends, and the same in words. */
import type { AssessedTrend } from '../../analysis/assessed-trend.ts';
import { cumulate } from '../../analysis/load-counts.ts';
import { openTimeSeries } from '../../analysis/load-series.ts';
import type { Plan } from '../../plan/plan.ts';
import type { TargetMetric } from '../../plan/rule/rule.ts';
import { formatMetric } from '../../plan/rule/rule-text.ts';
import { concatenate } from '../../trend/points.ts';
import type { Series } from '../../trend/trend.ts';
import type { Material } from '../material.ts';
import { restsIn } from '../trend-level.ts';
import { trendName } from '../trend-name.ts';
import type { ChartData, ChartUnit, Line } from './chart-data.ts';
import { rateCourse } from './rate-course.ts';
import { thinOut } from './thin-out.ts';
import { trendCourse } from './trend-course.ts';

export interface Chart {
  readonly title: string;
  readonly data: ChartData;
  /** The trends of its lines. */
  readonly trends: readonly AssessedTrend[];
  /** As they were read, of each line. */
  readonly readings: readonly Series[];
}

/** What is drawn of a line, before it is thinned. */
interface Source {
  readonly label: string;
  readonly series: Series;
  readonly generations: Float64Array | null;
  /** Of its trends: the name that rules give it, and the factor to the chart's unit. */
  readonly trend: { readonly name: string; readonly target: string | null; readonly factor: number } | null;
}

interface Sketch {
  readonly title: string;
  readonly unit: ChartUnit;
  readonly sources: readonly Source[];
}

/** A point takes some 16 bytes of the page: all together stay far below the megabyte and a half that it may have. */
const MOST_POINTS = 45_000;
/** More than a screen is wide. */
const MOST_POINTS_A_LINE = 1200;
/** Fewer hide what a line does. */
const FEWEST_POINTS_A_LINE = 120;

export function chartsOf(material: Material): Chart[] {
  const sketches = [
    ...material.facts.targets.keys().flatMap((target) => targetSketches(material, target)),
    ...loadSketches(material),
    ...watchedSketches(material),
  ].filter(({ sources }) => sources.length > 0);
  const lines = sketches.reduce((sum, { sources }) => sum + sources.length, 0);
  const points = Math.min(
    MOST_POINTS_A_LINE,
    Math.max(FEWEST_POINTS_A_LINE, Math.floor(MOST_POINTS / lines)),
  );
  return sketches.map((sketch, index) => draw(sketch, `chart-${index + 1}`, points, material));
}

function draw({ title, unit, sources }: Sketch, id: string, points: number, material: Material): Chart {
  const { trends, run } = material.assessment;
  const rests = restsIn(material.assessment);
  const lines = sources.map(
    ({ label, series, generations }): Line => ({ label, ...thinOut(series, points, generations) }),
  );
  const found = sources.flatMap(({ label, trend }, line) =>
    trend === null
      ? []
      : trends
          .filter((one) => trendName(one) === trend.name && one.target === trend.target)
          .map((one, _, lives) => {
            const life = lives.length > 1 ? ` #${one.generation}` : '';
            return {
              trend: one,
              course: trendCourse(one, line, `${label} trend${life}`, trend.factor, rests),
            };
          }),
  );
  const [main] = found;
  const { soakFromS } = run;
  const isFound = main !== undefined && main.trend.steadyFromS > Math.max(soakFromS, main.trend.fromS);
  return {
    title,
    data: {
      id,
      unit,
      warmUpToS: isFound ? main.trend.steadyFromS : null,
      lines,
      trends: found.flatMap(({ course }) => (course === null ? [] : [course])),
    },
    trends: found.map(({ trend }) => trend),
    readings: sources.map(({ series }) => series),
  };
}

function targetSketches({ rows, facts }: Material, target: number): Sketch[] {
  const name = facts.targets[target] ?? '';
  const source = (metric: TargetMetric, factor = 1): Source[] => {
    const { series, generations } = livesJoined(rows.sampled(target, metric), factor);
    // Swap and connections that never were are no line.
    const isIdle = metric === 'swap' || metric === 'connections';
    if (isIdle && series.values.every((value) => value === 0)) return [];
    const shown = { label: metric, series, generations, trend: { name: metric, target: name, factor } };
    return [shown].filter(isSeen);
  };
  return [
    {
      title: `Memory of ${name}`,
      unit: 'bytes',
      sources: [...source('anon'), ...source('rss'), ...source('swap')],
    },
    {
      title: `Open descriptors of ${name}`,
      unit: 'count',
      sources: [...source('fds'), ...source('connections')],
    },
    { title: `Threads of ${name}`, unit: 'count', sources: source('threads') },
    { title: `Processor time of ${name}, in percent of one core`, unit: 'pct', sources: source('cpu', 100) },
  ];
}

/** One process after the other. */
function livesJoined(
  lives: ReadonlyMap<number, Series>,
  factor: number,
): { readonly series: Series; readonly generations: Float64Array } {
  const parts = [...lives];
  const joined = (column: (life: Series, generation: number) => Float64Array): Float64Array =>
    concatenate(parts.map(([generation, life]) => ({ ...life, values: column(life, generation) })));
  return {
    series: {
      seconds: joined(({ seconds }) => seconds),
      values: joined(({ values }) => (factor === 1 ? values : values.map((value) => value * factor))),
    },
    generations: joined(({ values }, generation) => values.map(() => generation)),
  };
}

const PERCENTILES = [50, 95, 99] as const;

function loadSketches({ rows, facts }: Material): Sketch[] {
  if (facts.operations.length === 0) return [];
  const timeSeries = openTimeSeries(rows, Number.POSITIVE_INFINITY);
  const times = PERCENTILES.map(
    (percentile): Source => ({
      label: `p${percentile}`,
      series: timeSeries('latency', percentile, null).series,
      generations: null,
      trend: { name: `latency.p${percentile}`, target: null, factor: 1 },
    }),
  );
  const counts = cumulate(facts.operations.map((_, operation) => rows.secondCounts(operation)));
  const { offered, achieved, errors } = rateCourse(counts, rows.loadSeconds(), MOST_POINTS_A_LINE);
  const plain = (label: string, series: Series, trend: string | null, factor = 1): Source => ({
    label,
    series,
    generations: null,
    trend: trend === null ? null : { name: trend, target: null, factor },
  });
  return [
    { title: 'Latency, all operations', unit: 'ms', sources: times.filter(isSeen) },
    {
      title: 'Operations per second',
      unit: 'per second',
      sources: [plain('offered', offered, null), plain('succeeded', achieved, 'throughput')].filter(isSeen),
    },
    {
      title: 'Errors, in percent of the operations that ended',
      unit: 'pct',
      sources: [plain('failed or skipped', errors, 'errors', 100)].filter(isSeen),
    },
  ];
}

function watchedSketches({ rows, facts }: Material): Sketch[] {
  const { sample } = JSON.parse(facts.planJson) as Plan;
  const one = (title: string, unit: ChartUnit, series: Series, name: string): Sketch => ({
    title,
    unit,
    sources: [{ label: name, series, generations: null, trend: { name, target: null, factor: 1 } }].filter(
      isSeen,
    ),
  });
  return [
    ...sample.paths.map(({ name }) =>
      one(
        `Size of ${name}`,
        'bytes',
        rows.path(name, 'bytes'),
        formatMetric({ kind: 'path', path: name, reading: 'bytes' }),
      ),
    ),
    ...(sample.scrape?.series ?? []).map((name) =>
      one(
        name,
        /_bytes$/.test(name) ? 'bytes' : 'count',
        rows.scraped(name),
        formatMetric({ kind: 'scrape', series: name }),
      ),
    ),
  ];
}

function isSeen({ series }: Source): boolean {
  return series.seconds.length > 0;
}
