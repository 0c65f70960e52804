/** What is wrong with the faults of a plan that act on processes and files, and with what they are to recover to. */

import type { Path } from '../document/problem.ts';
import { asList, asMapping, type Finding, type Mapping } from '../document/written.ts';
import { readRule } from '../rule/rule-parser.ts';
import type { RuleNames } from '../rule/rule-subject.ts';
import { HARM_KEYS } from './harm-schema.ts';
import { recoverTrouble } from './recover-schema.ts';

/** What the kernel shows as files is none to be hurt. */
const KERNELS_OWN = /^\/(proc|sys|dev)(\/|$)/;

export function harmFindings(plan: Mapping, names: RuleNames): Finding[] {
  return asList(asMapping(plan['faults'])?.['timeline']).flatMap((item, index): Finding[] => {
    const fault = asMapping(item);
    if (fault === null) return [];
    const path = ['faults', 'timeline', index];
    return [
      ...lostFindings(fault, path, plan, names),
      ...pathFindings(fault, path),
      ...recoverFindings(fault, path, names),
    ];
  });
}

/** As the plan calls them, for rules about them; what acts on a path without a name is called by its absolute path. */
export function faultNames(plan: Mapping): string[] {
  return asList(asMapping(plan['faults'])?.['timeline']).flatMap((item) => {
    const fault = asMapping(item) ?? {};
    if (typeof fault['name'] === 'string') return [fault['name']];
    return Object.entries(fault).flatMap(([key, act]) => {
      const target = asMapping(act)?.['target'];
      return typeof target === 'string' ? [`${key} ${target}`] : [];
    });
  });
}

/** Nobody brings back what is known by its pid alone. */
function lostFindings(fault: Mapping, path: Path, plan: Mapping, { targets }: RuleNames): Finding[] {
  const all = [asMapping(plan['target']), ...asList(plan['targets']).map(asMapping)].filter(
    (target) => target !== null,
  );
  return ['kill', 'restart'].flatMap((key): Finding[] => {
    const name = asMapping(fault[key])?.['target'];
    if (typeof name !== 'string' || all[targets.indexOf(name)]?.['pid'] === undefined) return [];
    return [
      {
        path: [...path, key, 'target'],
        message: `${name} is known by its pid alone: ended, nobody could find another; expected a target with start, unit, port, pidfile or match`,
      },
    ];
  });
}

function pathFindings(fault: Mapping, path: Path): Finding[] {
  return HARM_KEYS.flatMap((key) =>
    ['path', 'mount'].flatMap((part): Finding[] => {
      const written = asMapping(fault[key])?.[part];
      if (typeof written !== 'string' || !KERNELS_OWN.test(written)) return [];
      return [
        {
          path: [...path, key, part],
          message: `found ${written}, which is the kernel's own, expected a file of your system under test`,
        },
      ];
    }),
  );
}

function recoverFindings(fault: Mapping, path: Path, names: RuleNames): Finding[] {
  const recover = asMapping(fault['recover']);
  if (recover === null) return [];
  const at = [...path, 'recover', 'rule'];
  const text = recover['rule'];
  if (text === undefined && names.operations === null)
    return [{ path: [...path, 'recover'], message: 'missing rule: without a load it says what well is' }];
  if (typeof text !== 'string' || text === '') return [];
  const rule = readRule(text, names, 'holds', (close) => recoverTrouble(close) === null);
  if (!('metric' in rule)) return [{ path: at, message: rule.message, offset: rule.offset }];
  const trouble = recoverTrouble(rule);
  if (trouble !== null) return [{ path: at, message: trouble }];
  if (rule.metric.kind !== 'target' || rule.target !== null || names.targets.length < 2) return [];
  return [
    { path: at, message: `"${rule.text}" is of every target, expected one of them: @${names.targets[0]}` },
  ];
}
