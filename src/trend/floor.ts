/**
 * The floor of a sawtooth: what is left each time a garbage collector (a cache's eviction, a log's rotation) has given
 * memory back. What stays there is kept; how high the teeth stand above it is the collector's business.
 */
import { quantileSorted } from 'simple-statistics';
import type { Bins } from './bin.ts';
import { leastSquares } from './least-squares.ts';
import type { Column } from './vector.ts';

/** A line through five has three degrees of freedom: t at 2.5 % is 3.2; with one less it is 4.3, with two 12.7. */
const FEWEST_TROUGHS = 5;
/** A collection is over within a bin; its edges may share it out to three. What falls more slowly is a course. */
const RELEASE_BINS = 3;
/** Of the range that nine tenths of the readings fill. A lesser release leaves more garbage than it takes. */
const RELEASE_SHARE = 1 / 2;
/** And this many times the median move from bin to bin, 7 standard deviations of it: noise makes no such teeth. */
const RELEASE_MOVES = 10;
/** A floor of a floor: minor collections upon major ones. Generations are two; a third costs nothing. */
const MOST_FLOORS = 3;

/** The troughs after each release, as bins of their own; null: there are no teeth. */
export function floorOf(bins: Bins): Bins | null {
  let found: Bins | null = null;
  for (let level = 0; level < MOST_FLOORS; level += 1) {
    const places = troughs(found ?? bins);
    if (places.length < FEWEST_TROUGHS) break;
    found = pick(found ?? bins, places);
  }
  return found;
}

function troughs({ seconds, values: readings }: Bins): number[] {
  const constant = new Float64Array(readings.length).fill(1);
  const values = leastSquares([constant, seconds], readings)?.residuals ?? readings;
  const least = leastRelease(values);
  const places: number[] = [];
  let place = 1;
  while (place < values.length) {
    const lowest = lowestAfter(values, place);
    if ((values[place - 1] ?? 0) - (values[lowest] ?? 0) < least) {
      place += 1;
      continue;
    }
    places.push(lowest);
    place = lowest + 1;
  }
  return places;
}

function lowestAfter(values: Column, from: number): number {
  let lowest = from;
  for (let place = from; place < Math.min(values.length, from + RELEASE_BINS); place += 1)
    if ((values[place] ?? 0) < (values[lowest] ?? 0)) lowest = place;
  return lowest;
}

function leastRelease(values: Column): number {
  const sorted = values.toSorted();
  const range = quantileSorted([...sorted], 0.95) - quantileSorted([...sorted], 0.05);
  const moves = values.subarray(1).map((value, index) => Math.abs(value - (values[index] ?? 0)));
  const usual = quantileSorted([...moves.toSorted()], 0.5);
  return Math.max(RELEASE_SHARE * range, RELEASE_MOVES * usual);
}

function pick(bins: Bins, places: readonly number[]): Bins {
  const at = (column: Column): Column => Float64Array.from(places, (place) => column[place] ?? 0);
  const seconds = at(bins.seconds);
  const spanS = (seconds.at(-1) ?? 0) - (seconds[0] ?? 0);
  return {
    binS: spanS / (places.length - 1),
    points: bins.points,
    seconds,
    values: at(bins.values),
    operations: bins.operations && at(bins.operations),
  };
}
