/**
 * Why a run proves less than its plan wanted: a fault that failed, or was not seen to take effect. What holds without
 * the fault is not known to hold under it.
 */
import type { FaultRow } from '../store/event-record.ts';
import type { FaultProof } from './assessed-impact.ts';

/** null: every fault that was due took effect and was over. Those of after the end were not due. */
export function faultDoubt(rows: readonly FaultRow[]): string | null {
  for (const { name, state, why, beginProof, endProof } of rows) {
    if (state === 'failed') return `the fault ${name} ${why ?? 'failed'}`;
    const unseen = [beginProof, endProof]
      .map((json) => (json === null ? null : (JSON.parse(json) as FaultProof)))
      .find((proof) => proof?.seen === false);
    if (unseen != null) return `the fault ${name} was not seen to take effect: ${unseen.text}`;
  }
  return null;
}
