/**
 * Rows of samples in bounded memory: three consecutive ones become one, again and again. Time and operations are their
 * means, a value is the median of the three: the remedian with base 3 (Rousseeuw and Bassett 1990, "The remedian: a
 * robust averaging method for large data sets"), which passes over outliers as medians do and keeps a trend as it is.
 *
 * A row is [second, operations, value…]; NaN where nothing was read.
 */

import { HOLE_INTERVALS } from './sampling.ts';

export type Pass = (row: Float64Array) => void;

export const SECOND = 0;
export const OPERATIONS = 1;
export const FIRST_VALUE = 2;

const BASE = 3;

/** One stage: three rows in, one out. Its output may be the input of the next. */
export class Stage {
  readonly #width: number;
  readonly #longestStepS: number;
  readonly #rows: Float64Array[];
  readonly #merged: Float64Array;
  #count = 0;

  /** `intervalS`: usual seconds between its rows. */
  constructor(width: number, intervalS: number) {
    this.#width = width;
    this.#longestStepS = HOLE_INTERVALS * intervalS;
    this.#rows = Array.from({ length: BASE }, () => new Float64Array(width));
    this.#merged = new Float64Array(width);
  }

  /** The row is copied. What `pass` is given is used again for the next one. */
  add(row: Float64Array, pass: Pass): void {
    const latest = this.#rows[this.#count - 1];
    if (latest !== undefined && at(row, SECOND) - at(latest, SECOND) > this.#longestStepS) this.flush(pass);
    this.#rows[this.#count]?.set(row);
    this.#count += 1;
    if (this.#count === BASE) this.flush(pass);
  }

  /** Fewer than three, at an end or before a hole, are one row too. */
  flush(pass: Pass): void {
    if (this.#count === 0) return;
    const merged = this.#merged;
    merged[SECOND] = this.#mean(SECOND);
    merged[OPERATIONS] = this.#mean(OPERATIONS);
    for (let place = FIRST_VALUE; place < this.#width; place += 1) merged[place] = this.#median(place);
    this.#count = 0;
    pass(merged);
  }

  #mean(place: number): number {
    let sum = 0;
    for (let index = 0; index < this.#count; index += 1) sum += this.#cell(index, place);
    return sum / this.#count;
  }

  #median(place: number): number {
    const a = this.#cell(0, place);
    const b = this.#count > 1 ? this.#cell(1, place) : Number.NaN;
    const c = this.#count > 2 ? this.#cell(2, place) : Number.NaN;
    if (Number.isNaN(a)) return medianOfTwo(b, c);
    if (Number.isNaN(b)) return medianOfTwo(a, c);
    if (Number.isNaN(c)) return medianOfTwo(a, b);
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }

  #cell(index: number, place: number): number {
    return this.#rows[index]?.[place] ?? Number.NaN;
  }
}

/** Either may be missing. */
function medianOfTwo(a: number, b: number): number {
  if (Number.isNaN(a)) return b;
  return Number.isNaN(b) ? a : (a + b) / 2;
}

function at(row: Float64Array, place: number): number {
  return row[place] ?? Number.NaN;
}
