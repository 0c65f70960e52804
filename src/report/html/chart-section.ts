/** The charts, each with the same in words and in a table, for those who cannot see it and for paper. */
import type { AssessedTrend } from '../../analysis/assessed-trend.ts';
import {
  durationText,
  intervalText,
  momentText,
  numberText,
  type QuantityStyle,
  quantityText,
} from '../../plan/quantity/figure.ts';
import { medianOf } from '../../trend/median.ts';
import { between } from '../../trend/points.ts';
import type { Series } from '../../trend/trend.ts';
import { trendName } from '../trend-name.ts';
import { slopeText } from '../trend-table.ts';
import type { ChartUnit, Shade } from './chart-data.ts';
import type { Chart } from './charts.ts';
import { type Content, html, type Markup } from './markup.ts';
import { type Heading, table } from './table.ts';

const RANGE_BUTTONS = [
  ['in', 'Zoom in'],
  ['out', 'Zoom out'],
  ['earlier', 'Earlier'],
  ['later', 'Later'],
  ['whole', 'Whole run'],
] as const;

const SHADES: Readonly<Record<Shade['kind'], string>> = {
  'warm-up': 'warm-up',
  drain: 'drain: no load',
  reload: 'reload: the load again',
  pause: 'paused',
  gap: 'not observed',
  fault: 'fault',
};

const LINES: readonly Heading[] = [
  { title: 'Line', kind: 'rule' },
  ...[
    'First',
    'Quarter 1',
    'Quarter 2',
    'Quarter 3',
    'Quarter 4',
    'Last',
    'Lowest',
    'Highest',
    'Readings',
  ].map((title): Heading => ({ title, kind: 'number' })),
];

export function chartSection(
  charts: readonly Chart[],
  shades: readonly Shade[],
  style: QuantityStyle,
): Markup {
  const used = new Set(shades.map(({ kind }) => kind));
  if (charts.some(({ data }) => data.warmUpToS !== null)) used.add('warm-up');
  return html`<div class="tools" id="range-tools" role="toolbar" aria-label="Range of time of all charts" hidden>
${RANGE_BUTTONS.map(([action, text]) => html`<button type="button" data-range="${action}">${text}</button>`)}
<output id="range" aria-live="polite"></output></div>
<noscript><p>The charts need JavaScript; all that they show is in the tables, too.</p></noscript>
<ul class="key" aria-label="Key of the charts">
<li><span class="swatch trend"></span>trend, and where the interval of its slope would lead</li>
${Object.entries(SHADES).map(([kind, text]) => (used.has(kind as Shade['kind']) ? html`<li><span class="swatch ${kind}"></span>${text}</li>` : null))}
<li><span class="swatch trouble"></span>trouble</li>
<li><span class="swatch note"></span>note</li>
<li><span class="swatch other"></span>other event</li></ul>
${charts.map((chart) => figureOf(chart, style))}`;
}

function figureOf({ title, data, trends, readings }: Chart, style: QuantityStyle): Markup {
  const inWords = trends.map((trend) => trendWords(trend, style)).join('; ');
  const rows = data.lines.map(({ label }, line): Content[] => {
    const series = readings[line] ?? { seconds: new Float64Array(), values: new Float64Array() };
    return [
      label,
      ...figuresOf(series).map((value) => valueText(value, data.unit, style)),
      numberText(series.values.length),
    ];
  });
  const about = data.lines.map(({ label }, line) => {
    const [first, , , , , last, low, high] = rows[line]?.slice(1) ?? [];
    return `${label} from ${first} to ${last}, between ${low} and ${high}`;
  });
  const words = `${title}: ${[about.join('; '), inWords].filter((part) => part !== '').join('. ')}`;
  return html`<figure><figcaption><h3>${title}</h3>${inWords === '' ? null : html`<p>${inWords}</p>`}</figcaption>
<div class="chart" id="${data.id}" role="img" aria-label="${words}"></div>
<p class="near" id="${data.id}-near"></p>
<details><summary>${title} as a table</summary>${table(`${title}: what was read, with the medians of its quarters of time`, LINES, rows)}</details></figure>`;
}

function trendWords(trend: AssessedTrend, style: QuantityStyle): string {
  const life = trend.generation === null || trend.generation === 1 ? '' : ` #${trend.generation}`;
  const name = `${trendName(trend)}${life}`;
  if (trend.slopePerHour === null) return `${name}: ${trend.trouble ?? 'no trend'}`;
  const interval = intervalText(trend.lowPerHour, trend.highPerHour, `${trend.unit}/h`, style);
  return `${name} ${slopeText(trend, style)} (${interval}) over ${durationText(trend.slopeSpanS)} from ${momentText(trend.slopeFromS)}`;
}

/** First, the medians of four quarters, last, lowest, highest. */
function figuresOf(series: Series): (number | null)[] {
  const { seconds, values } = series;
  const [firstS = 0, lastS = 0] = [seconds[0], seconds.at(-1)];
  const quarters = [0, 1, 2, 3].map((quarter) => {
    const begin = firstS + ((lastS - firstS) * quarter) / 4;
    const end = quarter === 3 ? Number.POSITIVE_INFINITY : firstS + ((lastS - firstS) * (quarter + 1)) / 4;
    return medianOf(between(series, begin, end).values);
  });
  let [low, high] = [values[0] ?? null, values[0] ?? null];
  for (const value of values) {
    if (low === null || value < low) low = value;
    if (high === null || value > high) high = value;
  }
  return [values[0] ?? null, ...quarters, values.at(-1) ?? null, low, high];
}

function valueText(value: number | null, unit: ChartUnit, style: QuantityStyle): string {
  if (unit === 'pct') return value === null ? '-' : `${numberText(value)} %`;
  return quantityText(value, unit === 'per second' ? '/s' : unit, style);
}
