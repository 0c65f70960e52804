/** What happened in a run and what was said of it: lists that are short whatever the run's length. */

import type { AlertRow, NotificationRow, SnapshotRow } from './alert-record.ts';
import { alerts, notifications, snapshots } from './alert-table.ts';
import type { EventRow, FaultRow, GenerationRow } from './event-record.ts';
import { events, faults, generations } from './event-table.ts';
import type { CorpusRow, FailureSampleRow } from './load-record.ts';
import { corpora, failureSamples } from './load-table.ts';
import { readRows } from './read-rows.ts';
import type { AvailabilityRow, LimitsRow } from './reading-record.ts';
import { availability, limits } from './reading-table.ts';
import type { Connection } from './sqlite.ts';
import type { TrendRow, VerdictRow } from './verdict-record.ts';
import { trends, verdicts } from './verdict-table.ts';

export function readGenerations(database: Connection, run: number): Required<GenerationRow>[] {
  const query = ofRun(run, 'generations', 'target, generation');
  return readRows<GenerationRow>(database, query, generations);
}

/** In time order. `limit`: the newest so many. */
export function readEvents(
  database: Connection,
  run: number,
  { sinceMs, limit = -1 }: { readonly sinceMs?: number; readonly limit?: number },
): EventRow[] {
  const rest = 'WHERE run = ? AND mono_ms >= ? ORDER BY mono_ms DESC, id DESC LIMIT ?';
  const parameters = [run, Math.ceil(sinceMs ?? Number.MIN_SAFE_INTEGER), limit];
  return readRows<EventRow>(database, { table: 'events', rest, parameters }, events).reverse();
}

export function readAvailability(database: Connection, run: number): AvailabilityRow[] {
  const query = ofRun(run, 'availability', 'mono_ms, target, metric');
  return readRows<AvailabilityRow>(database, query, availability);
}

export function readLimits(database: Connection, run: number): LimitsRow[] {
  return readRows<LimitsRow>(database, ofRun(run, 'limits', 'target, generation'), limits);
}

/** In the order of time, `most` of them. */
export function readFailureSamples(database: Connection, run: number, most: number): FailureSampleRow[] {
  const rest = 'WHERE run = ? ORDER BY mono_ms, operation, arrival LIMIT ?';
  const query = { table: 'failure_samples', rest, parameters: [run, most] };
  return readRows<FailureSampleRow>(database, query, failureSamples);
}

export function readCorpora(database: Connection, run: number): CorpusRow[] {
  return readRows<CorpusRow>(database, ofRun(run, 'corpora', 'name'), corpora);
}

export function readVerdicts(database: Connection, run: number): Required<VerdictRow>[] {
  return readRows<VerdictRow>(database, ofRun(run, 'verdicts', 'position'), verdicts);
}

export function readTrends(database: Connection, run: number): TrendRow[] {
  return readRows<TrendRow>(database, ofRun(run, 'trends', 'position'), trends);
}

export function readAlerts(database: Connection, run: number): Required<AlertRow>[] {
  return readRows<AlertRow>(database, ofRun(run, 'alerts', 'fired_ms, alert, target'), alerts);
}

export function readNotifications(database: Connection, run: number): Required<NotificationRow>[] {
  const query = ofRun(run, 'notifications', 'fired_ms, alert, target, delivery');
  return readRows<NotificationRow>(database, query, notifications);
}

export function readFaults(database: Connection, run: number): Required<FaultRow>[] {
  return readRows<FaultRow>(database, ofRun(run, 'faults', 'planned_ms, fault, occurrence'), faults);
}

export function readSnapshots(database: Connection, run: number): Required<SnapshotRow>[] {
  return readRows<SnapshotRow>(database, ofRun(run, 'snapshots', 'mono_ms, target'), snapshots);
}

function ofRun(run: number, name: string, order: string) {
  return { table: name, rest: `WHERE run = ? ORDER BY ${order}`, parameters: [run] };
}
