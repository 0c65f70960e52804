/** Which panel stands where, on a terminal of any size. */

export interface Rectangle {
  readonly top: number;
  readonly left: number;
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly header: Rectangle;
  /** One above the other where there are several rows of them, side by side otherwise. */
  readonly charts: readonly Rectangle[];
  readonly verdicts: Rectangle;
  readonly load: Rectangle;
  readonly events: Rectangle;
  readonly footer: Rectangle;
}

export const LEAST_COLUMNS = 60;
export const LEAST_ROWS = 18;

/** From this height on, latency and rate have charts of their own. */
const TALL = 34;
const HEADER_ROWS = 3;
const FOOTER_ROWS = 1;
/** More criteria than these are scrolled. */
const MOST_VERDICTS = 14;

/** `verdicts`, `lists`: lines that their panel, and the longer of load and events, could use. */
export function layoutOf(
  columns: number,
  rows: number,
  { verdicts, lists }: { readonly verdicts: number; readonly lists: number },
): Layout {
  const body = rows - HEADER_ROWS - FOOTER_ROWS;
  const isTall = rows >= TALL;
  const [leastBottom, share] = isTall ? [7, 0.22] : [5, 0.28];
  const bottomRows = Math.max(leastBottom, Math.min(Math.floor(body * share), lists));
  const most = isTall ? Math.floor(body * 0.26) : Math.floor(body * 0.32);
  const verdictRows = Math.max(4, Math.min(most, MOST_VERDICTS, verdicts));
  const chartRows = body - bottomRows - verdictRows;
  const top = HEADER_ROWS;
  const charts = isTall
    ? [
        ...pair(top, Math.ceil(chartRows * 0.6), columns),
        ...pair(top + Math.ceil(chartRows * 0.6), Math.floor(chartRows * 0.4), columns),
      ]
    : pair(top, chartRows, columns);
  const [load, events] = pair(top + chartRows + verdictRows, bottomRows, columns);
  return {
    header: { top: 0, left: 0, width: columns, height: HEADER_ROWS },
    charts,
    verdicts: { top: top + chartRows, left: 0, width: columns, height: verdictRows },
    load,
    events,
    footer: { top: rows - FOOTER_ROWS, left: 0, width: columns, height: FOOTER_ROWS },
  };
}

/** A chart over all that the overview has charts and lists for. */
export function focusedChart(columns: number, rows: number): { chart: Rectangle; text: Rectangle } {
  const body = rows - HEADER_ROWS - FOOTER_ROWS;
  const textRows = Math.max(6, Math.min(12, Math.floor(body * 0.3)));
  return {
    chart: { top: HEADER_ROWS, left: 0, width: columns, height: body - textRows },
    text: { top: HEADER_ROWS + body - textRows, left: 0, width: columns, height: textRows },
  };
}

function pair(top: number, height: number, columns: number): readonly [Rectangle, Rectangle] {
  const half = Math.floor((columns - 1) / 2);
  return [
    { top, left: 0, width: half, height },
    { top, left: half + 1, width: columns - half - 1, height },
  ];
}
