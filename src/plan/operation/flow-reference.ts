/** What the steps of flows take from each other. Works on the plan as written, as ../reference.ts does. */
import type { Path } from '../document/problem.ts';
import { flowValueOf, placeholders } from '../document/template.ts';
import { asList, asMapping, type Finding, type Mapping, textsIn } from '../document/written.ts';

export function flowFindings(plan: Mapping): Finding[] {
  return asList(asMapping(plan['load'])?.['operations']).flatMap((item, index): Finding[] => {
    const operation = asMapping(item) ?? {};
    const path = ['load', 'operations', index];
    if (!('flow' in operation)) return unknownValues(operation, path, []);
    const known: string[] = [];
    return asList(operation['flow']).flatMap((each, at) => {
      const step = asMapping(each) ?? {};
      const findings = unknownValues(step['http'], [...path, 'flow', at, 'http'], known);
      known.push(...Object.keys(asMapping(step['extract']) ?? {}));
      return findings;
    });
  });
}

function unknownValues(value: unknown, path: Path, known: readonly string[]): Finding[] {
  return textsIn(value, path).flatMap(({ path: at, text }) =>
    placeholders(text).flatMap(({ expression, offset }): Finding[] => {
      const name = flowValueOf(expression)?.name;
      if (name === undefined || known.includes(name)) return [];
      const due =
        known.length === 0
          ? 'no earlier step extracts anything'
          : `earlier steps extract ${known.join(', ')}`;
      return [{ path: at, message: `found \${${expression}}, but ${due}`, offset }];
    }),
  );
}
