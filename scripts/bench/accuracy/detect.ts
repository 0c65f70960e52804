/** When a method that looks at a run again and again first calls a leak. */
import { plannedLooks, spendingOf } from '../../../src/verdict/look.ts';
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
  const spending = spendingOf(true);
  const early = plannedLooks(1000 * spanS, spending.looks).map(({ atMs, alpha }) => ({
    atS: atMs / 1000,
    alphas: { ...ONE_LOOK, leak: alpha, early: true },
    seen: prefixOf(labelled, startS + atMs / 1000),
  }));
  const end = { atS: spanS, alphas: { ...ONE_LOOK, leak: spending.end }, seen: labelled };
  const looks = [...early, end];
  const enoughS = labelled.known?.identifiableFromS ?? Number.POSITIVE_INFINITY;
  const calledS: Record<string, number | null> = {};
  const calledToldS: Record<string, number | null> = {};
  for (const method of methods) {
    const calls = ({ alphas, seen }: (typeof looks)[number]): boolean =>
      method.call(seen, method.spends ? alphas : ONE_LOOK).outcome === 'leak';
    const first = looks.find(calls);
    const told =
      first === undefined || first.atS >= enoughS
        ? first
        : looks.find((look) => look.atS >= enoughS && calls(look));
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
