/** Trend by trend: slope and interval per hour and per 1,000 operations, what shape it has and since when. */
import type { AssessedTrend } from '../analysis/assessment.ts';
import { durationText, intervalText, momentText, numberText, quantityText } from '../plan/figure.ts';
import type { Page } from './page.ts';
import { plain, wrap } from './plain.ts';
import { sparkline } from './sparkline.ts';
import { type Column, renderTable } from './table.ts';
import { aboutText, toLimitText } from './time-left.ts';
import { trendName } from './trend-name.ts';

const COLUMNS: readonly Column[] = [
  { title: 'metric', align: 'left', leastColumns: 12 },
  { title: 'target', align: 'left', leastColumns: 6 },
  { title: 'slope', align: 'right', leastColumns: null },
  { title: 'interval', align: 'left', leastColumns: 8 },
  { title: 'per 1,000 operations', align: 'left', leastColumns: 10 },
];

const STEP = /steps (?:up|down) at [^,]+/g;

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
      plain(livesOf(trend, trends) > 1 ? `${trend.target} #${trend.generation}` : (trend.target ?? '')),
      trend.slopePerHour === null ? '-' : signed(trend.slopePerHour, `${trend.unit}/h`, page),
      intervalText(trend.lowPerHour, trend.highPerHour, `${trend.unit}/h`, page),
      perOperation(trend, page),
    ],
    notes: [evidence(trend, page, brief)],
  }));
  const style = { width: page.width, heading: page.palette.faint, note: page.palette.faint };
  return [...renderTable(COLUMNS, rows, style), ...wrap(footer(trends), page.width).map(page.palette.faint)];
}

/** Where more than one generation of a target is shown, each names its own. */
function livesOf({ target }: AssessedTrend, trends: readonly AssessedTrend[]): number {
  if (target === null) return 0;
  return new Set(trends.filter((trend) => trend.target === target).map(({ generation }) => generation)).size;
}

function signed(value: number, unit: string, page: Page): string {
  return `${value > 0 ? '+' : ''}${quantityText(value, unit, page)}`;
}

function perOperation(trend: AssessedTrend, page: Page): string {
  const per = trend.per1000Operations;
  if (per === null) return '-';
  const interval = intervalText(per.low, per.high, trend.unit, page);
  return `${signed(per.slope, trend.unit, page)} (${interval})${per.separable ? '' : '*'}`;
}

function evidence(trend: AssessedTrend, page: Page, brief: boolean): string {
  const shape = sparkline(trend.shape, page.unicode);
  const rests = `${numberText(trend.points)} points over ${durationText(trend.spanS)}`;
  // A brief table stands beneath criteria that have told what they need.
  const ahead = [...(brief ? [] : needs(trend)), ...toLimit(trend, page)];
  if (trend.trouble !== null) return `${shape} ${[plain(trend.trouble), rests, ...ahead].join('; ')}`.trim();
  const onset = trend.onsetS === null ? '' : `, onset ${momentText(trend.onsetS)}`;
  const quarters = trend.quarterMedians.map((median) => quantityText(median, trend.unit, page)).join(', ');
  const steady = `steady since ${momentText(trend.steadyFromS)}${onset}`;
  const parts = brief
    ? [steady]
    : [
        `${steady}${shareOf(trend)}`,
        `quarters ${quarters}`,
        `${rests}, worth ${numberText(trend.effectivePoints)} independent ones`,
        ...detectable(trend, page),
      ];
  return `${shape} ${[plain(withSizes(trend, page)), ...parts, ...ahead].join('; ')}`.trim();
}

function detectable({ detectablePerHour, unit }: AssessedTrend, page: Page): string[] {
  if (detectablePerHour === null) return [];
  return [`detects ${quantityText(detectablePerHour, `${unit}/h`, page)} over a budget`];
}

function needs({ needsHours }: AssessedTrend): string[] {
  return needsHours === null ? [] : [`needs ${aboutText(needsHours)} more`];
}

function toLimit({ toLimit: ahead, unit }: AssessedTrend, page: Page): string[] {
  return ahead === null ? [] : [toLimitText(ahead, unit, page)];
}

/** The pattern knows no units and no clock: `steps up at 190 min` is told as `steps up by 12 MB at 3:10:00`. */
function withSizes({ pattern, shifts, unit }: AssessedTrend, page: Page): string {
  const sized = shifts.map(({ atS, size }) => {
    const by = quantityText(Math.abs(size), unit, page);
    return `steps ${size < 0 ? 'down' : 'up'} by ${by} at ${momentText(atS)}`;
  });
  const steps = pattern.match(STEP) ?? [];
  if (steps.length !== sized.length) return [pattern, ...sized].join(', ');
  return pattern.replace(STEP, () => sized.shift() ?? '');
}

/** Times drift by a share of themselves, which is what a budget of theirs is mostly given in. */
function shareOf({ scale, slopePerHour, steadyMedian }: AssessedTrend): string {
  if (scale !== 'log' || slopePerHour === null || !(steadyMedian > 0)) return '';
  return `; slope ${quantityText(slopePerHour / steadyMedian, 'ratio/h', { binary: false })} of its median`;
}

function footer(trends: readonly AssessedTrend[]): string {
  const levels = [...new Set(trends.map(({ confidence }) => `${numberText(confidence * 100)} %`))];
  const mixed = trends.some((trend) => trend.per1000Operations?.separable === false);
  const note = mixed ? ' * time and operations went together: the slope per hour over the rate.' : '';
  return `Intervals at ${levels.join(' and ')}, from steady state on.${note}`;
}
