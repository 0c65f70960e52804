/** What was done to the system on purpose, and what was seen of it. */

import type { AssessedFault } from './assessed-fault.ts';
import type { FaultProof } from './assessed-impact.ts';
import { isoTime } from './describe-run.ts';
import { impactOf } from './fault-impact.ts';
import type { Investigation } from './investigation.ts';
import type { RunRows } from './run-rows.ts';

export function describeFaults(rows: RunRows, found: Investigation): AssessedFault[] {
  return rows.faults().map((row) => ({
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
    impact: impactOf(row, rows, found),
  }));
}

function proofOf(json: string | null): FaultProof | null {
  return json === null ? null : (JSON.parse(json) as FaultProof);
}
