/** `over: 5m`: every complete window of that length, in steps of a sixtieth of it. */
import type { WindowEvidence } from '../verdict/evidence.ts';

type Window = WindowEvidence['windows'][number];

const STEPS_PER_WINDOW = 60;
/** Beyond this many, only the lowest and the highest of each group of neighbours are kept. */
const MOST_WINDOWS = 4000;

/** Within each of the spans. `stepMs`: what the data come in. `measure` answers null for a window without data. */
export function rollingEvidence(
  spans: readonly { readonly fromMs: number; readonly toMs: number }[],
  overMs: number,
  stepMs: number,
  measure: (fromMs: number, toMs: number) => number | null,
): WindowEvidence {
  const step = Math.max(stepMs, Math.ceil(overMs / STEPS_PER_WINDOW / stepMs) * stepMs);
  const windows: Window[] = [];
  for (const span of spans) {
    for (let fromMs = span.fromMs; fromMs + overMs <= span.toMs; fromMs += step) {
      const toMs = fromMs + overMs;
      windows.push({ fromMs, toMs, observed: measure(fromMs, toMs) });
    }
  }
  return {
    kind: 'windows',
    windows: thinned(windows),
    why: windows.length === 0 ? 'no complete window yet' : null,
  };
}

/** Windows without data are few or all alike: one per group stands for them. */
function thinned(windows: readonly Window[]): readonly Window[] {
  if (windows.length <= MOST_WINDOWS) return windows;
  const size = Math.ceil((windows.length * 3) / MOST_WINDOWS);
  const kept: Window[] = [];
  for (let from = 0; from < windows.length; from += size) {
    const group = windows.slice(from, from + size);
    const seen = group
      .filter(({ observed }) => observed !== null)
      .sort((a, b) => (a.observed ?? 0) - (b.observed ?? 0));
    const empty = group.find(({ observed }) => observed === null);
    const extremes = new Set([seen[0], seen.at(-1), empty].filter((window) => window !== undefined));
    kept.push(...[...extremes].sort((a, b) => a.fromMs - b.fromMs));
  }
  return kept;
}
