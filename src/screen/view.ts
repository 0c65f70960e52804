/** What the user chose to see, and is being asked. */
export const PANELS = ['verdicts', 'load', 'events'] as const;
export type PanelName = (typeof PANELS)[number];

export interface View {
  /** Index into RANGES. */
  readonly range: number;
  /** Index into METRICS of the one that is shown alone; null: the overview. */
  readonly metric: number | null;
  readonly target: number;
  readonly panel: PanelName;
  /** Of each panel, how many lines down; of the events, how many up from the newest. */
  readonly scroll: Readonly<Record<PanelName, number>>;
  /** On the run's clock; null: the end, which moves while the run goes on. */
  readonly cursorMs: number | null;
  readonly frozen: boolean;
  /** Of the events; empty: all. */
  readonly filter: string;
  readonly overlay: Overlay | null;
  /** What came of what was asked, until the next key. */
  readonly message: string | null;
}

export type Overlay =
  | { readonly kind: 'help' }
  | { readonly kind: 'detail' }
  | { readonly kind: 'confirm'; readonly action: 'pause' | 'resume' | 'stop' }
  | { readonly kind: 'prompt'; readonly what: 'note' | 'filter'; readonly text: string }
  | { readonly kind: 'runs'; readonly selected: number; readonly runs: readonly PickableRun[] };

export interface PickableRun {
  readonly id: string;
  /** One line. */
  readonly text: string;
}

const MINUTE_MS = 60_000;
/** Of the time on the screen, the longest last; null: all of the run. */
export const RANGES: readonly { readonly spanMs: number | null; readonly name: string }[] = [
  { spanMs: MINUTE_MS, name: '1 min' },
  { spanMs: 5 * MINUTE_MS, name: '5 min' },
  { spanMs: 15 * MINUTE_MS, name: '15 min' },
  { spanMs: 60 * MINUTE_MS, name: '1 h' },
  { spanMs: 4 * 60 * MINUTE_MS, name: '4 h' },
  { spanMs: 24 * 60 * MINUTE_MS, name: '24 h' },
  { spanMs: 7 * 24 * 60 * MINUTE_MS, name: '7 d' },
  { spanMs: null, name: 'all' },
];

export const FIRST_VIEW: View = {
  range: RANGES.length - 1,
  metric: null,
  target: 0,
  panel: 'verdicts',
  scroll: { verdicts: 0, load: 0, events: 0 },
  cursorMs: null,
  frozen: false,
  filter: '',
  overlay: null,
  message: null,
};
