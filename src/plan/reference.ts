/**
 * What one part of a plan says about another: names, rules, and times that must fit each other. Works on the plan
 * as written, so that these problems show together with all the others.
 */

import { alertFindings } from './alert/alert-reference.ts';
import { corpusFindings } from './corpus/corpus-reference.ts';
import { duplicates } from './document/named.ts';
import { type Path, type Problem, pathText } from './document/problem.ts';
import type { Source } from './document/source.ts';
import { SECRETS } from './document/template.ts';
import { asList, asMapping, type Finding, type Mapping, milliseconds, textsIn } from './document/written.ts';
import { faultFindings } from './fault/fault-reference.ts';
import { faultNames, harmFindings } from './fault/harm-reference.ts';
import { levelRuleFindings } from './load/level-rule.ts';
import { counterFindings } from './operation/counter-reference.ts';
import { flowFindings } from './operation/flow-reference.ts';
import { jsonTemplates, operationNames, operationTargets } from './operation/operation-reference.ts';
import type { Rule } from './rule/rule.ts';
import { readRule } from './rule/rule-parser.ts';
import type { RuleNames } from './rule/rule-subject.ts';
import { targetNames } from './target/target-reference.ts';

/** `checkTimes`: false when --for has replaced the duration that the other times were made for. */
export function referenceProblems(source: Source, checkTimes: boolean): Problem[] {
  const plan = asMapping(source.value);
  if (plan === null) return [];
  const targets = targetNames(plan);
  const operations = operationNames(plan);
  const sample = asMapping(plan['sample']) ?? {};
  const names: RuleNames = {
    targets: targets.map(({ name }) => name),
    operations: plan['load'] === undefined ? null : operations.map(({ name }) => name),
    paths: Object.keys(asMapping(sample['paths']) ?? {}),
    series: asList(asMapping(sample['scrape'])?.['series']).filter((series) => typeof series === 'string'),
    faults: faultNames(plan),
  };
  const findings = [
    ...duplicates(targets, 'target'),
    ...duplicates(operations, 'operation'),
    ...operationTargets(plan, names.targets),
    ...flowFindings(plan),
    ...counterFindings(plan),
    ...jsonTemplates(plan),
    ...corpusFindings(plan),
    ...rules(plan, names, checkTimes ? milliseconds(plan['duration']) : null),
    ...levelRuleFindings(plan, names),
    ...levelEnding(plan),
    ...alertFindings(plan, names, checkTimes ? milliseconds(plan['duration']) : null),
    ...faultFindings(plan, names.targets, checkTimes ? milliseconds(plan['duration']) : null),
    ...harmFindings(plan, names),
    ...passwords(plan, []),
    ...samplesTooFew(plan),
    ...(checkTimes ? timesTooLong(plan) : []),
  ];
  return findings.map(({ path, message, offset }) => ({
    place: source.placeOf(path, offset),
    path: pathText(path),
    message,
  }));
}

/** The levels of a load are its end; beside them a time is a bound, a number of operations would cut one short. */
function levelEnding(plan: Mapping): Finding[] {
  const load = asMapping(plan['load']) ?? {};
  const model = ['sweep', 'search'].find((key) => key in load);
  if (model === undefined || !('operations' in plan)) return [];
  const message = `found a number of operations, expected a duration: a ${model} ends after its levels`;
  return [{ path: ['operations'], message }];
}

/** `longestMs`: for rolling windows; null where they may be longer than the soak. */
function rules(plan: Mapping, names: RuleNames, longestMs: number | null): Finding[] {
  return asList(plan['criteria']).flatMap((criterion, index): Finding[] => {
    const fields = asMapping(criterion);
    const path = fields === null ? ['criteria', index] : ['criteria', index, 'rule'];
    const text = fields === null ? criterion : fields['rule'];
    if (typeof text !== 'string' || text === '') return [];
    const rule = readRule(text, names);
    const findings: Finding[] =
      'metric' in rule ? [] : [{ path, message: rule.message, offset: rule.offset }];
    const overMs = milliseconds(fields?.['over']);
    const over = ['criteria', index, 'over'];
    if (overMs !== null && longestMs !== null && overMs > longestMs) {
      findings.push({
        path: over,
        message: `found ${String(fields?.['over'])}, which is longer than the soak`,
      });
    } else if (overMs !== null && 'metric' in rule && isOfWholeSoak(rule)) {
      findings.push({
        path: over,
        message: `"${rule.text}" is judged over the whole soak, not over windows`,
      });
    }
    return findings;
  });
}

function isOfWholeSoak({ metric, statistic }: Rule): boolean {
  if (['coverage', 'restarts', 'recovery'].includes(metric.kind)) return true;
  return statistic?.kind === 'slope' || statistic?.kind === 'growth';
}

/** A password in any address would be stored with the run. */
function passwords(plan: Mapping, path: Path): Finding[] {
  return textsIn(plan, path).flatMap(({ path: at, text }) => {
    const found = /:\/\/[^/\s:@]*:([^/\s@]*)@/.exec(text);
    if (found === null || found[1] === '' || /^\$\{(env|file):[^}]*\}$/.test(found[1] ?? '')) return [];
    const message = `found an address with a password in it, which would be stored with the run; write it as ${SECRETS}`;
    return [{ path: at, message, offset: found.index }];
  });
}

function samplesTooFew(plan: Mapping): Finding[] {
  const everyMs = milliseconds(asMapping(plan['sample'])?.['every']);
  const durationMs = milliseconds(plan['duration']);
  if (everyMs === null || durationMs === null || everyMs < durationMs) return [];
  return [
    { path: ['sample', 'every'], message: 'found no less than the duration, expected many samples in it' },
  ];
}

function timesTooLong(plan: Mapping): Finding[] {
  const durationMs = milliseconds(plan['duration']);
  if (durationMs === null) return [];
  return ['warmup', 'minimumSpan'].flatMap((key) => {
    const ms = milliseconds(plan[key]);
    if (ms === null || ms < durationMs) return [];
    return [
      {
        path: [key],
        message: `found ${String(plan[key])}, expected less than the duration (${String(plan['duration'])})`,
      },
    ];
  });
}
