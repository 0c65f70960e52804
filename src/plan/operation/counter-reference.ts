/** Counters that are looked at are updated by somebody. Works on the plan as written, as ../reference.ts does. */
import { nearest } from '../../nearest.ts';
import type { Path } from '../document/problem.ts';
import { asList, asMapping, type Finding, type Mapping } from '../document/written.ts';

export function counterFindings(plan: Mapping): Finding[] {
  const requests = asList(asMapping(plan['load'])?.['operations']).flatMap(requestsOf);
  const updated = requests.flatMap(({ http: { updates } }) => (typeof updates === 'string' ? [updates] : []));
  const processes = asMapping(plan['load'])?.['processes'];
  const severalProcesses = typeof processes === 'number' && processes > 1;
  return requests.flatMap(({ http, path }): Finding[] => {
    const counter = asMapping(http['audits'])?.['counter'];
    if (typeof counter !== 'string') return [];
    const place = [...path, 'audits'];
    if (severalProcesses) return [{ path: place, message: SEVERAL }];
    if (updated.includes(counter)) return [];
    const close = nearest(counter, updated);
    const advice = close === null ? 'expected one that an operation updates' : `did you mean "${close}"?`;
    const message = `found "${counter}", which no operation updates; ${advice}`;
    return [{ path: [...place, 'counter'], message }];
  });
}

const SEVERAL =
  'found audits in a load of several processes, expected one: each would know a part of the updates';

interface Request {
  readonly http: Mapping;
  readonly path: Path;
}

/** Of an operation, or of the steps of a flow. */
function requestsOf(item: unknown, index: number): Request[] {
  const operation = asMapping(item);
  const path = ['load', 'operations', index];
  const own = { http: asMapping(operation?.['http']), path: [...path, 'http'] };
  const steps = asList(operation?.['flow']).map((step, at) => ({
    http: asMapping(asMapping(step)?.['http']),
    path: [...path, 'flow', at, 'http'],
  }));
  return [own, ...steps].flatMap(({ http, path: place }) => (http === null ? [] : [{ http, path: place }]));
}
