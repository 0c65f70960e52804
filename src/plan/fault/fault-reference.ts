/** What is wrong with the faults of a plan beyond the form of each: whom they act on, and when. */

import { unknownName } from '../document/named.ts';
import type { Path } from '../document/problem.ts';
import { asList, asMapping, type Finding, type Mapping, milliseconds } from '../document/written.ts';
import { ACT_KEYS } from './fault-schema.ts';
import { MOST_OCCURRENCES } from './fault-timeline.ts';

/** `soakMs`: the duration; null where times need not fit it, or the plan ends otherwise. */
export function faultFindings(plan: Mapping, targets: readonly string[], soakMs: number | null): Finding[] {
  const proxies = asList(plan['proxies']).map((proxy) => asMapping(proxy) ?? {});
  const timeline = asList(asMapping(plan['faults'])?.['timeline']);
  const found = timeline.flatMap((item, index): Finding[] => {
    const fault = asMapping(item);
    if (fault === null) return [];
    const path = ['faults', 'timeline', index];
    return [
      ...timeFindings(fault, path, plan, soakMs),
      ...targetFindings(fault, path, plan, targets),
      ...proxyFindings(fault, path, proxies),
    ];
  });
  return [...found, ...twice(proxies, 'name'), ...twice(proxies, 'listen')];
}

function timeFindings(fault: Mapping, path: Path, plan: Mapping, soakMs: number | null): Finding[] {
  const atMs = milliseconds(fault['at']);
  const everyMs = milliseconds(fault['every']);
  const found: Finding[] = [];
  if (atMs !== null && soakMs !== null && atMs >= soakMs)
    found.push({
      path: [...path, 'at'],
      message: `found ${String(fault['at'])}, expected less than the duration (${String(plan['duration'])})`,
    });
  if (everyMs === null || fault['times'] !== undefined) return found;
  if (plan['operations'] !== undefined)
    found.push({ path, message: 'missing times: nobody knows how long a plan with operations lasts' });
  const durationMs = milliseconds(plan['duration']);
  if (durationMs !== null && durationMs / everyMs > MOST_OCCURRENCES)
    found.push({
      path: [...path, 'every'],
      message: `found ${String(fault['every'])}, which makes more than ${MOST_OCCURRENCES} of them`,
    });
  return found;
}

/** A process that the soak did not start is acted on only where the plan says that it knows. */
function targetFindings(fault: Mapping, path: Path, plan: Mapping, targets: readonly string[]): Finding[] {
  return ACT_KEYS.flatMap((key): Finding[] => {
    const target = asMapping(fault[key])?.['target'];
    if (typeof target !== 'string') return [];
    const at = [...path, key, 'target'];
    const index = targets.indexOf(target);
    if (index < 0) return [{ path: at, message: unknownName('target', target, targets) }];
    if (fault['iKnow'] === true || isStarted(plan, index)) return [];
    const why = `soakd has not started ${target}: write iKnow: true if ${key} may act on it all the same`;
    return [{ path: at, message: why }];
  });
}

/** The single target comes before those of the list. */
function isStarted(plan: Mapping, index: number): boolean {
  const single = asMapping(plan['target']);
  const all = [...(single === null ? [] : [single]), ...asList(plan['targets']).map(asMapping)];
  return all[index]?.['start'] !== undefined;
}

function proxyFindings(fault: Mapping, path: Path, proxies: readonly Mapping[]): Finding[] {
  const { proxy } = fault;
  const names = proxies.flatMap(({ name }) => (typeof name === 'string' ? [name] : []));
  if (typeof proxy !== 'string' || names.includes(proxy)) return [];
  const message = unknownName('proxy', proxy, names, 'the plan has no proxies');
  return [{ path: [...path, 'proxy'], message }];
}

function twice(proxies: readonly Mapping[], key: 'name' | 'listen'): Finding[] {
  return proxies.flatMap((proxy, index): Finding[] => {
    const value = proxy[key];
    if (value === undefined || proxies.findIndex((other) => other[key] === value) === index) return [];
    return [
      {
        path: ['proxies', index, key],
        message: `found ${String(value)} again, expected one of its own for each proxy`,
      },
    ];
  });
}
