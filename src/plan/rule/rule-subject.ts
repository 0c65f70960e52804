/** What a rule is about: `metric[@target][{operation}]`. */
import { LOAD_METRICS, METRIC_NAMES, metricFacts, SELF_METRICS, TARGET_METRICS } from './metric.ts';
import type { MetricRef } from './rule.ts';
import type { RuleCursor } from './rule-cursor.ts';
import { formatMetric } from './rule-text.ts';
import { RuleTrouble } from './rule-trouble.ts';

/** The names a rule may use; where they are not given, any name will do. */
export interface RuleNames {
  readonly targets: readonly string[];
  /** null: the plan has no load. */
  readonly operations: readonly string[] | null;
  readonly paths: readonly string[];
  readonly series: readonly string[];
  readonly faults?: readonly string[];
}

/** @throws RuleTrouble, as all here */
export function readMetric(cursor: RuleCursor, names: RuleNames | null): MetricRef {
  const token = cursor.word('a metric', METRIC_NAMES);
  const name = token.text;
  if (isKey(TARGET_METRICS, name)) return { kind: 'target', name };
  if (isKey(LOAD_METRICS, name)) return { kind: 'load', name };
  switch (name) {
    case 'restarts':
    case 'coverage':
      return { kind: name };
    case 'self': {
      const own = cursor.member(`one of soakd's own metrics`, Object.keys(SELF_METRICS));
      if (isKey(SELF_METRICS, own.text)) return { kind: 'self', name: own.text };
      throw cursor.unknown(`metric of soakd`, own, Object.keys(SELF_METRICS));
    }
    case 'path': {
      const path = readDeclared(cursor, 'watched path', 'sample.paths', names?.paths);
      const reading = cursor.member('bytes or files', ['bytes', 'files']);
      if (reading.text === 'bytes' || reading.text === 'files') {
        return { kind: 'path', path, reading: reading.text };
      }
      throw cursor.unknown('reading of a path', reading, ['bytes', 'files']);
    }
    case 'recovery':
      return { kind: 'recovery', fault: readDeclared(cursor, 'fault', 'faults.timeline', names?.faults) };
    case 'scrape':
      return {
        kind: 'scrape',
        series: readDeclared(cursor, 'series', 'sample.scrape.series', names?.series),
      };
  }
  throw cursor.unknown('metric', token, METRIC_NAMES);
}

/** `.name` of something that the plan declares elsewhere. */
function readDeclared(
  cursor: RuleCursor,
  noun: string,
  where: string,
  declared: readonly string[] | undefined,
): string {
  const token = cursor.member(`the name of a ${noun}`, declared ?? []);
  if (declared !== undefined && !declared.includes(token.text)) {
    if (declared.length === 0)
      throw new RuleTrouble(`no ${noun} "${token.text}": the plan has no ${where}`, token);
    throw cursor.unknown(noun, token, declared);
  }
  return token.text;
}

/** `@name`; null: there is none. */
export function readTarget(cursor: RuleCursor, names: RuleNames | null, metric: MetricRef): string | null {
  const at = cursor.take('@');
  if (at === null) return null;
  const token = cursor.word('the name of a target', names?.targets ?? []);
  if (metricFacts(metric).scope !== 'target') {
    throw new RuleTrouble(`"${formatMetric(metric)}" is not measured per target`, at);
  }
  if (names !== null && !names.targets.includes(token.text)) {
    throw cursor.unknown('target', token, names.targets);
  }
  return token.text;
}

/** `{name}`; null: there is none. */
export function readOperation(cursor: RuleCursor, names: RuleNames | null, metric: MetricRef): string | null {
  const open = cursor.take('{');
  if (open === null) return null;
  const known = names?.operations ?? null;
  const token = cursor.word('the name of an operation', known ?? []);
  if (cursor.take('}') === null) throw cursor.unexpected('"}" after the operation');
  if (metricFacts(metric).scope !== 'operation') {
    throw new RuleTrouble(`"${formatMetric(metric)}" is not measured per operation`, open);
  }
  if (known !== null && !known.includes(token.text)) throw cursor.unknown('operation', token, known);
  return token.text;
}

function isKey<Name extends string>(table: Readonly<Record<Name, unknown>>, name: string): name is Name {
  return Object.hasOwn(table, name);
}
