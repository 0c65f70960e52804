/** Runs: which there are, which one is meant, and what is known of one. */
import { SoakdError } from '../error.ts';
import { nearest } from '../nearest.ts';
import { mayLive } from './owner.ts';
import type { NewRun, RunProgress } from './run-record.ts';
import type { Connection } from './sqlite.ts';

export interface StoredRun {
  /** Row id: `run` in every record. */
  readonly run: number;
  readonly id: string;
  readonly name: string;
  /** `interrupted` also where it was under way and nobody conducts it any more. */
  readonly state: RunProgress['state'];
  /** What conducts it, or did; null: an older soakd, or one that died just then. */
  readonly ownerKind: RunProgress['ownerKind'] | null;
  readonly phase: RunProgress['phase'];
  readonly startedWallMs: number;
  readonly heartbeatWallMs: number;
  readonly observedMs: number;
  /** null while it runs. */
  readonly endedWallMs: number | null;
  /** null before it is judged. */
  readonly verdict: RunProgress['verdict'] | null;
  /** When its samples gave way to their minutes; null: they are all there. */
  readonly thinnedWallMs: number | null;
}

/** All that was stored at its begin, beside how far it got. */
export type RunFacts = StoredRun & NewRun;

/** A run as it is stored: nobody says that it has ended when its soakd dies. */
interface SummaryRow extends StoredRun {
  readonly ownerPid: number | null;
  readonly ownerStartTicks: number | null;
  readonly ownerBootId: string | null;
}

const SUMMARY = `SELECT r.run, r.id, r.name, p.state, p.phase, r.started_wall_ms AS startedWallMs,
    p.owner_pid AS ownerPid, p.owner_start_ticks AS ownerStartTicks, p.owner_boot_id AS ownerBootId,
    p.owner_kind AS ownerKind,
    p.heartbeat_wall_ms AS heartbeatWallMs, p.observed_ms AS observedMs, p.ended_wall_ms AS endedWallMs, p.verdict,
    r.thinned_wall_ms AS thinnedWallMs
  FROM runs r JOIN progress p ON p.run = r.run`;
/** More candidates than these help nobody to choose. */
const CANDIDATES = 10;
/** Of so many runs a mistyped name may be meant. */
const GUESSED_FROM = 200;
/** A run without a known owner may be just about to be given one. */
const UNOWNED_MS = 60_000;

/** Newest first. */
export function listRuns(
  database: Connection,
  { limit = -1, name }: { readonly limit?: number; readonly name?: string } = {},
): StoredRun[] {
  const where = name === undefined ? '' : 'WHERE r.name = ?';
  return database
    .prepare<[readonly (number | string)[]], SummaryRow>(`${SUMMARY} ${where} ORDER BY r.run DESC LIMIT ?`)
    .all(name === undefined ? [limit] : [name, limit])
    .map(storedRun);
}

/** Runs that are said to be under way, or have ended without a verdict, though nobody conducts them any more; oldest first. */
export function abandonedRuns(database: Connection): StoredRun[] {
  return database
    .prepare<[], SummaryRow>(
      `${SUMMARY} WHERE p.state = 'running' OR (p.verdict IS NULL AND p.owner_pid IS NOT NULL) ORDER BY r.run`,
    )
    .all()
    .filter((row) => !isConducted(row))
    .map(storedRun);
}

function storedRun(row: SummaryRow): StoredRun {
  const { ownerPid: _pid, ownerStartTicks: _startTicks, ownerBootId: _bootId, ...run } = row;
  return run.state !== 'running' || isConducted(row) ? run : { ...run, state: 'interrupted' };
}

function isConducted({ ownerPid, ownerStartTicks, ownerBootId, heartbeatWallMs }: SummaryRow): boolean {
  const isUnowned = ownerPid === null || ownerStartTicks === null || ownerBootId === null;
  if (isUnowned) return Math.abs(Date.now() - heartbeatWallMs) < UNOWNED_MS;
  return mayLive({ pid: ownerPid, startTicks: ownerStartTicks, bootId: ownerBootId });
}

/** What never began, since a target would not start say, has nothing to tell beside a run that did. */
const BEGAN = "WHERE NOT (p.state = 'failed' AND p.observed_ms = 0)";

