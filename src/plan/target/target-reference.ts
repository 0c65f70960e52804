/** What the rest of a plan calls its targets. Works on the plan as written, as ../reference.ts does. */
import { splitCommand } from '../document/command-line.ts';
import type { Named } from '../document/named.ts';
import { asList, asMapping, type Mapping } from '../document/written.ts';
import { defaultTargetName } from './default-name.ts';

export function targetNames(plan: Mapping): Named[] {
  const single = asMapping(plan['target']);
  const listed = asList(plan['targets']).map((target, index) => ({
    target: asMapping(target),
    path: ['targets', index],
  }));
  const all = single === null ? listed : [{ target: single, path: ['target'] }, ...listed];
  return all.map(({ target, path }) => {
    const given = target?.['name'];
    if (typeof given === 'string') return { path: [...path, 'name'], name: given, given: true };
    return { path, name: defaultTargetName(commandOf(target)), given: false };
  });
}

function commandOf(target: Mapping | null): string[] | null {
  const command = asMapping(target?.['start'])?.['command'];
  if (typeof command === 'string') {
    const words = splitCommand(command);
    return 'trouble' in words ? null : [...words];
  }
  return Array.isArray(command) ? command.map(String) : null;
}
