import type { QuantityStyle } from '../plan/quantity/figure.ts';
import type { Dimension, Quantity } from '../plan/quantity/quantity.ts';

export type Unit = 'bytes' | 'ms' | 'count' | 'ratio' | '/s';

/** Base units. */
const UNITS: Readonly<Record<Dimension, Unit>> = {
  bytes: 'bytes',
  duration: 'ms',
  count: 'count',
  ratio: 'ratio',
  rate: '/s',
};

/** The unit of a criterion's figures: base units, `bytes/h` per hour and `bytes/1000ops` per 1,000 operations. */
export function unitOf({ dimension, per }: Pick<Quantity, 'dimension' | 'per'>): string {
  if (per === null) return UNITS[dimension];
  return `${UNITS[dimension]}/${per === 'hour' ? 'h' : '1000ops'}`;
}

/** Sizes are told in MiB where the rule counts in MiB, else in MB. */
export function styleOf({ text }: Pick<Quantity, 'text'>): QuantityStyle {
  return { binary: /[KMGT]iB/i.test(text) };
}
