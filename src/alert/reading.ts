/** What is known at a moment of what an alert is about. */

/** A moment on the run's clock, and how much of the run was observed by then. */
export interface Moment {
  readonly monoMs: number;
  readonly observedMs: number;
}

/** In base units: bytes, milliseconds, plain count, ratio, per second. */
export type Reading =
  /** A trend may be neither: its interval lies about the limit. */
  | { readonly kind: 'known'; readonly value: number; readonly bad: boolean; readonly clear: boolean }
  | { readonly kind: 'unknown'; readonly why: string };

interface Bounds {
  readonly comparison: '<' | '<=' | '>' | '>=' | '==' | '!=';
  readonly limit: number;
  /** null: it is clear when it is not bad. */
  readonly clear: number | null;
}

export function readingOf(value: number, { comparison, limit, clear }: Bounds): Reading {
  const bad = holds(value, comparison, limit);
  // Back at the clearing value is clear: `> 50 … clear: 45` ends at 45.
  const isBack =
    clear === null ? !bad : !bad && (comparison.startsWith('>') ? value <= clear : value >= clear);
  return { kind: 'known', value, bad, clear: isBack };
}

/** The value that is further beyond the limit. */
export function worse(a: number, b: number, comparison: Bounds['comparison']): number {
  return comparison.startsWith('<') ? Math.min(a, b) : Math.max(a, b);
}

function holds(value: number, comparison: Bounds['comparison'], limit: number): boolean {
  switch (comparison) {
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    case '==':
      return value === limit;
    case '!=':
      return value !== limit;
    default:
      return comparison satisfies never;
  }
}
