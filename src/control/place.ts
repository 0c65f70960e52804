/** Where the user points: a socket, or a database whose runs and daemon have one, or the service of this machine. */
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { SoakdError } from '../error.ts';
import { codeOf } from '../proc/failure.ts';
import { type Conductors, readConductors } from '../store/conductors.ts';

export interface Place {
  /** From --socket or SOAKD_SOCKET: then nothing else is looked at. */
  readonly socket: string | null;
  readonly database: string;
  /** By --db or SOAKD_DB: what runs elsewhere is not meant, as a production soak by a "stop" for a trial. */
  readonly isDatabaseNamed: boolean;
  readonly environment: NodeJS.ProcessEnv;
}

/** systemd.exec(5): RuntimeDirectory= of the unit makes this folder. */
const SERVICE_FOLDER = '/run/soakd';
const SERVICE_SOCKET = 'soakd.sock';

/** Of a daemon that systemd starts, and of whoever looks for it. */
export function serviceSocket(environment: NodeJS.ProcessEnv): string {
  const folder = environment['RUNTIME_DIRECTORY']?.split(':')[0];
  return join(folder === undefined || folder === '' ? SERVICE_FOLDER : folder, SERVICE_SOCKET);
}

/** null: there is no service. One that may not be used is there all the same. */
export function serviceOf({
  environment,
}: Pick<Place, 'environment'>): { readonly socket: string; readonly isOpen: boolean } | null {
  const socket = serviceSocket(environment);
  try {
    accessSync(socket, constants.W_OK);
    return { socket, isOpen: true };
  } catch (error) {
    return codeOf(error) === 'EACCES' ? { socket, isOpen: false } : null;
  }
}

/**
 * null: there is no database here, or none that we may read, and the user did not name one that is missing: an operator
 * of the service has its socket alone.
 */
export async function conductorsAt(place: Place): Promise<Conductors | null> {
  try {
    return await readConductors(place.database);
  } catch (error) {
    if (!(error instanceof SoakdError)) throw error;
    if (place.isDatabaseNamed && serviceOf(place)?.isOpen !== true) throw error;
    return null;
  }
}
