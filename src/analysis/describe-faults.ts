/** What was done to the system on purpose, and what was seen of it. */
import type { FaultRow } from '../store/record.ts';
import type { AssessedFault, FaultProof } from './assessment.ts';
import { isoTime } from './describe-run.ts';

export function describeFaults(rows: readonly FaultRow[]): AssessedFault[] {
  return rows.map((row) => ({
    name: row.name,
    occurrence: row.occurrence,
    act: row.act,
    subject: row.subject,
    what: row.what,
    seed: row.seed,
    plannedS: row.plannedMs / 1000,
    begunS: row.begunMs === null ? null : row.begunMs / 1000,
    begunAt: row.begunMs === null ? null : isoTime(row.wallMs),
    endedS: row.endedMs === null ? null : row.endedMs / 1000,
    state: row.state,
    begin: proofOf(row.beginProof),
    end: proofOf(row.endProof),
    why: row.why,
  }));
}

function proofOf(json: string | null): FaultProof | null {
  return json === null ? null : (JSON.parse(json) as FaultProof);
}
