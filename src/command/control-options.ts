/** The options that all verbs of control have in common. */
import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import type { Place } from '../control/place.ts';
import { databaseFile, databaseFlag, quoted } from './installation.ts';

export const controlOptions = {
  db: { type: 'string' },
  socket: { type: 'string' },
  json: { type: 'boolean' },
} as const;

export const CONTROL_OPTIONS_HELP = `  --socket PATH   the control socket, or SOAKD_SOCKET (default: that of the run; else of the
                  database's daemon; else of the service of this machine, /run/soakd/soakd.sock)
  --db FILE       the database of the run (default: soakd info tells); with it the service is not
                  asked
  --json          as JSON`;

export function placeOf(
  values: { readonly db?: string | undefined; readonly socket?: string | undefined },
  environment: NodeJS.ProcessEnv = process.env,
): Place {
  const socket = values.socket ?? environment['SOAKD_SOCKET'] ?? '';
  const named = values.db ?? environment['SOAKD_DB'] ?? '';
  return {
    socket: socket === '' ? null : resolve(socket),
    // A socket is enough: an operator may not even enter the database's folder.
    database: socket === '' ? databaseFile(values.db, environment) : '',
    isDatabaseNamed: named !== '',
    environment,
  };
}

/** ` --socket PATH` or ` --db FILE`, for a command to type next about the same. */
export function sameFlags({ socket, database }: Place): string {
  return socket === null ? databaseFlag(database) : ` --socket ${quoted(socket)}`;
}

/** For the run's events: not proven, but whoever may connect may do far more than lie about his name. */
export function whoAsks(): string {
  try {
    return userInfo().username;
  } catch {
    // A uid without an entry in the system's users, as in a container.
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
