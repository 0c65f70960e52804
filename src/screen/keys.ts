/** What a key does: the view after it, and what is wished for that a view cannot do. */
import { METRICS } from './series.ts';
import { type Overlay, PANELS, RANGES, type View } from './view.ts';

export type Wish =
  | { readonly kind: 'quit'; readonly interrupt: boolean }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'pause' | 'resume' | 'stop' }
  | { readonly kind: 'list-runs' }
  | { readonly kind: 'repaint' }
  | { readonly kind: 'open'; readonly run: string };

export interface Key {
  /** As terminals name it: `a`, `tab`, `left`, `escape`, `enter`, `C-c`. */
  readonly name: string;
  /** What it types; empty: nothing. */
  readonly text: string;
}

/** What the view is about, as far as keys depend on it. */
export interface Scene {
  readonly newestMs: number;
  /** Of the time on the screen. */
  readonly spanMs: number;
  readonly targets: number;
  readonly paused: boolean;
  /** It can be paused, stopped and noted. */
  readonly live: boolean;
  /** Lines that a panel could still be scrolled by. */
  readonly lines: Readonly<Record<View['panel'], number>>;
}

export interface Pressed {
  readonly view: View;
  readonly wish: Wish | null;
}

/** A cursor step: a fiftieth of what is on the screen. */
const CURSOR_SHARE = 0.02;
/** A note is one line of a log. */
const MOST_TYPED = 200;
const PAGE = 10;

export function press(before: View, key: Key, scene: Scene): Pressed {
  const view = { ...before, message: null };
  if (key.name === 'C-c') return { view, wish: { kind: 'quit', interrupt: true } };
  if (key.name === 'C-l') return { view: before, wish: { kind: 'repaint' } };
  if (view.overlay !== null) return inOverlay(view, view.overlay, key);
  return inDashboard(view, key, scene);
}

function inDashboard(view: View, key: Key, scene: Scene): Pressed {
  const see = (change: Partial<View>): Pressed => ({ view: { ...view, ...change }, wish: null });
  const digit = /^[1-9]$/.test(key.name) ? Number(key.name) - 1 : null;
  if (digit !== null) return see({ metric: digit < METRICS.length && view.metric !== digit ? digit : null });
  switch (key.name) {
    case 'q':
      return { view, wish: { kind: 'quit', interrupt: false } };
    case '?':
      return see({ overlay: { kind: 'help' } });
    case 'tab':
      return see({ panel: nextOf(PANELS, view.panel, 1) });
    case 'S-tab':
      return see({ panel: nextOf(PANELS, view.panel, -1) });
    case 'down':
    case 'j':
      return see(scrolled(view, scene, 1));
    case 'up':
    case 'k':
      return see(scrolled(view, scene, -1));
    case 'pagedown':
      return see(scrolled(view, scene, PAGE));
    case 'pageup':
      return see(scrolled(view, scene, -PAGE));
    case 'left':
    case 'h':
      return see({ cursorMs: movedCursor(view, scene, -1) });
    case 'right':
    case 'l':
      return see({ cursorMs: movedCursor(view, scene, 1) });
    case 'S-left':
    case 'H':
      return see({ cursorMs: movedCursor(view, scene, -PAGE) });
    case 'S-right':
    case 'L':
      return see({ cursorMs: movedCursor(view, scene, PAGE) });
    case 'home':
      return see({ cursorMs: 0 });
    case 'end':
      return see({ cursorMs: null });
    case '+':
    case '=':
      return see({ range: Math.max(0, view.range - 1) });
    case '-':
      return see({ range: Math.min(RANGES.length - 1, view.range + 1) });
    case 't':
      return see({ target: scene.targets === 0 ? 0 : (view.target + 1) % scene.targets });
    case 'space':
      return see({ frozen: !view.frozen });
    case '/':
      return see({ overlay: { kind: 'prompt', what: 'filter', text: view.filter }, panel: 'events' });
    case 'enter':
      return see({ overlay: { kind: 'detail' } });
    case 'escape':
    case '0':
      return see({ metric: null, filter: '', cursorMs: null });
    case 'r':
      return { view, wish: { kind: 'list-runs' } };
    case 'n':
    case 'p':
    case 's':
      return scene.live
        ? see({ overlay: asked(key.name, scene.paused) })
        : see({ message: 'it does not run' });
    default:
      return see(key.text.length === 1 && key.text > ' ' ? { message: '? shows the keys' } : {});
  }
}

