/**
 * Paints frames on a terminal, with blessed and the canvas of blessed-contrib. Nothing else imports them; they are loaded
 * when a dashboard is opened.
 *
 * Texts hold names and messages of others: tags are never interpreted, and control characters were taken out before.
 */
import blessed, { type Widgets } from 'blessed';
import Canvas, { type CanvasElement } from 'blessed-contrib/lib/widget/canvas.js';
import type { ChartPanel } from './chart-panel.ts';
import type { Frame } from './frame.ts';
import type { Key } from './keys.ts';
import { PlainGrid } from './panels-grid.ts';
import { DOTS_ACROSS, DOTS_DOWN, type Ink, type Plot, type Stroke } from './plot.ts';
import type { TextPanel } from './scenery.ts';

export interface Panels {
  readonly columns: number;
  readonly rows: number;
  paint(frame: Frame): void;
  /** All of it, where others have written on the terminal, or it was left for a while. */
  repaint(): void;
  /** Leaves the alternate screen, shows the cursor and lets the terminal be as it was. */
  close(): void;
}

export interface PanelOptions {
  readonly colour: boolean;
  readonly unicode: boolean;
  readonly onKey: (key: Key) => void;
  readonly onResize: () => void;
}

interface Painted {
  readonly element: Widgets.BoxElement;
  readonly place: string;
  content: string;
}

interface PaintedChart {
  readonly title: Widgets.BoxElement;
  readonly canvas: CanvasElement;
  readonly place: string;
  content: string;
}

const COLOURS: Readonly<Record<Ink, string>> = {
  data: 'cyan',
  second: 'yellow',
  third: 'magenta',
  pass: 'green',
  fail: 'red',
  inconclusive: 'yellow',
  unjudged: 'white',
  mark: 'blue',
  cursor: 'white',
};
/** Without colours or braille a line is known by its characters. */
const MARKS: Readonly<Record<Stroke, string>> = { line: '*', dashes: '-', dots: '.' };
/** Of each eight dots, so many are drawn. */
const DASH = { line: 8, dashes: 5, dots: 1 } as const;
/** The terminals that are not described as what they emulate, or whose description blessed cannot read without noise. */
const LIKE_XTERM = /^(screen|tmux|xterm|rxvt|alacritty|foot|kitty|konsole|st|vte|wezterm|putty|gnome)/;

export function openPanels(options: PanelOptions): Panels {
  const term = process.env['TERM'] ?? '';
  // Lines as UTF-8, or not at all: a terminal's second character set survives neither a copy nor a stray byte (ncurses(3)).
  process.env['NCURSES_NO_UTF8_ACS'] = '1';
  const screen = blessed.screen({
    ...(LIKE_XTERM.test(term) ? { terminal: 'xterm-256color' } : {}),
    fullUnicode: options.unicode,
    forceUnicode: options.unicode,
    autoPadding: false,
    warnings: false,
    // A window that is dragged is laid out anew when it rests.
    resizeTimeout: 80,
  });
  const texts = new Map<string, Painted>();
  const charts = new Map<string, PaintedChart>();
  screen.on('keypress', (typed: string | undefined, key: Widgets.Events.IKeyEventArg) => {
    const pressed = keyOf(typed, key);
    if (pressed !== null) options.onKey(pressed);
  });
  screen.on('resize', options.onResize);

  const paintText = (panel: TextPanel): boolean => {
    const place = JSON.stringify(panel.place);
    const content = panel.lines.join('\n');
    const before = texts.get(panel.key);
    if (before?.place === place && before.content === content) return false;
    if (before?.place === place) {
      before.element.setContent(content);
      before.content = content;
      return true;
    }
    before?.element.destroy();
    const element = blessed.box({ ...panel.place, tags: false, wrap: false, content });
    screen.append(element);
    texts.set(panel.key, { element, place, content });
    return true;
  };

  const paintChart = (panel: ChartPanel): boolean => {
    const place = JSON.stringify(panel.place);
    const content = JSON.stringify([panel.title, panel.plot]);
    const before = charts.get(panel.key);
    if (before?.place === place && before.content === content) return false;
    const painted = before?.place === place ? before : newChart(panel, place);
    painted.title.setContent(panel.title);
    draw(painted.canvas, panel.plot, options);
    painted.content = content;
    return true;
  };

  const newChart = (panel: ChartPanel, place: string): PaintedChart => {
    const before = charts.get(panel.key);
    before?.title.destroy();
    before?.canvas.destroy();
    const { top, left, width, height } = panel.place;
    const title = blessed.box({ top, left, width, height: 1, tags: false, wrap: false });
    const canvas = new Canvas(
      { top: top + 1, left, width, height: height - 1, tags: false, wrap: false },
      options.unicode ? undefined : PlainGrid,
    );
    // Its own leaves six columns free, and is asked once only.
    canvas.calcSize = () => {
      canvas.canvasSize = { width: width * DOTS_ACROSS, height: (height - 1) * DOTS_DOWN };
    };
    screen.append(title);
    screen.append(canvas);
    const chart = { title, canvas, place, content: '' };
    charts.set(panel.key, chart);
    return chart;
  };

  const forget = (frame: Frame): boolean => {
    const wanted = new Set(
      [...frame.texts, ...frame.charts, ...(frame.overlay === null ? [] : [frame.overlay])].map(
        ({ key }) => key,
      ),
    );
    let changed = false;
    for (const [key, { element }] of texts) {
      if (wanted.has(key)) continue;
      element.destroy();
      texts.delete(key);
      changed = true;
    }
    for (const [key, { title, canvas }] of charts) {
      if (wanted.has(key)) continue;
      title.destroy();
      canvas.destroy();
      charts.delete(key);
      changed = true;
    }
    return changed;
  };

  return {
    get columns() {
      return Number(screen.width);
    },
    get rows() {
      return Number(screen.height);
    },
    paint(frame) {
      let changed = forget(frame);
      for (const panel of frame.texts) changed = paintText(panel) || changed;
      for (const panel of frame.charts) changed = paintChart(panel) || changed;
      if (frame.overlay !== null) {
        changed = paintText(frame.overlay) || changed;
        texts.get(frame.overlay.key)?.element.setFront();
      }
      if (changed) screen.render();
    },
    repaint() {
      if (process.stdin.isTTY) process.stdin.setRawMode(false).setRawMode(true);
      screen.program.alternateBuffer();
      screen.program.hideCursor();
      screen.realloc();
      screen.render();
    },
    close() {
      screen.destroy();
    },
  };
}

