/** Rows of a file as they come: checked against the row before, parted at restarts, and thinned where they are many. */
import type { LineProblems } from '../csv/line-problems.ts';
import { Generation } from './generation.ts';
import type { Layout } from './layout.ts';
import { FIRST_VALUE, OPERATIONS, SECOND } from './remedian.ts';

/** More rows than any trend has bins (1,440) by two orders of magnitude; with a few series, a few megabytes. */
const MOST_HELD_ROWS = 2 ** 17;
/** 32 MiB, where the series are many; but always rows enough for the bins. */
const MOST_HELD_CELLS = 2 ** 22;
const FEWEST_HELD_ROWS = 2 ** 13;
/** A service that crashes every half minute has as many in three days; more tell of a column that is no process id. */
const MOST_GENERATIONS = 10_000;

export class Intake {
  readonly layout: Layout;
  readonly #problems: LineProblems;
  readonly #mostHeld: number;
  readonly #generations: Generation[] = [];
  #held = 0;
  /** The newest row: it counts once its time is over. */
  readonly #newest: Float64Array;
  #newestIn: Generation | null = null;
  #line = 0;
  #begin = Number.NaN;
  #time = Number.NaN;
  readonly #identity: Float64Array;
  /** Rows with the time of the row before them, which they replace. */
  duplicates = 0;
  rows = 0;

  constructor(layout: Layout, problems: LineProblems, mostHeld: number | null = null) {
    const width = FIRST_VALUE + layout.series.length;
    const fitting = Math.max(FEWEST_HELD_ROWS, Math.floor(MOST_HELD_CELLS / width));
    this.layout = layout;
    this.#problems = problems;
    this.#mostHeld = mostHeld ?? Math.min(MOST_HELD_ROWS, fitting);
    this.#newest = new Float64Array(width).fill(Number.NaN);
    this.#identity = new Float64Array(layout.splits.length).fill(Number.NaN);
  }

  /** `cells` in the order of the header; the array may be used again. */
  add(cells: Float64Array, line: number): void {
    const time = cells[0] ?? Number.NaN;
    if (Number.isNaN(time)) {
      this.#problems.add(line, 'found no time, expected one in every row');
      return;
    }
    const restarted = this.#isRestart(cells);
    this.#checkOrder(time, line);
    this.#checkOperations(cells, line, restarted);
    if (this.#problems.count > 0) return;
    this.rows += 1;
    if (time === this.#time && !restarted) this.duplicates += 1;
    else this.#settle();
    if (this.#newestIn === null || restarted) this.#newestIn = this.#begins(line);
    this.#take(cells, time, line, restarted);
  }

  /** Every life, the earliest first. No row follows. */
  end(): readonly Generation[] {
    this.#settle();
    for (const generation of this.#generations) generation.end();
    return this.#generations;
  }

  /** An empty cell is the same process still. */
  #isRestart(cells: Float64Array): boolean {
    let changed = false;
    for (const [index, place] of this.layout.splits.entries()) {
      const found = cells[place] ?? Number.NaN;
      const known = this.#identity[index] ?? Number.NaN;
      if (Number.isNaN(found) || found === known) continue;
      changed ||= !Number.isNaN(known);
      this.#identity[index] = found;
    }
    return changed;
  }

  #checkOrder(time: number, line: number): void {
    if (time < this.#time)
      this.#problems.add(
        line,
        `found time ${time} after ${this.#time} in line ${this.#line}, expected rows in the order of time`,
      );
    if (this.#problems.count === 0) return;
    this.#time = time;
    this.#line = line;
  }

  #checkOperations(cells: Float64Array, line: number, restarted: boolean): void {
    const { operations } = this.layout;
    if (operations === null) return;
    const found = cells[operations] ?? Number.NaN;
    const known = restarted ? Number.NaN : (this.#newest[OPERATIONS] ?? Number.NaN);
    if (found < known)
      this.#problems.add(
        line,
        `ops: found ${found} after ${known}, expected a count that never falls; a generation or pid column tells restarts`,
      );
    // Rows are only looked through from the first problem on: each fall is told once.
    if (this.#problems.count > 0 && !Number.isNaN(found)) this.#newest[OPERATIONS] = found;
  }

  #begins(line: number): Generation {
    if (this.#generations.length === MOST_GENERATIONS)
      this.#problems.add(
        line,
        `found restart ${MOST_GENERATIONS}, expected fewer: is the column that tells them a process id?`,
      );
    const generation = new Generation(this.#newest.length);
    this.#generations.push(generation);
    return generation;
  }

  #take(cells: Float64Array, time: number, line: number, restarted: boolean): void {
    const { operations, secondsPerUnit, series } = this.layout;
    const newest = this.#newest;
    if (Number.isNaN(this.#begin)) this.#begin = time;
    newest[SECOND] = (time - this.#begin) * secondsPerUnit;
    const counted = operations === null ? Number.NaN : (cells[operations] ?? Number.NaN);
    // An empty count: none that is known of since the last one.
    if (restarted || !Number.isNaN(counted)) newest[OPERATIONS] = counted;
    for (let index = 0; index < series.length; index += 1)
      newest[FIRST_VALUE + index] = cells[series[index]?.place ?? 0] ?? Number.NaN;
    this.#time = time;
    this.#line = line;
  }

  /** The newest row counts. */
  #settle(): void {
    const generation = this.#newestIn;
    if (generation === null) return;
    const before = generation.held;
    generation.add(this.#newest);
    this.#held += generation.held - before;
    if (this.#held > this.#mostHeld) this.#thin();
  }

  /** The longest lives: short ones keep the few rows they have. */
  #thin(): void {
    const largest = this.#generations.reduce((most, { held }) => Math.max(most, held), 0);
    for (const generation of this.#generations) if (2 * generation.held > largest) generation.thin();
    this.#held = this.#generations.reduce((sum, { held }) => sum + held, 0);
  }
}
