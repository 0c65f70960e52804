/** One picture of the dashboard: texts and charts, each in its place. What panels paint, and nothing more. */

import { type ChartPanel, chartPanel, focusLines } from './chart-panel.ts';
import { eventLines } from './event-lines.ts';
import { footerLine } from './footer-line.ts';
import { conclusionLines, headerLines } from './header-lines.ts';
import type { Known } from './known.ts';
import { focusedChart, LEAST_COLUMNS, LEAST_ROWS, layoutOf } from './layout.ts';
import { loadLines } from './load-lines.ts';
import { overlayPanel } from './overlay-panel.ts';
import type { Scenery, TextPanel } from './scenery.ts';
import { METRICS } from './series.ts';
import { cut, paintOf, type ScreenStyle } from './style.ts';
import { verdictLines } from './verdict-lines.ts';
import type { PanelName, View } from './view.ts';

export interface Frame {
  readonly texts: readonly TextPanel[];
  readonly charts: readonly ChartPanel[];
  /** Over everything else. */
  readonly overlay: TextPanel | null;
  /** By how many lines each panel could be scrolled. */
  readonly scrollable: Readonly<Record<PanelName, number>>;
}

const NOT_SCROLLED = { verdicts: 0, load: 0, events: 0 };

export function frameOf(known: Known, view: View, style: ScreenStyle): Frame {
  const { columns, rows } = style;
  if (columns < LEAST_COLUMNS || rows < LEAST_ROWS) return tooSmall(style);
  const binary = known.assessment?.criteria.some(({ rule }) => /\d\s*[KMGT]iB/.test(rule)) ?? false;
  const scenery: Scenery = { known, view, style, paint: paintOf(style), binary };
  const head: TextPanel = {
    key: 'header',
    place: { top: 0, left: 0, width: columns, height: 3 },
    lines: [...headerLines(scenery), ...conclusionLines(scenery, 2)],
  };
  const foot: TextPanel = {
    key: 'footer',
    place: { top: rows - 1, left: 0, width: columns, height: 1 },
    lines: [footerLine(scenery)],
  };
  const body = view.metric === null ? overviewOf(scenery) : focusOf(scenery, view.metric);
  return { ...body, texts: [head, ...body.texts, foot], overlay: overlayPanel(scenery) };
}

function overviewOf(scenery: Scenery): Omit<Frame, 'overlay'> {
  const { known, style } = scenery;
  const all = { top: 0, left: 0, width: style.columns, height: Number.MAX_SAFE_INTEGER };
  const layout = layoutOf(style.columns, style.rows, {
    verdicts: verdictLines(scenery, Number.MAX_SAFE_INTEGER).lines.length + 1,
    lists: 1 + Math.max(loadLines(scenery, all).lines.length, eventLines(scenery, all).lines.length),
  });
  const shown = layout.charts.map((place, index) =>
    chartPanel(scenery, METRICS[OVERVIEW[known.hasLoad ? 'load' : 'idle'][index] ?? 0] ?? METRICS[0], place),
  );
  const lists = {
    verdicts: verdictLines(scenery, layout.verdicts.height - 1),
    load: loadLines(scenery, layout.load),
    events: eventLines(scenery, layout.events),
  };
  return {
    texts: (['verdicts', 'load', 'events'] as const).map((name) => ({
      key: name,
      place: layout[name],
      lines: [titleLine(scenery, name, lists[name].title, layout[name].width), ...lists[name].lines],
    })),
    charts: shown,
    scrollable: {
      verdicts: lists.verdicts.scrollable,
      load: lists.load.scrollable,
      events: lists.events.scrollable,
    },
  };
}

/** Indexes of METRICS: rss and fds first, then what a tall terminal has room for. */
const OVERVIEW = { load: [0, 1, 5, 6], idle: [0, 1, 2, 4] } as const;

function focusOf(scenery: Scenery, index: number): Omit<Frame, 'overlay'> {
  const { columns, rows } = scenery.style;
  const metric = METRICS[index] ?? METRICS[0];
  const { chart, text } = focusedChart(columns, rows);
  return {
    texts: [{ key: 'focus', place: text, lines: focusLines(scenery, metric, text) }],
    charts: [chartPanel(scenery, metric, chart)],
    scrollable: NOT_SCROLLED,
  };
}

/** A rule with the panel's name in it; the one that the arrows scroll is marked. */
function titleLine({ view, style, paint }: Scenery, name: PanelName, title: string, width: number): string {
  const rule = style.unicode ? '─' : '-';
  const mark = view.panel === name ? (style.unicode ? '▶' : '>') : rule;
  const text = cut(`${mark} ${title} `, width, style.unicode);
  return paint.heading(text) + rule.repeat(Math.max(0, width - text.length));
}

function tooSmall({ columns, rows, unicode }: ScreenStyle): Frame {
  const place = { top: 0, left: 0, width: columns, height: rows };
  const text = [
    `The terminal has ${columns} x ${rows};`,
    `soakd watch needs`,
    `${LEAST_COLUMNS} x ${LEAST_ROWS} or more.`,
    'q quits.',
  ];
  return {
    texts: [{ key: 'small', place, lines: text.slice(0, rows).map((line) => cut(line, columns, unicode)) }],
    charts: [],
    overlay: null,
    scrollable: NOT_SCROLLED,
  };
}
