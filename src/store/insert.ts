/** Writes records into their tables. Every statement is idempotent: a batch whose commit was not heard of is written again. */

import { alerts, notifications, snapshots } from './alert-table.ts';
import { type Column, kept, type Value } from './column.ts';
import { events, faults, generations } from './event-table.ts';
import {
  corpora,
  failureSamples,
  failures,
  generatorSeconds,
  histograms,
  marks,
  minuteTimes,
  operationSeconds,
  outcomes,
} from './load-table.ts';
import {
  availability,
  cgroupSamples,
  limits,
  paths,
  samples,
  scrapes,
  selfSamples,
} from './reading-table.ts';
import type { StoreRecord } from './record.ts';
import type { NewRun } from './run-record.ts';
import { progress } from './run-table.ts';
import type { Connection } from './sqlite.ts';
import { trends, verdicts } from './verdict-table.ts';

type Kind = StoreRecord['kind'];

interface Target {
  readonly columns: Readonly<Record<string, Column>>;
  readonly sql: string;
}

const targets: Readonly<Record<Kind, Target>> = {
  sample: into('samples', samples),
  cgroup: into('cgroup_samples', cgroupSamples),
  limits: into('limits', limits),
  unavailable: into('availability', availability),
  path: into('paths', paths),
  self: into('self_samples', selfSamples),
  'operation-second': into('operation_seconds', operationSeconds),
  failures: into('failures', failures),
  outcomes: into('outcomes', outcomes),
  mark: into('marks', marks),
  'failure-sample': into('failure_samples', failureSamples),
  corpus: into('corpora', corpora),
  'generator-second': into('generator_seconds', generatorSeconds),
  histogram: into('histograms', histograms),
  'minute-times': into('minute_times', minuteTimes),
  // The same words at the same millisecond are the same event.
  event: {
    columns: events,
    sql: `WITH given (run, ${names(events).join(', ')}) AS (VALUES (${places(events)}))
      INSERT INTO events (run, ${names(events).join(', ')}) SELECT * FROM given WHERE NOT EXISTS (
        SELECT 1 FROM events e WHERE e.run = given.run AND e.mono_ms = given.mono_ms AND e.event = given.event
          AND e.target IS given.target AND e.text = given.text)`,
  },
  generation: into('generations', generations),
  verdict: into('verdicts', verdicts),
  trend: into('trends', trends),
  alert: into('alerts', alerts),
  notification: into('notifications', notifications),
  snapshot: into('snapshots', snapshots),
  fault: into('faults', faults),
  scraped: {
    columns: scrapes,
    sql: `WITH given (run, name, mono_ms, wall_ms, value) AS (VALUES (?, ?, ?, ?, ?))
      INSERT OR REPLACE INTO scrapes (series, mono_ms, wall_ms, value)
      SELECT s.series, g.mono_ms, g.wall_ms, g.value FROM given g JOIN scraped_series s ON s.run = g.run AND s.name = g.name`,
  },
  'run-update': {
    columns: progress,
    sql: `WITH given (run, ${names(progress).join(', ')}) AS (VALUES (${places(progress)}))
      UPDATE progress SET ${names(progress)
        .map((name) => `${name} = coalesce(given.${name}, progress.${name})`)
        .join(', ')}
      FROM given WHERE progress.run = given.run`,
  },
};

/** A function that writes one record, within the caller's transaction. */
export function prepareInserts(database: Connection): (record: StoreRecord) => void {
  const statements = new Map(
    Object.entries(targets).map(([kind, { columns, sql }]) => [
      kind,
      { statement: database.prepare<[readonly Value[]]>(sql), fields: Object.entries(columns) },
    ]),
  );
  const nameSeries = database.prepare<[number, string]>(
    'INSERT INTO scraped_series (run, name) VALUES (?, ?)',
  );
  return (record) => {
    const { statement, fields } = statements.get(record.kind) ?? unknownKind(record.kind);
    const row: Readonly<Record<string, unknown>> = { ...record };
    const values: Value[] = [record.run];
    for (const [field, { keeping }] of fields) values.push(kept(row[field], keeping));
    const { changes } = statement.run(values);
    if (changes === 0 && record.kind === 'scraped') {
      nameSeries.run(record.run, record.series);
      statement.run(values);
    }
  };
}

/**
 * Within the caller's transaction. The answer is the row id. `again`: the answer was lost the first time, so the run may
 * be there already. `number`: the row id that it is to have.
 */
export function insertRun(
  database: Connection,
  run: NewRun,
  again: boolean,
  number: number | null = null,
): number {
  if (again) {
    const found = database
      .prepare<[string, number], number>('SELECT run FROM runs WHERE id = ? AND monotonic_origin_ms = ?')
      .pluck()
      .get(run.id, run.monotonicOriginMs);
    if (found !== undefined) return found;
  }
  const { lastInsertRowid } = database
    .prepare(
      `INSERT INTO runs (run, id, name, started_wall_ms, boot_id, monotonic_origin_ms, plan_sha256, host_json, plan_json, plan_text)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      number,
      run.id,
      run.name,
      Math.round(run.startedWallMs),
      run.bootId,
      run.monotonicOriginMs,
      run.planSha256,
      run.hostJson,
      run.planJson,
      run.planText,
    );
  const row = Number(lastInsertRowid);
  const owner = run.ownership;
  database
    .prepare(
      `INSERT INTO progress (run, state, phase, observed_ms, heartbeat_wall_ms,
        owner_pid, owner_start_ticks, owner_boot_id, owner_kind, socket)
      VALUES (?, 'running', 'ready', 0, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      row,
      Math.round(run.startedWallMs),
      owner?.ownerPid ?? null,
      owner?.ownerStartTicks ?? null,
      owner?.ownerBootId ?? null,
      owner?.ownerKind ?? null,
      owner?.socket ?? null,
    );
  const target = database.prepare('INSERT INTO targets (run, target, name) VALUES (?, ?, ?)');
  for (const [index, name] of run.targets.entries()) target.run(row, index, name);
  const operation = database.prepare(
    'INSERT INTO operations (run, operation, name, kind, weight, target) VALUES (?, ?, ?, ?, ?, ?)',
  );
  for (const [index, { name, kind, weight, target: on }] of run.operations.entries())
    operation.run(row, index, name, kind, weight, on);
  return row;
}

function into(name: string, columns: Readonly<Record<string, Column>>): Target {
  const sql = `INSERT OR REPLACE INTO ${name} (run, ${names(columns).join(', ')}) VALUES (${places(columns)})`;
  return { columns, sql };
}

function names(columns: Readonly<Record<string, Column>>): readonly string[] {
  return Object.values(columns).map(({ name }) => name);
}

/** One for the run, one for each column. */
function places(columns: Readonly<Record<string, Column>>): string {
  return ['?', ...Object.values(columns).map(() => '?')].join(', ');
}

function unknownKind(kind: string): never {
  throw new TypeError(`no table for records of kind "${kind}"`);
}
