/**
 * What an earlier soakd has done of the faults of a run: by the rows, and by what is beside them on the disk, for rows
 * are queued, and the newest of them die with their soakd.
 */
import { readBootId } from '../clock.ts';
import { type Reverted, readReverted } from '../fault/revert-left.ts';
import { UndoLog } from '../fault/undo-log.ts';
import type { Occurrence } from '../plan/fault/fault-timeline.ts';
import type { FaultRow } from '../store/event-record.ts';
import { faultRow, occurrenceId } from './fault-record.ts';

export interface Earlier {
  /** Of the run; what was left in it is reverted. */
  readonly folder: string;
  readonly occurrences: readonly Occurrence[];
  readonly rows: readonly FaultRow[];
  readonly originMonotonicMs: number;
  /** Of the run's clock: for what nobody knows the end of. */
  readonly nowMs: number;
}

export interface EarlierFaults {
  /** Those that are not to be done again. */
  readonly known: ReadonlySet<string>;
  /** Rows that have to be written, with what is to be said of them. */
  readonly closed: readonly { readonly row: FaultRow; readonly text: string }[];
}

export function earlierFaults(earlier: Earlier): EarlierFaults {
  const { folder, occurrences, rows } = earlier;
  const reverted = readReverted(folder);
  const settled = new UndoLog(folder).settled();
  const known = new Set([...rows.map(occurrenceId), ...reverted.map(({ id }) => id), ...settled]);
  const closed = occurrences.flatMap((occurrence) => {
    const id = occurrenceId(occurrence);
    const row = rows.find((one) => occurrenceId(one) === id);
    if (!known.has(id) || (row !== undefined && row.state !== 'active')) return [];
    return [close(occurrence, row ?? null, reverted.find((one) => one.id === id) ?? null, earlier)];
  });
  return { known, closed };
}

function close(
  occurrence: Occurrence,
  stored: FaultRow | null,
  reverted: Reverted | null,
  { originMonotonicMs, nowMs }: Earlier,
): EarlierFaults['closed'][number] {
  // By the clock of another boot nobody knows when that was.
  const known = reverted !== null && reverted.bootId === readBootId();
  const endedMs = known ? reverted.monotonicMs - originMonotonicMs : nowMs;
  const begunMs = stored?.begunMs ?? (known ? reverted.record.monotonicMs - originMonotonicMs : nowMs);
  const wallMs = stored?.wallMs ?? reverted?.record.wallMs ?? Date.now();
  const failed = reverted?.failed ?? null;
  const done = reverted === null ? 'it was over by then' : reverted.done.join('; ');
  const why = failed === null ? `soakd died; ${done}` : `soakd died; not reverted: ${failed}`;
  const state = failed === null ? 'interrupted' : 'failed';
  const row = faultRow(occurrence, { state, wallMs, begunMs, endedMs, why });
  return {
    row: { ...row, beginProof: stored?.beginProof ?? null },
    text: `${occurrence.plan.name}: ${why}`,
  };
}
