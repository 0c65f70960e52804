import { assess } from '../analysis/assess.ts';
import type { Assessment } from '../analysis/assessment.ts';
import type { RunFacts, StoreReader } from '../store/reader.ts';

/** What reports are made of: what soakd has to say of a run, and the rows that it says that of. */
export interface Material {
  readonly assessment: Assessment;
  readonly facts: RunFacts;
  readonly reader: StoreReader;
}

/** `reference` as findRun takes it. @throws SoakdError when there is no such run */
export function readMaterial(reader: StoreReader, reference?: string): Material {
  const { run, state } = reader.findRun(reference);
  const assessment = assess(reader, run, { untilMs: null, live: state === 'running' });
  return { assessment, facts: reader.readRun(run), reader };
}