/** An id, `latest`, the name of a plan (its newest run), or a unique prefix of an id; in this order. */
export function findRun(database: Connection, reference: string): StoredRun {
  const get = (where: string, ...parameters: string[]) =>
    database
      .prepare<[readonly string[]], SummaryRow>(`${SUMMARY} ${where} ORDER BY r.run DESC LIMIT ${CANDIDATES}`)
      .all(parameters)
      .map(storedRun);
  const exact =
    get('WHERE r.id = ?', reference)[0] ??
    (reference === 'latest' ? (get(BEGAN)[0] ?? get('')[0]) : get('WHERE r.name = ?', reference)[0]);
  if (exact !== undefined) return exact;
  const matches = reference === '' ? [] : get('WHERE substr(r.id, 1, length(?)) = ?', reference, reference);
  const [only, ...others] = matches;
  if (only === undefined) throw unknownRun(database, reference);
  if (others.length === 0) return only;
  throw new SoakdError(`"${reference}" could be any of several runs: ${candidates(matches)}`, {
    hint: 'Write more of the id.',
  });
}

export function readRun(database: Connection, run: number): RunFacts {
  const summary = database.prepare<[number], SummaryRow>(`${SUMMARY} WHERE r.run = ?`).get(run);
  const facts = database
    .prepare<[number], Omit<NewRun, 'targets' | 'operations'>>(
      `SELECT id, name, plan_text AS planText, plan_sha256 AS planSha256, plan_json AS planJson,
        started_wall_ms AS startedWallMs, coalesce(p.boot_id, r.boot_id) AS bootId,
        coalesce(p.monotonic_origin_ms, r.monotonic_origin_ms) AS monotonicOriginMs, host_json AS hostJson
        FROM runs r JOIN progress p ON p.run = r.run WHERE r.run = ?`,
    )
    .get(run);
  if (summary === undefined || facts === undefined) throw unknownRun(database, `number ${run}`);
  return {
    ...facts,
    ...storedRun(summary),
    targets: readTargets(database, run),
    operations: readOperations(database, run),
  };
}

/** Its minutes are all there is of its samples. */
export function isThinned(database: Connection, run: number): boolean {
  const thinnedWallMs = database
    .prepare<[number], number | null>('SELECT thinned_wall_ms FROM runs WHERE run = ?')
    .pluck()
    .get(run);
  return typeof thinnedWallMs === 'number';
}

/** Names, by index. */
export function readTargets(database: Connection, run: number): string[] {
  return database
    .prepare<[number], string>('SELECT name FROM targets WHERE run = ? ORDER BY target')
    .pluck()
    .all(run);
}

/** By index. */
export function readOperations(database: Connection, run: number): NewRun['operations'][number][] {
  return database
    .prepare<[number], NewRun['operations'][number]>(
      'SELECT name, kind, weight, target FROM operations WHERE run = ? ORDER BY operation',
    )
    .all(run);
}

function unknownRun(database: Connection, reference: string): SoakdError {
  const newest = listRuns(database, { limit: 5 });
  if (newest.length === 0)
    return new SoakdError('the database holds no run yet', {
      hint: '"soakd demo" or "soakd run <plan>" makes one.',
    });
  const names = listRuns(database, { limit: GUESSED_FROM }).flatMap(({ id, name }) => [name, id]);
  const close = nearest(reference, new Set(names));
  const guess = close === null ? '' : `Did you mean "${close}"? `;
  return new SoakdError(`no run is called "${reference}"`, {
    hint: `${guess}The newest are ${candidates(newest)}. "soakd runs" lists all.`,
  });
}

function candidates(runs: readonly StoredRun[]): string {
  return runs.map(({ id, name }) => `${id} (${name})`).join(', ');
}

/** Time of the newest row of any series or event; null when there is none. */
export function lastSeenMs(database: Connection, run: number): number | null {
  const row = database
    .prepare<[number], { newest: number | null }>(
      `WITH given (run) AS (VALUES (?)), newest (mono_ms) AS (
        SELECT (SELECT max(mono_ms) FROM self_samples s WHERE s.run = given.run) FROM given UNION ALL
        SELECT (SELECT max(mono_ms) FROM self_minutes s WHERE s.run = given.run) FROM given UNION ALL
        SELECT (SELECT max(mono_ms) FROM generator_seconds g WHERE g.run = given.run) FROM given UNION ALL
        SELECT (SELECT max(mono_ms) FROM generator_minutes g WHERE g.run = given.run) FROM given UNION ALL
        SELECT (SELECT max(mono_ms) FROM events e WHERE e.run = given.run) FROM given UNION ALL
        SELECT (SELECT max(mono_ms) FROM samples s WHERE s.run = t.run AND s.target = t.target)
          FROM given JOIN targets t ON t.run = given.run
      ) SELECT max(mono_ms) AS newest FROM newest`,
    )
    .get(run);
  return row?.newest ?? null;
}
