/** A plan as it is written, of which nothing is known to be right yet. */

import { readQuantity } from '../quantity/quantity.ts';
import type { Path } from './problem.ts';

/** Something wrong with it. */
export interface Finding {
  readonly path: Path;
  readonly message: string;
  /** Into the text at that path. */
  readonly offset?: number;
}

export type Mapping = Readonly<Record<string, unknown>>;

export function asMapping(value: unknown): Mapping | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Mapping) : null;
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** All texts in a value, at whatever depth. */
export function textsIn(value: unknown, path: Path): { readonly path: Path; readonly text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (Array.isArray(value)) return value.flatMap((item, index) => textsIn(item, [...path, index]));
  return Object.entries(asMapping(value) ?? {}).flatMap(([key, item]) => textsIn(item, [...path, key]));
}

/** Of a duration; null: it is none. */
export function milliseconds(value: unknown): number | null {
  const read = typeof value === 'string' ? readQuantity(value, { dimension: 'duration' }) : null;
  return read !== null && 'value' in read ? read.value : null;
}
