/** Columns of numbers, all of one length: the little linear algebra that the fits need. */

export type Column = Float64Array;

export function dot(a: Column, b: Column): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/** The same of a column that is 0 before `from`. */
export function dotFrom(from: number, a: Column, b: Column): number {
  let sum = 0;
  for (let i = from; i < a.length; i += 1) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

export function norm(a: Column): number {
  return Math.sqrt(dot(a, a));
}

/** target ← target + factor · source */
export function addScaled(target: Column, factor: number, source: Column): void {
  for (let i = 0; i < target.length; i += 1) target[i] = (target[i] ?? 0) + factor * (source[i] ?? 0);
}

export function scaled(source: Column, factor: number): Column {
  const column = new Float64Array(source.length);
  for (let i = 0; i < source.length; i += 1) column[i] = (source[i] ?? 0) * factor;
  return column;
}

/** Largest less smallest. */
export function range(a: Column): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of a) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high >= low ? high - low : 0;
}

export function first(a: Column): number {
  return a[0] ?? 0;
}

export function last(a: Column): number {
  return a[a.length - 1] ?? 0;
}
