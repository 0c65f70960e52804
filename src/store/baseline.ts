/** The baseline of a plan: the run that later ones are compared with, by the plan's name. */
import type { Connection } from './sqlite.ts';

export interface Baseline {
  /** Of the plan. */
  readonly name: string;
  /** Row id of the run. */
  readonly run: number;
  readonly setWallMs: number;
}

/** By name. */
export function readBaselines(database: Connection): Baseline[] {
  return database
    .prepare<[], Baseline>(
      `SELECT b.name, b.run, b.set_wall_ms AS setWallMs FROM baselines b JOIN runs r ON r.run = b.run ORDER BY b.name`,
    )
    .all();
}

/** Instead of the one before. The answer is that one; null: there was none. */
export function setBaseline(database: Connection, { name, run, setWallMs }: Baseline): Baseline | null {
  const set = database.transaction(() => {
    const before = readBaselines(database).find((one) => one.name === name) ?? null;
    database
      .prepare<[string, number, number]>(
        'INSERT OR REPLACE INTO baselines (name, run, set_wall_ms) VALUES (?, ?, ?)',
      )
      .run(name, run, setWallMs);
    return before;
  });
  return set.immediate();
}
