/** What came of a fault: how long until all was well again, whether all came back at once, and what else failed. */
import { localPort } from '../plan/operation/local-port.ts';
import type { Plan } from '../plan/plan.ts';
import type { FaultRow } from '../store/event-record.ts';
import { between } from '../trend/points.ts';
import { byName } from './assess-load.ts';
import type { AssessedImpact, OperationImpact, Reconnects } from './assessed-impact.ts';
import { recoverOf, recoveryFor } from './fault-recovery.ts';
import type { Investigation } from './investigation.ts';
import { type Counts, countsBetween } from './load-counts.ts';
import type { Recovery } from './recovery.ts';
import type { RunRows } from './run-rows.ts';

/** What is usual is told by so long before a fault at most. */
const BEFORE_S = 60;
/** Who lost a connection and does not wait opens another within this. */
const STORM_S = 10;

/** Of one that is over; null: it is not, or it was never begun. */
export function impactOf(row: FaultRow, rows: RunRows, found: Investigation): AssessedImpact | null {
  const { begunMs, endedMs } = row;
  const ended = row.state === 'over' || row.state === 'interrupted';
  if (begunMs === null || endedMs === null || !ended || rows.isThinned) return null;
  const recover = recoverOf(row, rows.plan);
  const recovery = recover === null ? null : recoveryFor(row, recover, rows, found);
  const toS = endedMs / 1000 + (recovery === null ? 0 : leastS(recovery));
  return {
    recovery:
      recovery === null || recover === null
        ? null
        : {
            rule: recover.rule.text,
            holdsS: recover.holdsMs / 1000,
            withinS: Number.isFinite(recover.withinMs) ? recover.withinMs / 1000 : null,
            afterS: recovery.kind === 'recovered' ? recovery.afterS : null,
            atLeastS: leastS(recovery),
            why: recovery.kind === 'recovered' ? null : recovery.why,
          },
    reconnects: reconnectsOf(begunMs / 1000, endedMs / 1000, toS, rows),
    operations: operationsOf(row, begunMs / 1000, toS, rows, found),
    marks: byName(rows.marksBetween(1000 * Math.floor(begunMs / 1000), 1000 * Math.ceil(toS))),
  };
}

/** null: connections were not counted. */
function reconnectsOf(begunS: number, endedS: number, toS: number, rows: RunRows): Reconnects | null {
  const opened = rows.opened();
  const usual = between(opened, begunS - BEFORE_S, Math.floor(begunS));
  const after = between(opened, Math.floor(begunS), Math.max(toS, endedS + STORM_S));
  if (after.seconds.length === 0) return null;
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
  const most = (values: Float64Array): number => values.reduce((top, value) => Math.max(top, value), 0);
  const peak = most(after.values);
  const known = usual.seconds.length > 0;
  return {
    beforePerS: known ? sum(usual.values) / usual.seconds.length : null,
    beforePeakPerS: known ? most(usual.values) : null,
    peakPerS: peak,
    peakAtS: after.seconds[after.values.indexOf(peak)] ?? begunS,
    opened: sum(after.values),
  };
}

/** Those that failed from its begin until all was well. */
function operationsOf(
  row: FaultRow,
  begunS: number,
  toS: number,
  { facts, plan }: RunRows,
  found: Investigation,
): OperationImpact[] {
  return facts.operations.flatMap(({ name }, index): OperationImpact[] => {
    const counts = found.counts(index);
    const during = countsBetween(counts, Math.floor(begunS), Math.ceil(toS));
    const before = countsBetween(counts, Math.max(0, Math.floor(begunS) - BEFORE_S), Math.floor(begunS));
    if (troubled(during) === 0) return [];
    const isTouched = touches(row, index, plan);
    return [
      {
        name,
        touched: isTouched,
        failed: troubled(during),
        of: ended(during),
        failedBefore: troubled(before),
        ofBefore: ended(before),
        cascade: isTouched === false && shareOf(during) > shareOf(before),
      },
    ];
  });
}

/** Whether the fault acts on what the operation works on or goes through; null: nobody knows. */
function touches({ subject }: FaultRow, index: number, { targets, proxies, load }: Plan): boolean | null {
  const operation = load?.operations[index];
  if (operation === undefined) return null;
  const proxy = proxies?.find(({ name }) => name === subject);
  if (proxy !== undefined) return localPort(operation) === proxy.listen.port;
  if (!targets.some(({ name }) => name === subject)) return null;
  if (operation.target !== null) return operation.target === subject;
  return targets.length === 1 ? true : null;
}

function troubled({ failed, skipped }: Counts): number {
  return failed + skipped;
}

function ended({ ok, failed, blocked, skipped }: Counts): number {
  return ok + failed + blocked + skipped;
}

function shareOf(counts: Counts): number {
  const all = ended(counts);
  return all === 0 ? 0 : troubled(counts) / all;
}

function leastS(recovery: Recovery): number {
  return recovery.kind === 'recovered' ? recovery.afterS : recovery.atLeastS;
}
