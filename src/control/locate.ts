/** The socket to ask for a verb, and what to say where there is none. */
import { existsSync } from 'node:fs';
import { SoakdError } from '../error.ts';
import type { Conductors, RunningRun } from '../store/conductors.ts';
import { mayLive } from '../store/owner.ts';
import { type ControlClient, controlClient } from './client.ts';
import { conductorsAt, type Place, serviceOf } from './place.ts';
import { findRunning } from './running-run.ts';
import { vanishedHint, vanishedText } from './vanished.ts';

export interface LocatedRun {
  readonly client: ControlClient;
  /** Its id, or what the user called it where only the other end knows. */
  readonly run: string;
}

/** @throws SoakdError when no such run is under way, or it cannot be controlled */
export async function locateRun(place: Place, reference: string): Promise<LocatedRun> {
  if (place.socket !== null) return { client: controlClient(place.socket), run: reference };
  const conductors = await conductorsAt(place);
  const runs = conductors?.runs ?? [];
  const living = runs.filter(({ owner }) => mayLive(owner));
  const found = named(reference, living);
  if (found !== null) return { client: clientOf(found), run: found.id };
  const service = serviceFor(place, conductors);
  if (service !== null) return { client: service, run: reference };
  const vanished = named(
    reference,
    runs.filter((run) => !living.includes(run)),
  );
  if (vanished !== null) throw new SoakdError(vanishedText(vanished), { hint: vanishedHint(vanished) });
  findRunning(reference, living);
  throw new SoakdError('no run is under way');
}

/** @throws SoakdError when there is none */
export async function locateDaemon(place: Place): Promise<ControlClient> {
  if (place.socket !== null) return controlClient(place.socket);
  const conductors = await conductorsAt(place);
  const daemon = conductors?.daemon ?? null;
  if (daemon !== null && mayLive(daemon)) return controlClient(daemon.socket);
  const service = serviceFor(place, conductors);
  if (service !== null) return service;
  throw new SoakdError(`no daemon runs for ${place.database}`, { hint: howToStart() });
}

/** Where systemd looks for units (systemd.unit(5)); scripts/install writes the first. */
const UNITS = ['/etc/systemd/system', '/usr/lib/systemd/system', '/lib/systemd/system'];

export function howToStart(): string {
  const isInstalled = UNITS.some((folder) => existsSync(`${folder}/soakd.service`));
  return isInstalled
    ? '"systemctl start soakd" starts the service, "soakd daemon" starts one of your own; "soakd run <plan>" needs none.'
    : '"soakd daemon" starts one; "soakd run <plan>" needs none.';
}

/** Where the database cannot be read, even a service that may not be used is worth its words on that. */
function serviceFor(place: Place, conductors: Conductors | null): ControlClient | null {
  if (place.isDatabaseNamed && conductors !== null) return null;
  const service = serviceOf(place);
  if (service === null || (!service.isOpen && conductors !== null)) return null;
  return controlClient(service.socket);
}

/** null: no such run; of several it is for the user to choose. */
function named(reference: string, runs: readonly RunningRun[]): RunningRun | null {
  const isMeant = ({ id, name }: RunningRun): boolean =>
    reference === 'latest' || name === reference || (reference !== '' && id.startsWith(reference));
  return runs.some(isMeant) ? findRunning(reference, runs) : null;
}

function clientOf(run: RunningRun): ControlClient {
  const trouble = socketTrouble(run);
  if (run.socket !== null && trouble === null) return controlClient(run.socket);
  throw new SoakdError(`run ${run.id} (${run.name}) cannot be controlled: ${trouble}`, {
    hint: `"kill -TERM ${run.owner.pid}" ends it with its partial report.`,
  });
}

/** Of a run that is under way. */
export function socketTrouble({ socket }: RunningRun): string | null {
  if (socket === null) return 'its control socket could not be made when it began';
  return existsSync(socket) ? null : `its control socket ${socket} was removed`;
}