function asked(key: 'n' | 'p' | 's', paused: boolean): Overlay {
  if (key === 'n') return { kind: 'prompt', what: 'note', text: '' };
  if (key === 's') return { kind: 'confirm', action: 'stop' };
  return { kind: 'confirm', action: paused ? 'resume' : 'pause' };
}

function inOverlay(view: View, overlay: Overlay, key: Key): Pressed {
  const closed: View = { ...view, overlay: null };
  const stay = (next: Overlay): Pressed => ({ view: { ...view, overlay: next }, wish: null });
  if (key.name === 'escape') return { view: closed, wish: null };
  switch (overlay.kind) {
    case 'help':
    case 'detail':
      return { view: closed, wish: null };
    case 'confirm':
      return { view: closed, wish: key.name === 'y' ? { kind: overlay.action } : null };
    case 'prompt':
      return inPrompt(view, closed, overlay, key);
    case 'runs': {
      const { runs, selected } = overlay;
      const to = (index: number): Pressed =>
        stay({ ...overlay, selected: Math.min(Math.max(index, 0), Math.max(0, runs.length - 1)) });
      if (key.name === 'down' || key.name === 'j') return to(selected + 1);
      if (key.name === 'up' || key.name === 'k') return to(selected - 1);
      if (key.name === 'pagedown') return to(selected + PAGE);
      if (key.name === 'pageup') return to(selected - PAGE);
      if (key.name === 'home') return to(0);
      if (key.name === 'end') return to(runs.length - 1);
      if (key.name === 'q' || key.name === 'r') return { view: closed, wish: null };
      const run = runs[selected];
      if (key.name !== 'enter' || run === undefined) return stay(overlay);
      return { view: closed, wish: { kind: 'open', run: run.id } };
    }
  }
}

function inPrompt(view: View, closed: View, prompt: Extract<Overlay, { kind: 'prompt' }>, key: Key): Pressed {
  const { what, text } = prompt;
  const typed = (next: string): Pressed => ({
    view: { ...view, overlay: { ...prompt, text: next.slice(0, MOST_TYPED) } },
    wish: null,
  });
  if (key.name === 'backspace') return typed(Array.from(text).slice(0, -1).join(''));
  if (key.name === 'C-u') return typed('');
  if (key.name !== 'enter') return typed(/^[^\p{Cc}]+$/u.test(key.text) ? text + key.text : text);
  if (what === 'filter') return { view: { ...closed, filter: text.trim() }, wish: null };
  return { view: closed, wish: text.trim() === '' ? null : { kind: 'note', text: text.trim() } };
}

function nextOf<Item>(items: readonly Item[], item: Item, by: number): Item {
  const index = (items.indexOf(item) + by + items.length) % items.length;
  return items[index] ?? item;
}

/** Events stand newest last, and are scrolled up from there. */
function scrolled(view: View, scene: Scene, by: number): Partial<View> {
  const { panel, scroll } = view;
  const moved = scroll[panel] + (panel === 'events' ? -by : by);
  return { scroll: { ...scroll, [panel]: Math.min(Math.max(moved, 0), scene.lines[panel]) } };
}

function movedCursor({ cursorMs }: View, { newestMs, spanMs }: Scene, by: number): number | null {
  const moved = (cursorMs ?? newestMs) + by * CURSOR_SHARE * spanMs;
  return moved >= newestMs ? null : Math.max(0, moved);
}
