/** A chart as dots on a grid, before any terminal: which dot of each column belongs to which line, and what is written beside. */
import { momentText } from '../plan/quantity/figure.ts';
import { type Axis, axisOf } from './axis.ts';
import type { Stretches } from './buckets.ts';

export type Stroke = 'line' | 'dashes' | 'dots';
export type Ink =
  | 'data'
  | 'second'
  | 'third'
  | 'pass'
  | 'fail'
  | 'inconclusive'
  | 'unjudged'
  | 'mark'
  | 'cursor';

/** What is drawn: a level for each moment, or none. */
export interface Curve {
  readonly ink: Ink;
  readonly stroke: Stroke;
  readonly levelAt: (ms: number) => number | null;
  /** Its levels have a say in the axis; a band that is far off must not flatten the readings. */
  readonly scales: boolean;
}

export interface PlotRequest {
  /** Columns and rows of characters, labels included. */
  readonly columns: number;
  readonly rows: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly unit: string;
  readonly binary: boolean;
  readonly curves: readonly Curve[];
  /** A few peaks must not flatten all else: they are drawn at the upper edge. */
  readonly cutsPeaks: boolean;
  /** Moments to be marked at the foot: restarts, gaps, notes. */
  readonly marksMs: readonly number[];
  readonly cursorMs: number | null;
}

export interface Plot {
  readonly columns: number;
  readonly rows: number;
  /** Columns that the labels of the y axis take; the grid begins there. */
  readonly left: number;
  /** For each dot column from the left of the grid, how many dots from its top; null: none. */
  readonly lines: readonly {
    readonly ink: Ink;
    readonly stroke: Stroke;
    readonly dots: readonly (number | null)[];
  }[];
  /** Vertical lines, in dot columns of the grid. */
  readonly cursor: number | null;
  readonly marks: readonly number[];
  /** Characters, by row and column of the whole chart. */
  readonly labels: readonly { readonly row: number; readonly column: number; readonly text: string }[];
  readonly axis: Axis;
}

/** Of a braille character. */
export const DOTS_ACROSS = 2;
export const DOTS_DOWN = 4;
const ROWS_PER_TICK = 2;
/** Levels above that of so many are peaks where they are so much higher. */
const PEAK_QUANTILE = 0.97;
const PEAK_FACTOR = 3;

export function plotOf(request: PlotRequest): Plot {
  const { columns, rows, fromMs, toMs, curves } = request;
  const gridRows = Math.max(1, rows - 1);
  const spanMs = Math.max(1, toMs - fromMs);
  const probe = (dots: number): (number | null)[][] =>
    curves.map(({ levelAt }) =>
      Array.from({ length: dots }, (_, dot) => levelAt(fromMs + ((dot + 0.5) * spanMs) / dots)),
    );
  // The width of the labels depends on the axis, and that on the readings, which hardly depend on the width.
  const scaling = probe(DOTS_ACROSS * columns).flatMap((levels, index) =>
    curves[index]?.scales === true ? levels.filter((level) => level !== null) : [],
  );
  const mostTicks = Math.max(2, Math.ceil(gridRows / ROWS_PER_TICK));
  const top = request.cutsPeaks ? topOf(scaling) : Number.POSITIVE_INFINITY;
  const axis = axisOf(
    scaling.map((level) => Math.min(level, top)),
    request.unit,
    { mostTicks, binary: request.binary },
  );
  const left = Math.max(...axis.ticks.map(({ label }) => label.length), 1) + 1;
  const dotColumns = Math.max(DOTS_ACROSS, (columns - left) * DOTS_ACROSS);
  const dotRows = gridRows * DOTS_DOWN;
  const downOf = (level: number): number =>
    Math.round(((axis.high - level) / (axis.high - axis.low)) * (dotRows - 1));
  const acrossOf = (ms: number): number => Math.floor(((ms - fromMs) / spanMs) * dotColumns);
  const isOnGrid = (dot: number, count: number): boolean => dot >= 0 && dot < count;
  const lines = probe(dotColumns).map((levels, index) => ({
    ink: curves[index]?.ink ?? 'data',
    stroke: curves[index]?.stroke ?? 'line',
    dots: levels.map((level) => {
      const down = level === null ? -1 : downOf(Math.min(level, top));
      return isOnGrid(down, dotRows) ? down : null;
    }),
  }));
  const cursor = request.cursorMs === null ? null : Math.min(dotColumns - 1, acrossOf(request.cursorMs));
  return {
    columns,
    rows,
    left,
    lines,
    cursor: cursor !== null && isOnGrid(cursor, dotColumns) ? cursor : null,
    marks: [...new Set(request.marksMs.map(acrossOf))].filter((dot) => isOnGrid(dot, dotColumns)),
    labels: [
      ...axis.ticks.map(({ value, label }) => ({
        row: Math.floor(downOf(value) / DOTS_DOWN),
        column: left - 1 - label.length,
        text: label,
      })),
      ...timeLabels({ left, columns, row: rows - 1, fromMs, toMs }),
    ],
    axis,
  };
}

/** Above this are only peaks, which are far above all else. */
function topOf(levels: readonly number[]): number {
  const sorted = levels.toSorted((one, other) => one - other);
  const ordinary = sorted[Math.floor(PEAK_QUANTILE * (sorted.length - 1))] ?? 0;
  return (sorted.at(-1) ?? 0) > PEAK_FACTOR * ordinary && ordinary > 0
    ? 1.5 * ordinary
    : Number.POSITIVE_INFINITY;
}

/** Under the ends of the grid, and under its middle where there is room. */
function timeLabels(place: {
  readonly left: number;
  readonly columns: number;
  readonly row: number;
  readonly fromMs: number;
  readonly toMs: number;
}): Plot['labels'] {
  const { left, columns, row, fromMs, toMs } = place;
  const text = (ms: number): string => momentText(ms / 1000);
  const [first, middle, last] = [text(fromMs), text((fromMs + toMs) / 2), text(toMs)];
  const width = columns - left;
  if (width < first.length + last.length + 1) return [];
  const labels = [
    { row, column: left, text: first },
    { row, column: columns - last.length, text: last },
  ];
  if (width < first.length + middle.length + last.length + 8) return labels;
  return [...labels, { row, column: left + Math.floor((width - middle.length) / 2), text: middle }];
}

/** The readings of a course as a curve, without a bridge over what was not read. */
export function levelsOf({ fromMs, widthMs, means }: Stretches, slackMs: number): Curve['levelAt'] {
  // Between two readings that are as far apart as they should be there is no gap.
  const reach = Math.max(1, Math.ceil(slackMs / widthMs));
  return (ms) => {
    const index = Math.floor((ms - fromMs) / widthMs);
    for (let back = 0; back < reach; back += 1) {
      const mean = means[index - back];
      if (mean !== undefined && !Number.isNaN(mean)) return mean;
    }
    return null;
  };
}
