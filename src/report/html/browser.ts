/**
 * What runs in the reader's browser. The text of these functions is put on the page: they may use each other, uPlot and
 * the browser, and nothing else of this file or any other.
 */
import type { Browser, Element, UPlot } from './browser-types.ts';
import type { ChartData, ChartDocument, ChartUnit, Mark, Shade, TrendCourse } from './chart-data.ts';

/** For a script element of type module. */
export function pageScript(): string {
  const parts = [
    figure,
    moment,
    wallTime,
    ticks,
    valueAt,
    doublings,
    nearestSeen,
    paintShades,
    isWide,
    valueRange,
    paintMarks,
    chartOptions,
    joined,
    draw,
    show,
  ];
  return `${parts.map(String).join('\n')}\nshow(globalThis);\n`;
}

function figure(value: number | null | undefined, unit: ChartUnit, binary: boolean): string {
  if (value === null || value === undefined) return '-';
  const scales =
    unit === 'bytes'
      ? binary
        ? ([
            [2 ** 30, 'GiB'],
            [2 ** 20, 'MiB'],
            [2 ** 10, 'KiB'],
            [1, 'B'],
          ] as const)
        : ([
            [1e9, 'GB'],
            [1e6, 'MB'],
            [1e3, 'KB'],
            [1, 'B'],
          ] as const)
      : unit === 'ms'
        ? ([
            [1000, 's'],
            [1, 'ms'],
          ] as const)
        : ([[1, unit === 'pct' ? '%' : unit === 'per second' ? '/s' : '']] as const);
  const [factor, name] = scales.find(([size]) => Math.abs(value) >= size) ??
    scales[scales.length - 1] ?? [1, ''];
  const scaled = value / factor;
  const size = Math.abs(scaled);
  const digits = size === 0 || size >= 1000 ? 0 : Math.min(6, Math.max(0, 3 - Math.floor(Math.log10(size))));
  return `${Number(scaled.toFixed(digits)).toLocaleString('en-US', { maximumFractionDigits: 6 })}${name === '' ? '' : ` ${name}`}`;
}

/** `0:45`, `3:10:00` into the run. */
function moment(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const pad = (part: number): string => String(part).padStart(2, '0');
  const minutes = Math.floor(whole / 60) % 60;
  return whole < 3600
    ? `${minutes}:${pad(whole % 60)}`
    : `${Math.floor(whole / 3600)}:${pad(minutes)}:${pad(whole % 60)}`;
}

