/** Runs: which there are, which one is meant, and what is known of one. */
import { SoakdError } from '../error.ts';
import type { NewRun, RunProgress } from './record.ts';
import type { Connection } from './sqlite.ts';

export interface StoredRun {
  /** Row id: `run` in every record. */
  readonly run: number;
  readonly id: string;
  readonly name: string;
  readonly state: RunProgress['state'];
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

const SUMMARY = `SELECT r.run, r.id, r.name, p.state, p.phase, r.started_wall_ms AS startedWallMs,
    p.heartbeat_wall_ms AS heartbeatWallMs, p.observed_ms AS observedMs, p.ended_wall_ms AS endedWallMs, p.verdict,
    r.thinned_wall_ms AS thinnedWallMs
  FROM runs r JOIN progress p ON p.run = r.run`;
/** More candidates than these help nobody to choose. */
const CANDIDATES = 10;

/** Newest first. */
export function listRuns(
  database: Connection,
  { limit = -1, name }: { readonly limit?: number; readonly name?: string } = {},
): StoredRun[] {
  const where = name === undefined ? '' : 'WHERE r.name = ?';
  return database
    .prepare<[readonly (number | string)[]], StoredRun>(`${SUMMARY} ${where} ORDER BY r.run DESC LIMIT ?`)
    .all(name === undefined ? [limit] : [name, limit]);
}

/** An id, `latest`, the name of a plan (its newest run), or a unique prefix of an id; in this order. */
export function findRun(database: Connection, reference: string): StoredRun {
  const get = (where: string, ...parameters: string[]) =>
    database
      .prepare<[readonly string[]], StoredRun>(`${SUMMARY} ${where} ORDER BY r.run DESC LIMIT ${CANDIDATES}`)
      .all(parameters);
  const exact =
    get('WHERE r.id = ?', reference)[0] ??
    (reference === 'latest' ? get('')[0] : get('WHERE r.name = ?', reference)[0]);
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
  const summary = database.prepare<[number], StoredRun>(`${SUMMARY} WHERE r.run = ?`).get(run);
  const facts = database
    .prepare<[number], Omit<NewRun, 'targets' | 'operations'>>(
      `SELECT id, name, plan_text AS planText, plan_sha256 AS planSha256, plan_json AS planJson,
        started_wall_ms AS startedWallMs, boot_id AS bootId, monotonic_origin_ms AS monotonicOriginMs,
        host_json AS hostJson FROM runs WHERE run = ?`,
    )
    .get(run);
  if (summary === undefined || facts === undefined) throw unknownRun(database, `number ${run}`);
  return {
    ...facts,
    ...summary,
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
  return new SoakdError(`no run is called "${reference}"`, {
    hint: `The newest are ${candidates(newest)}. "soakd runs" lists all.`,
  });
}

function candidates(runs: readonly StoredRun[]): string {
  return runs.map(({ id, name }) => `${id} (${name})`).join(', ');
}
