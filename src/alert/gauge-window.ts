/** The newest readings of one number that is sampled, and one number of them. */
import { quantileSorted } from 'simple-statistics';
import type { Statistic } from '../plan/rule/rule.ts';

export class GaugeWindow {
  readonly #overMs: number;
  readonly #times: number[] = [];
  readonly #values: number[] = [];
  /** Before this index they are too old: given back in bulk, so that each reading costs the same. */
  #from = 0;

  constructor(overMs: number) {
    this.#overMs = overMs;
  }

  add(monoMs: number, value: number): void {
    this.#times.push(monoMs);
    this.#values.push(value);
    this.#forget(monoMs);
  }

  clear(): void {
    this.#times.length = 0;
    this.#values.length = 0;
    this.#from = 0;
  }

  /** How long the readings go back from a moment; 0: there are none. */
  spanMs(monoMs: number): number {
    this.#forget(monoMs);
    return monoMs - (this.#times[this.#from] ?? monoMs);
  }

  get size(): number {
    return this.#values.length - this.#from;
  }

  /** Of the readings up to that moment; null: there are none, or the statistic is not one of plain readings. */
  statistic(statistic: Statistic | null, monoMs: number): number | null {
    this.#forget(monoMs);
    const values = this.#values.slice(this.#from);
    const last = values.at(-1);
    if (last === undefined) return null;
    switch (statistic?.kind) {
      case 'last':
        return last;
      case 'max':
        return values.reduce((most, value) => Math.max(most, value), last);
      case 'min':
        return values.reduce((least, value) => Math.min(least, value), last);
      case 'mean':
        return values.reduce((sum, value) => sum + value, 0) / values.length;
      case 'percentile':
        return quantileSorted(
          values.toSorted((a, b) => a - b),
          statistic.percentile / 100,
        );
      default:
        return null;
    }
  }

  #forget(monoMs: number): void {
    while (this.#from < this.#times.length && (this.#times[this.#from] ?? 0) <= monoMs - this.#overMs)
      this.#from += 1;
    if (this.#from < 1000 || this.#from < this.#times.length / 2) return;
    this.#times.splice(0, this.#from);
    this.#values.splice(0, this.#from);
    this.#from = 0;
  }
}
