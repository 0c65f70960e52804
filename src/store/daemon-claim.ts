/** One daemon per database: the first to claim it has it until it releases it or its process ends. */
import { isSame, mayLive, type Owner } from './owner.ts';
import type { Connection } from './sqlite.ts';

export interface DaemonClaim extends Owner {
  /** Path of its control socket. */
  readonly socket: string;
  readonly startedWallMs: number;
}

export type LivingDaemon = Pick<DaemonClaim, 'pid' | 'socket' | 'startedWallMs'>;

/** Within the caller's transaction. null: it is the claimant's now; else whose it is. */
export function claimDaemon(database: Connection, claim: DaemonClaim): LivingDaemon | null {
  const holder = readDaemon(database);
  if (holder !== null && !isSame(holder, claim) && mayLive(holder)) {
    const { pid, socket, startedWallMs } = holder;
    return { pid, socket, startedWallMs };
  }
  database
    .prepare(
      `INSERT OR REPLACE INTO daemon (one, pid, start_ticks, boot_id, socket, started_wall_ms)
      VALUES (1, @pid, @startTicks, @bootId, @socket, @startedWallMs)`,
    )
    .run(claim);
  return null;
}

/** Within the caller's transaction. Another's claim is left alone. */
export function releaseDaemon(database: Connection, owner: Owner): void {
  database
    .prepare('DELETE FROM daemon WHERE pid = @pid AND start_ticks = @startTicks AND boot_id = @bootId')
    .run(owner);
}

/** Whoever claimed it last and did not release it, living or not. */
export function readDaemon(database: Connection): DaemonClaim | null {
  const claim = database
    .prepare<[], DaemonClaim>(
      `SELECT pid, start_ticks AS startTicks, boot_id AS bootId, socket, started_wall_ms AS startedWallMs FROM daemon`,
    )
    .get();
  return claim ?? null;
}
