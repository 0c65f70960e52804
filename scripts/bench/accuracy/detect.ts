/** When a method that looks at a run again and again first calls a leak. */
import { plannedLooks } from '../../../src/verdict/look.ts';
import type { LabelledSeries } from './labelled-series.ts';
import { type Method, ONE_LOOK } from './method.ts';
import { prefixOf } from './prefix.ts';

export interface Detection {
  readonly shape: string;
  readonly leaks: boolean;
  readonly identifiable: boolean;
  readonly multiple: number | null;
  readonly spanS: number;
  /** From the beginning of the series; null of a benign one. */
  readonly onsetS: number | null;
  /** From the beginning of the series, by method: the first look at which it calls a leak; null: none. */
  readonly calledS: Readonly<Record<string, number | null>>;
  /** The same of looks that can tell the series for what it is. */
  readonly calledToldS: Readonly<Record<string, number | null>>;
}

export function detect(labelled: LabelledSeries, methods: readonly Method[]): Detection {
  const startS = labelled.series.seconds[0] ?? 0;
  const spanS = (labelled.series.seconds.at(-1) ?? 0) + labelled.intervalS - startS;
  const prefixes = plannedLooks(1000 * spanS, ONE_LOOK.leak).map(({ atMs, alpha }) => ({
    atS: atMs / 1000,
    alpha,
    seen: prefixOf(labelled, startS + atMs / 1000),
  }));
  const enoughS = labelled.known?.identifiableFromS ?? Number.POSITIVE_INFINITY;
  const calledS: Record<string, number | null> = {};
  const calledToldS: Record<string, number | null> = {};
  for (const method of methods) {
    const calls = ({ alpha, seen }: (typeof prefixes)[number]): boolean => {
      const alphas = method.spends ? { ...ONE_LOOK, leak: alpha } : ONE_LOOK;
      return method.call(seen, alphas).outcome === 'leak';
    };
    const first = prefixes.find(calls);
    const told =
      first === undefined || first.atS >= enoughS
        ? first
        : prefixes.find((prefix) => prefix.atS >= enoughS && calls(prefix));
    calledS[method.name] = first?.atS ?? null;
    calledToldS[method.name] = told?.atS ?? null;
  }
  const { shape, leaks, identifiable, multiple, onsetS } = labelled;
  return {
    shape,
    leaks,
    identifiable,
    multiple,
    spanS,
    onsetS: onsetS === null ? null : onsetS - startS,
    calledS,
    calledToldS,
  };
}
