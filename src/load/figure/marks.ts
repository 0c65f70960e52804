/**
 * What the load notices beside how its operations end, counted: messages lost or duplicated, connections opened,
 * tries that were repeated. Each by operation and name; the names are a handful, and known when the load begins.
 */

export interface MarkCount {
  /** Index into the plan's operations. */
  readonly operation: number;
  /** lost, duplicated, reordered, corrupted, … */
  readonly mark: string;
  readonly count: number;
}

export class Marks {
  readonly #counts = new Map<string, { operation: number; mark: string; count: number }>();

  add(operation: number, mark: string, count = 1): void {
    if (count === 0) return;
    const key = `${operation} ${mark}`;
    const known = this.#counts.get(key);
    if (known === undefined) this.#counts.set(key, { operation, mark, count });
    else known.count += count;
  }

  /** What was counted since the time before. */
  take(): MarkCount[] {
    if (this.#counts.size === 0) return [];
    const taken = [...this.#counts.values()];
    this.#counts.clear();
    return taken;
  }
}
