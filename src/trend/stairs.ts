import type { Column } from './vector.ts';

/** Fewer readings than this make no level. */
const SHORTEST_LEVEL = 3;

/**
 * Piecewise constant fits with 1 … `most` steps: the places (index of the first reading of each new level), found one
 * after the other where each lowers the sum of squares most (binary segmentation; Scott and Knott 1974).
 */
export function findStairs(values: Column, most: number): number[][] {
  const sums = runningSums(values);
  const places: number[] = [];
  const found: number[][] = [];
  while (found.length < most) {
    const place = bestSplit(sums, values.length, places);
    if (place === null) break;
    places.push(place);
    found.push(places.toSorted((a, b) => a - b));
  }
  return found;
}

function bestSplit(sums: Column, count: number, places: readonly number[]): number | null {
  const edges = [0, ...places.toSorted((a, b) => a - b), count];
  let best: number | null = null;
  let most = 0;
  for (let level = 0; level + 1 < edges.length; level += 1) {
    const from = edges[level] ?? 0;
    const to = edges[level + 1] ?? count;
    const whole = squareOfMean(sums, from, to);
    for (let place = from + SHORTEST_LEVEL; place <= to - SHORTEST_LEVEL; place += 1) {
      const gain = squareOfMean(sums, from, place) + squareOfMean(sums, place, to) - whole;
      if (gain <= most) continue;
      most = gain;
      best = place;
    }
  }
  return best;
}

/** What a level from `from` to `to` explains: n·mean². */
function squareOfMean(sums: Column, from: number, to: number): number {
  const sum = (sums[to] ?? 0) - (sums[from] ?? 0);
  return (sum * sum) / (to - from);
}

/** Of the differences from the first value, so that a large level does not cost the digits of a small step. */
function runningSums(values: Column): Column {
  const sums = new Float64Array(values.length + 1);
  const origin = values[0] ?? 0;
  for (const [index, value] of values.entries()) sums[index + 1] = (sums[index] ?? 0) + value - origin;
  return sums;
}
