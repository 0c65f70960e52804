/** One chart, as uPlot draws it. */
import type { ChartData, ChartDocument, Mark, Shade, TrendCourse } from '../chart-data.ts';
import { doublings, isWide, ticks, valueRange } from './axis.ts';
import { nearestSeen, valueAt } from './cursor.ts';
import { paintMarks, paintShades } from './paint.ts';
import type { Browser, Element, UPlot } from './types.ts';
import { figure, moment, wallTime } from './words.ts';

/** Lines and trends on one axis of time. A null ends a line; where another line was read, a line goes on. */
export function joined(browser: Browser, { lines, trends }: ChartData): readonly unknown[] {
  const keepNulls = 1;
  const tables: unknown[] = [
    ...lines.map(({ seconds, values }) => [seconds, values]),
    ...trends.map(({ seconds, middle, low, high }) => [seconds, middle, low ?? middle, high ?? middle]),
  ];
  const modes = [...lines.map(() => [0, keepNulls]), ...trends.map(() => [0, 0, 0, 0])];
  return browser.uPlot.join(tables, modes);
}

export function chartOptions(
  page: ChartDocument,
  chart: ChartData,
  size: { readonly width: number; readonly height: number },
  colour: (name: string) => string,
  on: {
    readonly range: () => readonly [number, number];
    readonly zoom: (fromS: number, toS: number) => void;
    readonly whole: () => void;
    readonly near: (marks: readonly Mark[]) => void;
  },
): object {
  const text = (_: UPlot, value: number | null): string => figure(value, chart.unit, page.binary);
  const lineColour = (line: number): string => colour(`--line-${(line % 4) + 1}`);
  const lineColours = [
    ...chart.lines.map((_, line) => lineColour(line)),
    ...chart.trends.flatMap(({ line }) => Array(3).fill(colour(`--trend-${(line % 4) + 1}`))),
  ];
  const trendSeries = (trend: TrendCourse): object[] => {
    const stroke = colour(`--trend-${(trend.line % 4) + 1}`);
    const edge = {
      // How wide an interval is does not hide what the readings did.
      auto: false,
      stroke: 'transparent',
      width: 0,
      points: { show: false },
      class: 'edge',
      value: text,
    };
    const told = (plot: UPlot, _: unknown, __: number, place: number | null): string => {
      const second = place === null ? null : (plot.data[0]?.[place] ?? null);
      return figure(second === null ? null : valueAt(trend, second), chart.unit, page.binary);
    };
    return [
      { label: trend.label, stroke, width: 2, dash: [8, 5], points: { show: false }, value: told },
      { ...edge, label: `${trend.label}, low` },
      { ...edge, label: `${trend.label}, high` },
    ];
  };
  const first = chart.lines.length + 1;
  const planned = page.shades.filter(({ kind }) => kind === 'warm-up').map(({ toS }) => toS);
  const warmUp: Shade[] =
    chart.warmUpToS === null
      ? []
      : [{ kind: 'warm-up', fromS: Math.max(page.fromS, ...planned), toS: chart.warmUpToS }];
  const axis = {
    stroke: colour('--text'),
    grid: { stroke: colour('--grid'), width: 1 },
    ticks: { stroke: colour('--grid'), width: 1 },
  };
  return {
    ...size,
    cursor: {
      sync: {
        key: 'time',
        filters: { pub: (type: string) => type === 'mousemove' || type === 'mouseleave' },
      },
      drag: { x: true, y: false, setScale: false },
      dataIdx: (plot: UPlot, line: number, place: number) =>
        line > 0 && line < first ? nearestSeen(plot, line, place) : place,
      bind: { dblclick: () => on.whole },
    },
    scales: {
      x: { time: false, range: () => on.range() },
      y: { distr: isWide(chart) ? 3 : 1, ...(isWide(chart) ? {} : { range: valueRange }) },
    },
    axes: [
      { ...axis, incrs: ticks(), space: 70, values: (_: UPlot, at: readonly number[]) => at.map(moment) },
      {
        ...axis,
        size: 84,
        ...(chart.unit === 'bytes' && page.binary ? { incrs: doublings() } : {}),
        // On a logarithmic axis most marks have no number.
        values: (_: UPlot, at: readonly (number | null)[]) =>
          at.map((value) => (value === null ? '' : figure(value, chart.unit, page.binary))),
      },
    ],
    legend: {
      markers: { fill: (_: UPlot, line: number) => (line === 0 ? 'transparent' : lineColours[line - 1]) },
    },
    series: [
      {
        label: 'at',
        value: (_: UPlot, second: number | null) =>
          second === null ? '-' : `${moment(second)} (${wallTime(page.startedWallMs + 1000 * second)})`,
      },
      ...chart.lines.map(({ label }, line) => ({
        label,
        stroke: lineColour(line),
        width: 1.25,
        points: { show: false },
        value: text,
      })),
      ...chart.trends.flatMap(trendSeries),
    ],
    bands: chart.trends.flatMap(({ line, low }, trend) =>
      low === null
        ? []
        : [
            {
              series: [first + 3 * trend + 2, first + 3 * trend + 1],
              fill: colour(`--band-${(line % 4) + 1}`),
            },
          ],
    ),
    hooks: {
      drawClear: [(plot: UPlot) => paintShades(plot, [...warmUp, ...page.shades], colour)],
      draw: [(plot: UPlot) => paintMarks(plot, page.marks, colour)],
      setSelect: [
        (plot: UPlot) => {
          const { left, width } = plot.select;
          if (width < 4) return;
          on.zoom(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'));
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
      setCursor: [
        (plot: UPlot) => {
          const left = plot.cursor.left ?? -1;
          on.near(
            left < 0 ? [] : page.marks.filter(({ atS }) => Math.abs(plot.valToPos(atS, 'x') - left) < 6),
          );
        },
      ],
    },
  };
}

export function draw(
  browser: Browser,
  page: ChartDocument,
  chart: ChartData,
  place: Element,
  size: { readonly width: number; readonly height: number },
  on: {
    readonly range: () => readonly [number, number];
    readonly zoom: (fromS: number, toS: number) => void;
    readonly whole: () => void;
  },
): UPlot {
  const style = browser.getComputedStyle(browser.document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const near = browser.document.getElementById(`${chart.id}-near`);
  const told = (marks: readonly Mark[]): void => {
    if (near !== null) near.textContent = marks.map(({ text }) => text).join(' · ');
  };
  return new browser.uPlot(
    chartOptions(page, chart, size, colour, { ...on, near: told }),
    joined(browser, chart),
    place,
  );
}
