/** Who conducts what in a database: the runs that are said to be under way, and the daemon. */
import { type DaemonClaim, readDaemon } from './daemon-claim.ts';
import { openForReading } from './database.ts';
import type { Owner } from './owner.ts';
import type { RunProgress } from './run-record.ts';

export interface RunningRun {
  readonly id: string;
  readonly name: string;
  readonly startedWallMs: number;
  readonly heartbeatWallMs: number;
  readonly observedMs: number;
  /** Whether it still lives is for owner.ts to tell. */
  readonly owner: Owner;
  readonly ownerKind: RunProgress['ownerKind'];
  /** null: its control socket could not be made. */
  readonly socket: string | null;
}

export interface Conductors {
  /** Newest first. */
  readonly runs: readonly RunningRun[];
  /** Living or not. */
  readonly daemon: DaemonClaim | null;
}

/** Before this migration nobody's name was written down. */
const SINCE_SCHEMA = 2;

/** Rejects with a SoakdError when there is no database, or it may not be read. */
export async function readConductors(file: string): Promise<Conductors> {
  const database = await openForReading(file);
  try {
    if (Number(database.pragma('user_version', { simple: true })) < SINCE_SCHEMA) {
      return { runs: [], daemon: null };
    }
    const runs = database
      .prepare<[], Omit<RunningRun, 'owner'> & Owner>(
        `SELECT r.id, r.name, r.started_wall_ms AS startedWallMs, p.heartbeat_wall_ms AS heartbeatWallMs,
          p.observed_ms AS observedMs, p.owner_pid AS pid, p.owner_start_ticks AS startTicks, p.owner_boot_id AS bootId,
          p.owner_kind AS ownerKind, p.socket
        FROM progress p JOIN runs r ON r.run = p.run
        WHERE p.state = 'running' AND p.owner_pid IS NOT NULL ORDER BY r.run DESC`,
      )
      .all();
    return {
      runs: runs.map(({ pid, startTicks, bootId, ...run }) => ({
        ...run,
        owner: { pid, startTicks, bootId },
      })),
      daemon: readDaemon(database),
    };
  } finally {
    database.close();
  }
}
