/** The line of a request → what is asked for. */
import { Refused } from './refused.ts';

export type Route =
  | { readonly kind: 'status' }
  | { readonly kind: 'events' }
  | { readonly kind: 'start' }
  | { readonly kind: RunAction; readonly run: string };

export type RunAction = 'stop' | 'pause' | 'resume' | 'note';

const ACTIONS: Readonly<Record<string, RunAction>> = {
  stop: 'stop',
  pause: 'pause',
  resume: 'resume',
  notes: 'note',
};

const KNOWN =
  'There are GET /status, GET /events, POST /runs and POST /runs/RUN/stop, /pause, /resume and /notes.';

/** @throws Refused when there is no such thing, or not by this method */
export function routeOf(method: string, target: string): Route {
  const path = target.split('?', 1)[0] ?? '';
  const { needed, route } = found(path);
  if (method === needed) return route;
  throw new Refused(405, `${path} takes ${needed}, found ${method}`, { headers: { allow: needed } });
}

function found(path: string): { readonly needed: 'GET' | 'POST'; readonly route: Route } {
  const [root, first, run, action, ...more] = path.split('/');
  if (path === '/status') return { needed: 'GET', route: { kind: 'status' } };
  if (path === '/events') return { needed: 'GET', route: { kind: 'events' } };
  if (path === '/runs') return { needed: 'POST', route: { kind: 'start' } };
  const kind = action !== undefined && Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  if (root !== '' || first !== 'runs' || !run || kind === undefined || more.length > 0) {
    throw new Refused(404, `there is no ${shown(path)} here`, { hint: KNOWN });
  }
  return { needed: 'POST', route: { kind, run: decoded(run) } };
}

function decoded(run: string): string {
  try {
    return decodeURIComponent(run);
  } catch {
    throw new Refused(400, `found ${shown(run)}, expected the name of a run in percent-encoding`);
  }
}

const SHOWN_LENGTH = 80;

function shown(path: string): string {
  return path.length <= SHOWN_LENGTH ? path : `${path.slice(0, SHOWN_LENGTH)}…`;
}
