/** The readings of one life of the process, in bounded memory. */
import type { Series } from '../trend/trend.ts';
import { FIRST_VALUE, OPERATIONS, type Pass, SECOND, Stage } from './remedian.ts';
import { usualInterval } from './sampling.ts';

/** Of one series. */
export interface SeriesReadings {
  readonly series: Series;
  /** Cumulative, at the series' times; null where none were counted. */
  readonly operations: Float64Array | null;
  /** How many were read, before three became one. */
  readonly count: number;
}

const FIRST_ROWS = 64;

/** Rows are as in remedian.ts, in the order of time. */
export class Generation {
  readonly #width: number;
  readonly #counts: Float64Array;
  readonly #stages: Stage[] = [];
  /** What a stage passes its rows to: the next stage, or what is held. */
  readonly #passes: Pass[] = [];
  #cells: Float64Array;
  #held = 0;
  fromS = Number.NaN;
  toS = Number.NaN;

  constructor(width: number) {
    this.#width = width;
    this.#counts = new Float64Array(width);
    this.#cells = new Float64Array(FIRST_ROWS * width);
  }

  /** Rows in memory. */
  get held(): number {
    return this.#held;
  }

  add(row: Float64Array): void {
    const second = row[SECOND] ?? Number.NaN;
    if (Number.isNaN(this.fromS)) this.fromS = second;
    this.toS = second;
    for (let place = FIRST_VALUE; place < this.#width; place += 1)
      if (!Number.isNaN(row[place] ?? Number.NaN)) this.#counts[place] = (this.#counts[place] ?? 0) + 1;
    this.#enter(0, row);
  }

  /** Three rows become one, those held and all that follow. */
  thin(): void {
    const stage = new Stage(this.#width, usualInterval(this.#column(SECOND)));
    const rows = this.#cells.subarray(0, this.#held * this.#width);
    this.#cells = new Float64Array(Math.max(FIRST_ROWS * this.#width, rows.length));
    this.#held = 0;
    for (let from = 0; from < rows.length; from += this.#width)
      stage.add(rows.subarray(from, from + this.#width), this.#hold);
    const next = this.#stages.push(stage);
    this.#passes.push((row) => this.#enter(next, row));
  }

  /** No row follows. */
  end(): void {
    for (const [index, stage] of this.#stages.entries()) stage.flush(this.#passes[index] ?? this.#hold);
  }

  /** The readings of one series: `place` is its place in the rows. */
  readings(place: number): SeriesReadings {
    const values = this.#column(place);
    const read = values
      .map((value, index) => (Number.isNaN(value) ? -1 : index))
      .filter((index) => index >= 0);
    const pick = (column: Float64Array): Float64Array => read.map((index) => column[index] ?? Number.NaN);
    const operations = known(this.#column(OPERATIONS));
    return {
      series: { seconds: pick(this.#column(SECOND)), values: pick(values) },
      operations: operations && pick(operations),
      count: this.#counts[place] ?? 0,
    };
  }

  #enter(stage: number, row: Float64Array): void {
    const entered = this.#stages[stage];
    if (entered === undefined) this.#hold(row);
    else entered.add(row, this.#passes[stage] ?? this.#hold);
  }

  #hold = (row: Float64Array): void => {
    const from = this.#held * this.#width;
    if (from === this.#cells.length) {
      const larger = new Float64Array(2 * this.#cells.length);
      larger.set(this.#cells);
      this.#cells = larger;
    }
    this.#cells.set(row, from);
    this.#held += 1;
  };

  #column(place: number): Float64Array {
    const column = new Float64Array(this.#held);
    for (let index = 0; index < column.length; index += 1)
      column[index] = this.#cells[index * this.#width + place] ?? Number.NaN;
    return column;
  }
}

/** Counts before the first that is known are taken as that one; null when none is. */
function known(operations: Float64Array): Float64Array | null {
  const first = operations.find((count) => !Number.isNaN(count));
  return first === undefined ? null : operations.map((count) => (Number.isNaN(count) ? first : count));
}
