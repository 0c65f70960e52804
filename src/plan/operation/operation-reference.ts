/** What a plan calls its operations, and what they say of its targets. Works on the plan as written, as ../reference.ts does. */
import { type Named, unknownName } from '../document/named.ts';
import { placeholders, placeholderTrouble } from '../document/template.ts';
import { asList, asMapping, type Finding, type Mapping, textsIn } from '../document/written.ts';
import { defaultOperationName } from './default-name.ts';
import { stepName } from './resolve-flow.ts';

export function operationNames(plan: Mapping): Named[] {
  return asList(asMapping(plan['load'])?.['operations']).flatMap((item, index) => {
    const operation = asMapping(item) ?? {};
    const path = ['load', 'operations', index];
    const own =
      typeof operation['name'] === 'string'
        ? { path: [...path, 'name'], name: operation['name'], given: true }
        : { path, name: defaultOperationName(operation), given: false };
    const steps = asList(operation['flow']).flatMap((step, at): Named[] => {
      const name = asMapping(step)?.['name'];
      if (typeof name !== 'string') return [];
      return [{ path: [...path, 'flow', at, 'name'], name: stepName(own.name, name), given: true }];
    });
    const told = 'lines' in (asMapping(operation['command']) ?? {});
    const requests = told ? [{ ...own, name: stepName(own.name, 'requests') }] : [];
    return [own, ...steps, ...requests];
  });
}

export function operationTargets(plan: Mapping, targets: readonly string[]): Finding[] {
  return asList(asMapping(plan['load'])?.['operations']).flatMap((item, index) => {
    const target = asMapping(item)?.['target'];
    if (typeof target !== 'string' || targets.includes(target)) return [];
    return [
      { path: ['load', 'operations', index, 'target'], message: unknownName('target', target, targets) },
    ];
  });
}

/** Texts anywhere in what is sent as JSON are filled in as others are. */
export function jsonTemplates(plan: Mapping): Finding[] {
  return asList(asMapping(plan['load'])?.['operations']).flatMap((item, index) => {
    const path = ['load', 'operations', index];
    const sent = [
      ...textsIn(asMapping(asMapping(item)?.['http'])?.['json'], [...path, 'http', 'json']),
      ...textsIn(asMapping(asMapping(item)?.['stdio'])?.['send'], [...path, 'stdio', 'send']),
      ...asList(asMapping(item)?.['flow']).flatMap((step, at) =>
        textsIn(asMapping(asMapping(step)?.['http'])?.['json'], [...path, 'flow', at, 'http', 'json']),
      ),
    ].map((found) => ({ ...found, templates: true }));
    const options = textsIn(asMapping(asMapping(item)?.['module'])?.['options'], [
      ...path,
      'module',
      'options',
    ]);
    const filled = [...sent, ...options.map((found) => ({ ...found, templates: false }))];
    return filled.flatMap(({ path, text, templates }) =>
      placeholders(text).flatMap((placeholder) => {
        const message = placeholderTrouble(text, placeholder, templates);
        return message === null ? [] : [{ path, message, offset: placeholder.offset }];
      }),
    );
  });
}
