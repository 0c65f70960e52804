/** All that runs where the user points, for `status`: what each soakd tells of itself, and what is no more. */
import { SoakdError } from '../error.ts';
import type { Conductors, RunningRun } from '../store/conductors.ts';
import { mayLive } from '../store/owner.ts';
import { controlClient } from './client.ts';
import type { Overview } from './controlled.ts';
import { socketTrouble } from './locate.ts';
import { conductorsAt, type Place, serviceOf } from './place.ts';
import { vanishedHint, vanishedText } from './vanished.ts';

export interface Survey {
  /** Daemons first. */
  readonly soakds: readonly { readonly socket: string; readonly overview: Overview }[];
  /** What should be seen and is not, each with what to do about it. */
  readonly troubles: readonly string[];
}

/** Runs that vanished long ago are history. */
const VANISHED = 5;

/** @throws SoakdError when a socket or a database that the user named cannot be used */
export async function survey(place: Place): Promise<Survey> {
  if (place.socket !== null) {
    const overview = await controlClient(place.socket).overview();
    return { soakds: [{ socket: place.socket, overview }], troubles: [] };
  }
  const conductors = await conductorsAt(place);
  const runs = conductors?.runs ?? [];
  const living = runs.filter(({ owner }) => mayLive(owner));
  const vanished = runs.filter((run) => !living.includes(run)).slice(0, VANISHED);
  const unseen = living.filter((run) => socketTrouble(run) !== null);
  const sockets = [
    daemonSocket(conductors),
    place.isDatabaseNamed && conductors !== null ? null : (serviceOf(place)?.socket ?? null),
    ...living.filter((run) => !unseen.includes(run)).map(({ socket }) => socket),
  ];
  const asked = await Promise.all([...new Set(sockets.filter((socket) => socket !== null))].map(ask));
  return {
    soakds: asked
      .flatMap((answer) => ('overview' in answer ? [answer] : []))
      .toSorted((one, other) => rank(one.overview) - rank(other.overview)),
    troubles: [
      ...asked.flatMap((answer) => ('trouble' in answer ? [answer.trouble] : [])),
      ...unseen.map(
        (run) =>
          `run ${run.id} (${run.name}) is not seen: ${socketTrouble(run)}; process ${run.owner.pid} conducts it`,
      ),
      ...vanished.map((run: RunningRun) => `${vanishedText(run)}. ${vanishedHint(run)}`),
    ],
  };
}

function daemonSocket(conductors: Conductors | null): string | null {
  const daemon = conductors?.daemon ?? null;
  return daemon !== null && mayLive(daemon) ? daemon.socket : null;
}

async function ask(
  socket: string,
): Promise<{ readonly socket: string; readonly overview: Overview } | { readonly trouble: string }> {
  try {
    return { socket, overview: await controlClient(socket).overview() };
  } catch (error) {
    if (!(error instanceof SoakdError)) throw error;
    return { trouble: error.hint === null ? error.message : `${error.message}. ${error.hint}` };
  }
}

function rank({ soakd }: Overview): number {
  return soakd.kind === 'daemon' ? 0 : 1;
}
