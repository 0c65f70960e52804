/** Trend by trend: slope and interval per hour and per 1,000 operations, what shape it has and since when. */
import type { AssessedTrend } from '../analysis/assessed-trend.ts';
import { intervalText, type QuantityStyle, quantityText } from '../plan/quantity/figure.ts';
import { confidenceText } from './confidence-text.ts';
import type { Page } from './page.ts';
import { plain, wrap } from './plain.ts';
import { sparkline } from './sparkline.ts';
import { type Column, renderTable } from './table.ts';
import { trendEvidence } from './trend-evidence.ts';
import { trendName } from './trend-name.ts';

const COLUMNS: readonly Column[] = [
  { title: 'metric', align: 'left', leastColumns: 12 },
  { title: 'target', align: 'left', leastColumns: 6 },
  { title: 'slope', align: 'right', leastColumns: null },
  { title: 'interval', align: 'left', leastColumns: 8 },
  { title: 'per 1,000 operations', align: 'left', leastColumns: 10 },
];

/** `brief`: without quarters and counts. */
export function renderTrendTable(
  trends: readonly AssessedTrend[],
  page: Page,
  { brief = false }: { readonly brief?: boolean } = {},
): string[] {
  if (trends.length === 0) return [];
  const rows = trends.map((trend) => ({
    cells: [
      plain(trendName(trend)),
      plain(subjectOf(trend, trends)),
      slopeText(trend, page),
      intervalText(trend.lowPerHour, trend.highPerHour, `${trend.unit}/h`, page),
      perOperationText(trend, page),
    ],
    notes: [evidence(trend, page, brief)],
  }));
  const style = { width: page.width, heading: page.palette.faint, note: page.palette.faint };
  return [
    ...renderTable(COLUMNS, rows, style),
    ...wrap(levelsText(trends), page.width).map(page.palette.faint),
    ...(brief || !trends.some(({ trouble }) => trouble === null) ? [] : wrap(KEY, page.width)).map(
      page.palette.faint,
    ),
  ];
}

/** What the figures of the evidence are, for who is no statistician. */
const KEY =
  '"quarters" are the medians of the four quarters of that time; "worth" so many independent points, since readings in a row are alike; "detects": a slope over its budget by that much would be found.';

/** The target; where more than one generation of it is shown, each names its own. */
export function subjectOf(trend: AssessedTrend, trends: readonly AssessedTrend[]): string {
  return livesOf(trend, trends) > 1 ? `${trend.target} #${trend.generation}` : (trend.target ?? '');
}

export function slopeText({ slopePerHour, unit }: AssessedTrend, style: QuantityStyle): string {
  return slopePerHour === null ? '-' : signed(slopePerHour, `${unit}/h`, style);
}

function livesOf({ target }: AssessedTrend, trends: readonly AssessedTrend[]): number {
  if (target === null) return 0;
  return new Set(trends.filter((trend) => trend.target === target).map(({ generation }) => generation)).size;
}

function signed(value: number, unit: string, page: QuantityStyle): string {
  return `${value > 0 ? '+' : ''}${quantityText(value, unit, page)}`;
}

export function perOperationText(trend: AssessedTrend, page: QuantityStyle): string {
  const per = trend.per1000Operations;
  if (per === null) return '-';
  const interval = intervalText(per.low, per.high, trend.unit, page);
  return `${signed(per.slope, trend.unit, page)} (${interval})${per.separable ? '' : '*'}`;
}

function evidence(trend: AssessedTrend, page: Page, brief: boolean): string {
  const words = trendEvidence(trend, page, { brief }).join('; ');
  return `${sparkline(trend.shape, page.unicode)} ${words}`.trim();
}

export function levelsText(trends: readonly AssessedTrend[]): string {
  const confidences = trends.map(({ confidence }) => confidence);
  const { levels, why } = confidenceText(confidences, 'the trends of a run');
  const mixed = trends.some((trend) => trend.per1000Operations?.separable === false);
  const note = mixed ? ' * time and operations went together: the slope per hour over the rate.' : '';
  return `Intervals at ${levels}, from steady state on.${why}${note}`;
}