function draw({ ctx }: CanvasElement, plot: Plot, { colour, unicode }: PanelOptions): void {
  const offset = plot.left * DOTS_ACROSS;
  const grid = ctx._canvas;
  const ink = (name: Ink, stroke: Stroke): void => {
    ctx.strokeStyle = colour ? COLOURS[name] : 'normal';
    if (grid instanceof PlainGrid)
      grid.mark = name === 'cursor' ? '|' : name === 'mark' ? '^' : MARKS[stroke];
  };
  grid.content.fill(0);
  grid.chars.fill(null);
  const height = (plot.rows - 1) * DOTS_DOWN;
  if (plot.cursor !== null) {
    ink('cursor', 'dots');
    for (let down = 0; down < height; down += unicode ? 2 : 1) dot(ctx, offset + plot.cursor, down);
  }
  ink('mark', 'line');
  for (const across of plot.marks)
    for (let down = height - 3; down < height; down += 1) dot(ctx, offset + across, down);
  for (const line of plot.lines) {
    ink(line.ink, line.stroke);
    if (line.stroke === 'line') polyline(ctx, line.dots, offset);
    else
      for (const [across, down] of line.dots.entries())
        if (down !== null && across % 8 < DASH[line.stroke]) dot(ctx, offset + across, down);
  }
  ctx.fillStyle = 'normal';
  for (const { row, column, text } of plot.labels)
    if (text !== '') ctx.fillText(text, column * DOTS_ACROSS, row * DOTS_DOWN);
}

function dot(ctx: CanvasElement['ctx'], x: number, y: number): void {
  ctx.beginPath();
  ctx.moveTo(x, y);
  ctx.lineTo(x, y);
  ctx.stroke();
}

/** A gap in the readings is a gap in the line. */
function polyline(ctx: CanvasElement['ctx'], dots: readonly (number | null)[], offset: number): void {
  ctx.beginPath();
  let before: number | null = null;
  for (const [across, down] of dots.entries()) {
    if (down !== null) {
      // A reading between two gaps is a dot.
      if (before === null) ctx.moveTo(offset + across, down);
      ctx.lineTo(offset + across, down);
    }
    before = down;
  }
  ctx.stroke();
}

/** A line feed and a carriage return are one key, which blessed tells as two. */
function keyOf(typed: string | undefined, key: Widgets.Events.IKeyEventArg): Key | null {
  if (key.name === 'return') return null;
  const text = typed ?? '';
  if (key.name === 'linefeed') return { name: 'enter', text: '' };
  if (text === ' ') return { name: 'space', text };
  const isPrintable = text.length > 0 && !/\p{Cc}/u.test(text);
  return { name: isPrintable ? text : key.full, text: isPrintable ? text : '' };
}
