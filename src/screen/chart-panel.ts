/** A chart and its title: what it is now, what its trend is, and when it gets to a limit. */
import type { AssessedTrend } from '../analysis/assessed-trend.ts';
import { intervalText, numberText, quantityText } from '../plan/quantity/figure.ts';
import { plain, wrap } from '../report/plain.ts';
import { slopeRule } from '../report/slope-rule.ts';
import { toLimitText } from '../report/time-left.ts';
import { restsIn, trendLevelAt } from '../report/trend-level.ts';
import { trendName } from '../report/trend-name.ts';
import { renderTrendTable } from '../report/trend-table.ts';
import type { Verdict } from '../verdict/verdict.ts';
import type { Known } from './known.ts';
import type { Rectangle } from './layout.ts';
import { type Curve, levelsOf, type Plot, plotOf } from './plot.ts';
import type { Scenery } from './scenery.ts';
import { METRICS, type Metric } from './series.ts';
import { cut } from './style.ts';

export interface ChartPanel {
  readonly key: string;
  readonly place: Rectangle;
  /** Painted, in the first line of the place. */
  readonly title: string;
  readonly plot: Plot;
}

const MARKED = [
  'alert',
  'restart',
  'generation-end',
  'gap',
  'suspend',
  'note',
  'abort',
  'oom-kill',
  'load-restart',
  'fault-begin',
  'fault-end',
];
const INKS = ['data', 'second', 'third'] as const;

export function chartPanel(scenery: Scenery, metric: Metric, place: Rectangle): ChartPanel {
  const { known, view, binary } = scenery;
  const { window } = known;
  const span = shownSpan(known);
  const trends = trendsOf(known, metric, view.target);
  const slackMs = Math.max(3 * known.everyMs, 3000, known.run.thinned ? 120_000 : 0);
  const readings = metric.series.map(
    (name, index): Curve => ({
      ink: INKS[index] ?? 'data',
      stroke: 'line',
      levelAt: levelsOf(window.of(name).stretches(), slackMs),
      scales: true,
    }),
  );
  const plot = plotOf({
    columns: place.width,
    rows: place.height - 1,
    ...span,
    unit: metric.unit === 'pct' ? '%' : metric.unit,
    binary,
    curves: [
      ...trends.flatMap((trend) => bandOf(trend, known)),
      ...readings,
      ...trends.flatMap((trend) => lineOf(trend, known)),
    ],
    cutsPeaks: metric.unit === 'ms',
    marksMs: known.events.filter(({ event }) => MARKED.includes(event)).map(({ monoMs }) => monoMs),
    cursorMs: view.cursorMs,
  });
  return { key: `chart-${metric.main}`, place, title: titleOf(scenery, metric, plot, place.width), plot };
}

/** The trend in words, whole: what the title has no room for. */
export function focusLines(scenery: Scenery, metric: Metric, place: Rectangle): string[] {
  const { known, view, style, paint, binary } = scenery;
  const trends = trendsOf(known, metric, view.target);
  const page = { width: Math.min(style.columns, 160), palette: paint, unicode: style.unicode, binary };
  const table = renderTrendTable(trends, page);
  const about =
    metric.trend === null
      ? 'no trend is told of this'
      : known.assessment === null
        ? 'not assessed yet'
        : 'no trend yet';
  const ofTrend = criterionLines(scenery, metric);
  return [...(table.length === 0 ? wrap(about, style.columns) : table), ...ofTrend].slice(0, place.height);
}

function criterionLines({ known, view, style, paint }: Scenery, metric: Metric): string[] {
  const target = known.targets[view.target] ?? null;
  const own = (known.assessment?.criteria ?? []).filter(
    (criterion) =>
      slopeRule(criterion.rule)?.metric === metric.trend &&
      (criterion.target === null || criterion.target === target),
  );
  return own.flatMap(({ rule, verdict, reason }) =>
    wrap(`${verdict} ${rule}: ${plain(reason)}`, style.columns).map((line, index) =>
      index === 0 ? paint.verdict(line, verdict) : line,
    ),
  );
}

