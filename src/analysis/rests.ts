/** Where a run rested: it was paused, or soakd was down. There was no load and nothing to judge. */
import type { Gap } from './assessed-run.ts';

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Merged, in the order of time. */
export function restsOf(gaps: readonly Gap[]): Span[] {
  return merged(gaps.filter(({ kind }) => kind === 'pause' || kind === 'gap'));
}

/** All gaps, where they overlap as one: a stall in a pause loses no time twice. One without a length stays alone. */
export function merged(gaps: readonly Gap[]): Span[] {
  const spans: Span[] = [];
  for (const { fromS, toS } of gaps.toSorted((a, b) => a.fromS - b.fromS || b.toS - a.toS)) {
    const [fromMs, toMs] = [1000 * fromS, 1000 * toS];
    const last = spans.at(-1);
    if (last !== undefined && fromMs < last.toMs)
      spans[spans.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, toMs) };
    else spans.push({ fromMs, toMs });
  }
  return spans;
}

/** What the rests, in the order of time and not overlapping, leave of a span. */
export function without(rests: readonly Span[], span: Span): Span[] {
  const left: Span[] = [];
  let { fromMs } = span;
  for (const rest of rests) {
    if (rest.toMs <= fromMs || rest.fromMs >= span.toMs) continue;
    if (rest.fromMs > fromMs) left.push({ fromMs, toMs: rest.fromMs });
    fromMs = rest.toMs;
  }
  return left.length > 0 && fromMs >= span.toMs ? left : [...left, { fromMs, toMs: span.toMs }];
}

export function inSeconds({ fromMs, toMs }: Span): { readonly fromS: number; readonly toS: number } {
  return { fromS: fromMs / 1000, toS: toMs / 1000 };
}

/** How much of a span lies in the rests. */
export function restedMs(rests: readonly Span[], { fromMs, toMs }: Span): number {
  return rests.reduce(
    (sum, rest) => sum + Math.max(0, Math.min(rest.toMs, toMs) - Math.max(rest.fromMs, fromMs)),
    0,
  );
}
