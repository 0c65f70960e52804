/** The database whose runs are watched: the one that is named, else this user's, else that of the service of this machine. */
import { existsSync } from 'node:fs';
import { SoakdError } from '../error.ts';
import { databaseFile } from './installation.ts';

/** An operator of the service has no database of his own, and may read that of the service. */
export async function watchedDatabase(
  flag: string | undefined,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const database = databaseFile(flag, environment);
  const isNamed = (flag ?? environment['SOAKD_DB'] ?? '') !== '';
  if (isNamed || existsSync(database)) return database;
  // Loaded where it is used: what waits behind a dashboard is to be small.
  const [{ serviceOf }, { controlClient }] = await Promise.all([
    import('../control/place.ts'),
    import('../control/client.ts'),
  ]);
  const service = serviceOf({ environment });
  if (service === null) return database;
  try {
    return (await controlClient(service.socket).overview()).soakd.database;
  } catch (error) {
    if (error instanceof SoakdError && !service.isOpen) throw error;
    return database;
  }
}
