/** Whether a database is sound. What costs nothing SQLite looks at when it opens it; this looks at every page, 3 s a GB. */
import { statSync } from 'node:fs';
import { mayLive, type Owner } from './owner.ts';
import { type Connection, isDamage } from './sqlite.ts';

/** Whoever closed it last emptied its log: else it was cut off, or is being written by another. */
export function hasLog(file: string): boolean {
  return (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** A living soakd conducts a run in it, or is its daemon. */
export function isInUse(database: Connection): boolean {
  const owners = database
    .prepare<[], Owner>(
      `SELECT pid, start_ticks AS startTicks, boot_id AS bootId FROM daemon UNION
      SELECT owner_pid, owner_start_ticks, owner_boot_id FROM progress WHERE state = 'running' AND owner_pid NOT NULL`,
    )
    .all();
  return owners.some(mayLive);
}

/** null: it is sound. */
export function firstFault(database: Connection): string | null {
  try {
    const found = String(database.pragma('quick_check(1)', { simple: true }));
    return found === 'ok'
      ? null
      : found.replace('*** in database main ***', '').replaceAll(/\s+/g, ' ').trim();
  } catch (error) {
    if (isDamage(error) && error instanceof Error) return error.message;
    throw error;
  }
}
