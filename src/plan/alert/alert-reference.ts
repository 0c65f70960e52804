/** What is wrong with the alerts of a plan beyond the form of each: their rules, names, and what an alert cannot tell. */
import type { Path } from '../document/problem.ts';
import { show } from '../document/problem.ts';
import { asList, asMapping, type Finding, type Mapping, milliseconds } from '../document/written.ts';
import { formatDuration, type Quantity } from '../quantity/quantity.ts';
import type { Rule } from '../rule/rule.ts';
import { readRule } from '../rule/rule-parser.ts';
import type { RuleNames } from '../rule/rule-subject.ts';
import { formatSubject } from '../rule/rule-text.ts';
import { readClear } from './resolve-alerts.ts';

/** Its readings are kept in memory. */
const LONGEST_OVER_MS = 3_600_000;

/** `longestMs`: of a window or a delay; null where they may be longer than the soak. */
export function alertFindings(plan: Mapping, names: RuleNames, longestMs: number | null): Finding[] {
  const alerts = asList(plan['alerts']);
  return [
    ...alerts.flatMap((alert, index) => findingsOf(alert, ['alerts', index], names, longestMs)),
    ...duplicates(alerts),
  ];
}

function findingsOf(alert: unknown, path: Path, names: RuleNames, longestMs: number | null): Finding[] {
  const fields = asMapping(alert);
  const rulePath = fields === null ? path : [...path, 'rule'];
  const text = fields === null ? alert : fields['rule'];
  if (typeof text !== 'string' || text === '') return [];
  const rule = readRule(text, names, 'bad', (close) => untellable(close) === null);
  if (!('metric' in rule)) return [{ path: rulePath, message: rule.message, offset: rule.offset }];
  const trouble = untellable(rule);
  return [
    ...(trouble === null ? [] : [{ path: rulePath, message: trouble }]),
    ...(fields === null
      ? []
      : [...timeFindings(fields, path, rule, longestMs), ...clearFindings(fields, path, rule)]),
  ];
}

function timeFindings(fields: Mapping, path: Path, rule: Rule, longestMs: number | null): Finding[] {
  const found: Finding[] = [];
  const overMs = milliseconds(fields['over']);
  const ofWholeSoak = rule.statistic?.kind === 'slope' || rule.statistic?.kind === 'growth';
  if (overMs !== null && ofWholeSoak)
    found.push({
      path: [...path, 'over'],
      message: `"${rule.text}" is told of the whole soak so far, not of its newest part`,
    });
  else if (overMs !== null && overMs > LONGEST_OVER_MS)
    found.push({
      path: [...path, 'over'],
      message: `found ${String(fields['over'])}, expected at most ${formatDuration(LONGEST_OVER_MS)}: what an alert looks at is kept in memory`,
    });
  for (const key of found.length > 0 ? ['for'] : ['over', 'for']) {
    const ms = milliseconds(fields[key]);
    if (ms !== null && longestMs !== null && ms > longestMs)
      found.push({
        path: [...path, key],
        message: `found ${String(fields[key])}, which is longer than the soak`,
      });
  }
  return found;
}

function clearFindings(fields: Mapping, path: Path, rule: Rule): Finding[] {
  const found = fields['clear'];
  const at = [...path, 'clear'];
  const written = typeof found === 'number' ? String(found) : found;
  if (typeof written !== 'string' || written === '') return [];
  if (rule.comparison === '==' || rule.comparison === '!=')
    return [{ path: at, message: `"${rule.text}" is true or not: there is nothing to be back at` }];
  const read = readClear(written, rule);
  if (!('value' in read)) {
    const close = read.suggestion === null ? '' : `; did you mean "${read.suggestion}"?`;
    return [{ path: at, message: `found ${read.found}, expected ${read.expected}${close}` }];
  }
  const trouble = clearTrouble(read, rule);
  return trouble === null ? [] : [{ path: at, message: trouble }];
}

function clearTrouble(clear: Quantity, { comparison, limit }: Rule): string | null {
  if (clear.per !== limit.per || clear.dimension !== limit.dimension)
    return `found ${show(clear.text)}, expected a quantity such as the limit (${limit.text}) is`;
  const isUpper = comparison.startsWith('>');
  if (isUpper ? clear.value <= limit.value : clear.value >= limit.value) return null;
  return `found ${show(clear.text)}, expected ${isUpper ? 'no more' : 'no less'} than the limit (${limit.text}): an alert is over on the good side of it`;
}

/** Of the load's times an alert has what each second tells: its p50, p95, p99 and greatest. */
function untellable(rule: Rule): string | null {
  const { metric, statistic, target, operation, comparison, limit } = rule;
  if (metric.kind === 'recovery')
    return 'recovery is known of each fault once it is over, an alert cannot be about it; use a criterion';
  if (metric.kind !== 'load') return null;
  const subject = formatSubject(metric, target, operation, null);
  if (metric.name === 'unresolved' || metric.name === 'bypassed')
    return `${subject} is known at the end only, an alert cannot be about it; use a criterion`;
  if (metric.name !== 'latency' && metric.name !== 'service') return null;
  const isLow = statistic?.kind === 'percentile' && statistic.percentile < 50;
  if (statistic?.kind !== 'min' && statistic?.kind !== 'mean' && !isLow) return null;
  const close = `${subject}.p50 ${comparison} ${limit.text}`;
  return `an alert cannot tell this of ${subject} while it runs, only percentiles from p50 up and max; did you mean "${close}"?`;
}

function duplicates(alerts: readonly unknown[]): Finding[] {
  const names = alerts.map((alert) => {
    const fields = asMapping(alert);
    const name = fields === null ? alert : (fields['name'] ?? fields['rule']);
    return typeof name === 'string' ? name : null;
  });
  return names.flatMap((name, index): Finding[] => {
    if (name === null || names.indexOf(name) === index) return [];
    const fields = asMapping(alerts[index]);
    const key = fields === null ? [] : [fields['name'] === undefined ? 'rule' : 'name'];
    return [
      {
        path: ['alerts', index, ...key],
        message: `found ${show(name)} again, expected a name of its own for each alert`,
      },
    ];
  });
}
