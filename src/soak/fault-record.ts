/** One occurrence of a fault as the run's rows have it. */
import type { Clock } from '../clock.ts';
import type { Proof } from '../fault/act.ts';
import type { UndoRecord } from '../fault/undo-log.ts';
import { actText } from '../plan/fault/fault-outline.ts';
import { subjectOf } from '../plan/fault/fault-plan.ts';
import type { Occurrence } from '../plan/fault/fault-timeline.ts';
import type { FaultRow } from '../store/event-record.ts';

/** To begin and to end may take a while, of a full disk or a process that does not go; then the guardian does it. */
const OVERDUE_MS = 60_000;

/** Names its undo record, too. */
export function occurrenceId({ fault, occurrence }: Pick<Occurrence, 'fault' | 'occurrence'>): string {
  return `${fault}-${occurrence}`;
}

export function faultRow(
  { fault, occurrence, beginMs, endMs, seed, plan }: Occurrence,
  found: Pick<FaultRow, 'state' | 'wallMs'> & {
    readonly begunMs?: number;
    readonly endedMs?: number;
    readonly begin?: Proof | undefined;
    readonly end?: Proof;
    readonly why?: string;
  },
): FaultRow {
  const { state, wallMs, begunMs = null, endedMs = null, begin, end, why = null } = found;
  return {
    fault,
    occurrence,
    name: plan.name,
    act: plan.act.kind,
    subject: subjectOf(plan.act),
    what: actText(plan.act),
    seed,
    plannedMs: beginMs,
    plannedEndMs: endMs,
    begunMs,
    endedMs,
    wallMs,
    state,
    beginProof: begin === undefined ? null : JSON.stringify(begin),
    endProof: end === undefined ? null : JSON.stringify(end),
    why,
  };
}

export function lastsMs({ beginMs, endMs }: Occurrence): number {
  return (endMs ?? beginMs) - beginMs;
}

/** What is on the disk before it begins, without what reverts it. */
export function undoRecord(occurrence: Occurrence, clock: Clock): Omit<UndoRecord, 'undo'> {
  return {
    id: occurrenceId(occurrence),
    what: occurrence.plan.name,
    monotonicMs: clock.monotonicMs(),
    wallMs: clock.wallMs(),
    overdueMs: clock.monotonicMs() + lastsMs(occurrence) + OVERDUE_MS,
  };
}
