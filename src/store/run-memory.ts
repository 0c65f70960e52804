/** What is known of the runs that are written, so that they can go on where nothing of them can be read any more. */
import { SoakdError } from '../error.ts';
import { insertRun, prepareInserts } from './insert.ts';
import { readRun } from './read-run.ts';
import type { StoreRecord } from './record.ts';
import type { NewRun } from './run-record.ts';
import type { Connection } from './sqlite.ts';

interface Known {
  readonly facts: NewRun;
  /** What a resumption rests on, the newest of each: how far it got, and the lives of its targets. */
  readonly vital: Map<string, StoreRecord>;
}

export class RunMemory {
  /** null: it is over, or never began. */
  readonly #known = new Map<number, Known | null>();

  /** All that were ever written to. */
  get runs(): readonly number[] {
    return [...this.#known.keys()];
  }

  /** `database`: where the run began, and where this record is written. */
  see(database: Connection, record: StoreRecord): void {
    const { run } = record;
    if (!this.#known.has(run)) this.#known.set(run, remember(database, run));
    const vital = this.#known.get(run)?.vital;
    if (record.kind === 'generation') {
      vital?.set(`generation ${record.target} ${record.generation}`, record);
    } else if (record.kind === 'run-update') {
      const before = vital?.get(record.kind);
      vital?.set(record.kind, { ...(before?.kind === record.kind ? before : {}), ...record });
      // The last that is written of a run.
      if (record.verdict !== undefined) this.#known.set(run, null);
    }
  }

  /** Within the caller's transaction: the runs that are not there. */
  restore(database: Connection): void {
    const insert = prepareInserts(database);
    const find = database.prepare<[number, string]>('SELECT 1 FROM runs WHERE run = ? OR id = ?');
    for (const [run, known] of this.#known) {
      if (known === null || find.get(run, known.facts.id) !== undefined) continue;
      insertRun(database, known.facts, false, run);
      for (const record of known.vital.values()) insert(record);
    }
  }
}

function remember(database: Connection, run: number): Known | null {
  try {
    return { facts: readRun(database, run), vital: new Map() };
  } catch (error) {
    if (error instanceof SoakdError) return null;
    throw error;
  }
}
