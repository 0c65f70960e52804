import { assessRows } from '../analysis/assess.ts';
import type { Assessment } from '../analysis/assessment.ts';
import { Looks } from '../analysis/looks.ts';
import { openRunRows, type RunRows } from '../analysis/run-rows.ts';
import type { RunFacts } from '../store/read-run.ts';
import type { StoreReader } from '../store/reader.ts';

/** What reports are made of: what soakd has to say of a run, and the rows that it says that of. */
export interface Material {
  readonly assessment: Assessment;
  readonly facts: RunFacts;
  /** Each series is read once, for the assessment and for charts. */
  readonly rows: RunRows;
  readonly reader: StoreReader;
}

/** `reference` as findRun takes it. @throws SoakdError when there is no such run */
export function readMaterial(reader: StoreReader, reference?: string): Material {
  const { run, state } = reader.findRun(reference);
  const rows = openRunRows(reader, run, null);
  const assessment = assessRows(rows, { live: state === 'running' }, new Looks(reader, run));
  return { assessment, facts: rows.facts, rows, reader };
}