function wallTime(wallMs: number): string {
  return `${new Date(wallMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Steps between the marks of the axis of time that people count in: seconds to days. */
function ticks(): number[] {
  return [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800,
  ];
}

/** Between two points of a trend; null: it has nothing to say of that time. */
function valueAt({ seconds, middle }: TrendCourse, second: number): number | null {
  const next = seconds.findIndex((one) => one >= second);
  const [from, to] = [seconds[next - 1], seconds[next]];
  const [low, high] = [middle[next - 1], middle[next]];
  if (to === undefined || high === undefined) return null;
  if (from === undefined || low === undefined) return to === second ? high : null;
  return low + ((high - low) * (second - from)) / (to - from);
}

/** Steps of an axis of sizes in MiB. */
function doublings(): number[] {
  return Array.from({ length: 50 }, (_, power) => 2 ** power);
}

/** The place of the reading nearest to the cursor: lines are read at times of their own. */
function nearestSeen(plot: UPlot, line: number, place: number): number {
  const values = plot.data[line] ?? [];
  for (let away = 0; away < values.length; away += 1) {
    for (const at of [place - away, place + away]) {
      if (values[at] !== null && values[at] !== undefined) return at;
    }
  }
  return place;
}

/** Times from one to thirty-fold are only seen together on a logarithmic axis. */
function isWide({ unit, lines }: ChartData): boolean {
  if (unit !== 'ms') return false;
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const { values } of lines) {
    for (const value of values) {
      if (value === null) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return low > 0 && high > 30 * low;
}

/** As long as what was read, with room above and below; from zero only where that is near. */
function valueRange(_: UPlot, low: number | null, high: number | null): [number, number] {
  if (low === null || high === null) return [0, 1];
  const room = high > low ? (high - low) / 8 : Math.max(Math.abs(high) / 50, 1);
  return [low >= 0 ? Math.max(0, low - room) : low - room, high + room];
}

function paintShades(plot: UPlot, shades: readonly Shade[], colour: (name: string) => string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  for (const { kind, fromS, toS } of shades) {
    const left = Math.max(bbox.left, plot.valToPos(fromS, 'x', true));
    const right = Math.min(bbox.left + bbox.width, plot.valToPos(toS, 'x', true));
    if (!(right > left)) continue;
    ctx.fillStyle = colour(`--shade-${kind}`);
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
  }
  ctx.restore();
}

function paintMarks(plot: UPlot, marks: readonly Mark[], colour: (name: string) => string): void {
  const { ctx, bbox } = plot;
  const size = bbox.height / 25;
  ctx.save();
  for (const { kind, atS } of marks) {
    const x = plot.valToPos(atS, 'x', true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.strokeStyle = colour(`--mark-${kind}`);
    ctx.fillStyle = ctx.strokeStyle;
    ctx.lineWidth = 1;
    ctx.setLineDash([2, 4]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.beginPath();
    ctx.moveTo(x - size / 2, bbox.top);
    ctx.lineTo(x + size / 2, bbox.top);
    ctx.lineTo(x, bbox.top + size);
    ctx.closePath();
    ctx.fill();
  }
  ctx.restore();
}

/** Lines and trends on one axis of time. A null ends a line; where another line was read, a line goes on. */
function joined(browser: Browser, { lines, trends }: ChartData): readonly unknown[] {
  const keepNulls = 1;
  const tables: unknown[] = [
    ...lines.map(({ seconds, values }) => [seconds, values]),
    ...trends.map(({ seconds, middle, low, high }) => [seconds, middle, low ?? middle, high ?? middle]),
  ];
  const modes = [...lines.map(() => [0, keepNulls]), ...trends.map(() => [0, 0, 0, 0])];
  return browser.uPlot.join(tables, modes);
}

function chartOptions(
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

function draw(
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

/** Draws all charts, and again when the colours or the width change; one range of time for all of them. */
function show(browser: Browser): void {
  const { document } = browser;
  const page = JSON.parse(
    document.getElementById('chart-data')?.textContent ?? 'null',
  ) as ChartDocument | null;
  if (page === null) return;
  const output = document.getElementById('range');
  const height = 240;
  const onPaper = { width: 680, height: 190 };
  let [fromS, toS] = [page.fromS, page.toS];
  let plots: { readonly plot: UPlot; readonly place: Element }[] = [];
  const setRange = (from: number, to: number): void => {
    const least = Math.min(1, page.toS - page.fromS);
    fromS = Math.max(page.fromS, Math.min(from, page.toS - least));
    toS = Math.min(page.toS, Math.max(to, fromS + least));
    for (const { plot } of plots) plot.setScale('x', { min: fromS, max: toS });
    if (output !== null) output.textContent = `${moment(fromS)} to ${moment(toS)}`;
  };
  const on = {
    range: () => [fromS, toS] as const,
    zoom: setRange,
    whole: () => setRange(page.fromS, page.toS),
  };
  const drawAll = (size: typeof onPaper | null): void => {
    for (const { plot } of plots) plot.destroy();
    plots = page.charts.flatMap((chart) => {
      const place = document.getElementById(chart.id);
      if (place === null) return [];
      return [
        { place, plot: draw(browser, page, chart, place, size ?? { width: place.clientWidth, height }, on) },
      ];
    });
  };
  const actions: Readonly<Record<string, () => void>> = {
    in: () => setRange(fromS + (toS - fromS) / 4, toS - (toS - fromS) / 4),
    out: () => setRange(fromS - (toS - fromS) / 2, toS + (toS - fromS) / 2),
    earlier: () => {
      const by = Math.min((toS - fromS) / 2, fromS - page.fromS);
      setRange(fromS - by, toS - by);
    },
    later: () => {
      const by = Math.min((toS - fromS) / 2, page.toS - toS);
      setRange(fromS + by, toS + by);
    },
    whole: on.whole,
  };
  drawAll(null);
  setRange(fromS, toS);
  for (const button of document.querySelectorAll('button[data-range]'))
    button.addEventListener('click', () => actions[button.dataset['range'] ?? '']?.());
  const toolbar = document.getElementById('range-tools');
  if (toolbar !== null) toolbar.hidden = false;
  // Paper has its own size and colours, whatever the screen does meanwhile.
  let isPrinting = false;
  browser.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    if (!isPrinting) drawAll(null);
  });
  browser.addEventListener('beforeprint', () => {
    isPrinting = true;
    drawAll(onPaper);
  });
  browser.addEventListener('afterprint', () => {
    isPrinting = false;
    drawAll(null);
  });
  const [widest] = plots;
  if (widest === undefined) return;
  new browser.ResizeObserver(() => {
    if (isPrinting) return;
    for (const { plot, place } of plots) plot.setSize({ width: place.clientWidth, height });
  }).observe(widest.place);
}
