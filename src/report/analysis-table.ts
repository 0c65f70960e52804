/** Series by series: slope, interval and budget per hour, and below them what shape it has and what that rests on. */
import type { AnalyzedSeries, Segment, SeriesVerdict } from '../measurements/analysis.ts';
import { durationText, intervalText, momentText, numberText, quantityText } from '../plan/quantity/figure.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { confidenceText } from './confidence-text.ts';
import type { Page } from './page.ts';
import { plain, wrap } from './plain.ts';
import { type Column, type Row, renderTable } from './table.ts';

const COLUMNS: readonly Column[] = [
  { title: 'series', align: 'left', leastColumns: 10 },
  { title: 'verdict', align: 'left', leastColumns: null },
  { title: 'slope', align: 'right', leastColumns: null },
  { title: 'interval', align: 'left', leastColumns: 8 },
  { title: 'budget', align: 'right', leastColumns: null },
  { title: 'per 1,000 operations', align: 'left', leastColumns: 10 },
];
const VERDICT_COLUMN = 1;

/** More lives than a person compares one by one; all of them are in the JSON. */
const MOST_SEGMENTS = 8;

const OUTCOMES: Readonly<Record<SeriesVerdict, Verdict>> = {
  leak: 'fail',
  clean: 'pass',
  inconclusive: 'inconclusive',
};
const MARKS: Readonly<Record<SeriesVerdict, string>> = { leak: '✗', clean: '✓', inconclusive: '?' };

export function outcomeOf(verdict: SeriesVerdict): Verdict {
  return OUTCOMES[verdict];
}

/** Leaks first, then what is undecided. */
export function renderAnalysisTable(series: readonly AnalyzedSeries[], page: Page): string[] {
  const order: readonly SeriesVerdict[] = ['leak', 'inconclusive', 'clean'];
  const sorted = series.toSorted(
    (a, b) => order.indexOf(a.document.verdict) - order.indexOf(b.document.verdict),
  );
  const counted = series.some(({ document }) => document.per1000Ops !== null);
  const rows = sorted.map((one) => row(one, page));
  const style = { width: page.width, heading: page.palette.faint, note: page.palette.faint };
  return [
    ...renderTable(counted ? COLUMNS : COLUMNS.slice(0, -1), rows, style),
    ...wrap(footer(series), page.width).map(page.palette.faint),
  ];
}

function row(series: AnalyzedSeries, page: Page): Row {
  const { document, unit } = series;
  const { verdict } = document;
  const hourly = `${unit.base}/h`;
  const per = document.per1000Ops;
  return {
    cells: [
      plain(document.name),
      page.unicode ? `${MARKS[verdict]} ${verdict}` : verdict,
      signed(document.slopePerHour, series, hourly, page),
      interval(document, series, hourly, page),
      shown(document.budgetPerHour, series, hourly, page),
      per === null
        ? '-'
        : `${signed(per.slope, series, unit.base, page)} (${interval(per, series, unit.base, page)})${per.separable ? '' : '*'}`,
    ],
    notes: notesOf(series, page),
    paint: (text, column) =>
      column === VERDICT_COLUMN ? page.palette.verdict(text, outcomeOf(verdict)) : text,
  };
}

function notesOf(series: AnalyzedSeries, page: Page): string[] {
  const { document, unit, quarterMedians, limit } = series;
  const onset = document.onsetS === null ? '' : `, onset ${momentText(document.onsetS)}`;
  const quarters = quarterMedians?.map((median) => shown(median, series, unit.base, page)).join(', ');
  const rests = `${pointsText(document.points)} over ${durationText(document.spanS)}`;
  const course =
    quarters === undefined
      ? rests
      : `${plain(document.pattern)}; steady since ${momentText(document.steadyFromS)}${onset}; quarters ${quarters}; ${rests}`;
  const eta = document.limitEtaS;
  const limits =
    limit === null
      ? []
      : [
          `limit ${shown(limit, series, unit.base, page)}: ${eta === null ? 'no time can be told' : `reached ${durationText(eta)} after the first row`}`,
        ];
  const lives = document.segments.length < 2 ? [] : tellingSegments(document.segments);
  const omitted = lives.length === 0 ? 0 : document.segments.length - lives.length;
  return [
    ...(document.verdict === 'inconclusive' ? [plain(document.reason)] : []),
    course,
    ...limits,
    ...lives.map((index) => segmentText(index, series, page)),
    ...(omitted > 0 ? [`and ${omitted} more segments; --json has them all`] : []),
  ];
}

/** Places of those that leak and of the longest others, in the order of time. */
function tellingSegments(segments: readonly Segment[]): number[] {
  const weight = ({ verdict, fromS, toS }: Segment): number =>
    verdict === 'leak' ? Number.POSITIVE_INFINITY : toS - fromS;
  const heaviest = segments
    .map((segment, index) => ({ weight: weight(segment), index }))
    .sort((a, b) => (a.weight === b.weight ? a.index - b.index : b.weight - a.weight));
  return heaviest
    .slice(0, MOST_SEGMENTS)
    .map(({ index }) => index)
    .sort((a, b) => a - b);
}

function segmentText(index: number, series: AnalyzedSeries, page: Page): string {
  const segment = series.document.segments[index];
  if (segment === undefined) return '';
  const span = `#${index + 1} ${momentText(segment.fromS)} to ${momentText(segment.toS)}`;
  const slope = signed(segment.slopePerHour, series, `${series.unit.base}/h`, page);
  const ends = interval(segment, series, `${series.unit.base}/h`, page);
  const found = segment.slopePerHour === null ? '' : ` ${slope} (${ends}),`;
  return `${span}: ${segment.verdict},${found} ${pointsText(segment.points)}`;
}

function pointsText(points: number): string {
  return points === 1 ? '1 point' : `${numberText(points)} points`;
}

function footer(series: readonly AnalyzedSeries[]): string {
  const confidences = series.map(({ document }) => document.confidence);
  const { levels, why } = confidenceText(confidences, 'the series of a file');
  const mixed = series.some(({ document }) => document.per1000Ops?.separable === false);
  const note = mixed ? ' * time and operations went together: the slope per hour over the rate.' : '';
  return `Intervals at ${levels}, from steady state on; budgets per hour.${why}${note}`;
}

/** Figures are in the column's own unit, text in the best-fitting one. */
function shown(value: number | null, { unit }: AnalyzedSeries, as: string, page: Page): string {
  return quantityText(value === null ? null : value * unit.size, as, page);
}

function signed(value: number | null, series: AnalyzedSeries, as: string, page: Page): string {
  return `${value !== null && value > 0 ? '+' : ''}${shown(value, series, as, page)}`;
}

function interval(
  { low, high }: { readonly low: number | null; readonly high: number | null },
  { unit }: AnalyzedSeries,
  as: string,
  page: Page,
): string {
  return low === null || high === null ? '-' : intervalText(low * unit.size, high * unit.size, as, page);
}