function titleOf(
  { known, view, style, paint, binary }: Scenery,
  metric: Metric,
  plot: Plot,
  width: number,
): string {
  const { window } = known;
  const target = known.targets[view.target] ?? '';
  const number = METRICS.indexOf(metric) + 1;
  const whose = metric.ofTarget && known.targets.length > 1 ? ` ${plain(target)}` : '';
  const head = `${number} ${metric.title}${whose}`;
  const atMs = view.cursorMs ?? Number.MAX_SAFE_INTEGER;
  const values = metric.series.map((name) => window.of(name).at(atMs));
  const now = values.map((value) => valueText(value, metric, binary)).join('  ');
  const trend = trendsOf(known, metric, view.target).at(-1);
  const [verdict, sentence] =
    trend === undefined ? [null, ''] : [verdictOf(trend, known), slopeText(trend, binary)];
  // The labels of the axis have no unit of their own.
  const unit = plot.axis.unit === '' || now.endsWith(` ${plot.axis.unit}`) ? '' : ` [${plot.axis.unit}]`;
  const left = cut(`${head}${unit} ${now}`, width, style.unicode);
  const room = width - plain(left).length - 2;
  const right = fittingSentence(sentence, room);
  const painted = verdict === null ? right : paint.verdict(right, verdict);
  return right === '' ? paint.heading(left) : `${paint.heading(left)}  ${painted}`;
}

/** As many of its parts, from the first on, as there is room for. */
function fittingSentence(sentence: string, room: number): string {
  const parts = sentence.split('; ');
  while (parts.length > 0 && parts.join('; ').length > room) parts.pop();
  return parts.join('; ');
}

function slopeText(trend: AssessedTrend, binary: boolean): string {
  const { slopePerHour, lowPerHour, highPerHour, unit, toLimit, trouble } = trend;
  if (slopePerHour === null) return trouble ?? '';
  const slope = `${slopePerHour > 0 ? '+' : ''}${quantityText(slopePerHour, `${unit}/h`, { binary })}`;
  const interval = `${intervalText(lowPerHour, highPerHour, `${unit}/h`, { binary })}`;
  return [slope, interval, ...(toLimit === null ? [] : [toLimitText(toLimit, unit, { binary })])].join('; ');
}

function valueText(value: number | null, { unit }: Metric, binary: boolean): string {
  if (value === null) return '-';
  if (unit === 'pct') return `${numberText(value)} %`;
  return quantityText(value, unit, { binary });
}

/** From where to where the charts go: all of them the same, so that what happened together stands together. */
export function shownSpan({ window, newestMs }: Known): { readonly fromMs: number; readonly toMs: number } {
  const { fromMs, spanMs, toMs } = window.place;
  const end = toMs ?? Math.max(newestMs, fromMs + 1000);
  return { fromMs: spanMs === null ? fromMs : Math.max(0, end - spanMs), toMs: end };
}

/** Of this metric and target, a trend for each generation. */
function trendsOf({ assessment, targets }: Known, metric: Metric, target: number): AssessedTrend[] {
  if (assessment === null || metric.trend === null) return [];
  const name = metric.ofTarget ? (targets[target] ?? null) : null;
  return assessment.trends.filter((trend) => trendName(trend) === metric.trend && trend.target === name);
}

/** Of the criterion about it; null: there is none. */
function verdictOf(trend: AssessedTrend, { assessment }: Known): Verdict | null {
  const about = (assessment?.criteria ?? []).filter(
    ({ rule, target }) => target === trend.target && slopeRule(rule)?.metric === trendName(trend),
  );
  return (
    about.find(({ verdict }) => verdict === 'fail')?.verdict ??
    about.find(({ verdict }) => verdict === 'inconclusive')?.verdict ??
    about[0]?.verdict ??
    null
  );
}

function lineOf(trend: AssessedTrend, known: Known): Curve[] {
  const rests = known.assessment === null ? [] : restsIn(known.assessment);
  const levelAt = (ms: number) => trendLevelAt(trend, ms / 1000, rests)?.level ?? null;
  return [{ ink: verdictOf(trend, known) ?? 'unjudged', stroke: 'dashes', levelAt, scales: false }];
}

function bandOf(trend: AssessedTrend, known: Known): Curve[] {
  const rests = known.assessment === null ? [] : restsIn(known.assessment);
  return (['low', 'high'] as const).map((end) => ({
    ink: verdictOf(trend, known) ?? 'unjudged',
    stroke: 'dots',
    levelAt: (ms: number) => trendLevelAt(trend, ms / 1000, rests)?.[end] ?? null,
    scales: false,
  }));
}
