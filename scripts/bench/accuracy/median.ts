/** Of the values that are there; null of none. */
export function medianOf(values: Iterable<number | null>): number | null {
  const sorted = [...values].filter((value) => value !== null).sort((a, b) => a - b);
  const middle = sorted.slice((sorted.length - 1) >> 1, (sorted.length >> 1) + 1);
  return middle.length === 0 ? null : middle.reduce((sum, value) => sum + value, 0) / middle.length;
}
