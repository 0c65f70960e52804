/**
 * The rule grammar.
 *
 *   rule      := subject comparison limit
 *   subject   := metric [ '@' name ] [ '{' name '}' ] [ '.' statistic ]
 *   metric    := name | 'path' '.' name '.' ( 'bytes' | 'files' ) | 'scrape' '.' series | 'recovery' '.' fault
 *              | 'self' '.' name
 *   statistic := ( percentile | 'rate' ) [ '.' 'slope' ] | 'min' | 'max' | 'mean' | 'last' | 'rate' | 'count' | 'growth'
 *              | 'slope' | 'unplanned'
 *   limit     := quantity | 'max' '(' quantity ',' quantity ')'
 */
import { SoakdError } from '../../error.ts';
import type { Comparison, Rule, RuleSense } from './rule.ts';
import { RuleCursor } from './rule-cursor.ts';
import { readLimit } from './rule-limit.ts';
import { readStatistic } from './rule-statistic.ts';
import { type RuleNames, readMetric, readOperation, readTarget } from './rule-subject.ts';
import { formatSubject } from './rule-text.ts';
import { RuleTrouble } from './rule-trouble.ts';
import { soundRule } from './sound-rule.ts';

export interface RuleProblem {
  readonly message: string;
  /** Characters from the beginning of the rule. */
  readonly offset: number;
}

/** @throws SoakdError with the column and the nearest valid rule. */
export function parseRule(text: string, names: RuleNames | null = null, sense: RuleSense = 'holds'): Rule {
  const read = readRule(text, names, sense);
  if ('metric' in read) return read;
  throw new SoakdError(`rule "${text}", column ${read.offset + 1}: ${read.message}`);
}

/**
 * The rule, or what is wrong with it and where.
 *
 * @param fits false for a rule that is none to suggest in the place where this stands
 */
export function readRule(
  text: string,
  names: RuleNames | null = null,
  sense: RuleSense = 'holds',
  fits: (rule: Rule) => boolean = () => true,
): Rule | RuleProblem {
  const read = (written: string): Rule => readWhole(new RuleCursor(written), names, sense);
  try {
    return read(text);
  } catch (error) {
    if (!(error instanceof RuleTrouble)) throw error;
    const right = soundRule(error.meant, (written) => {
      if (!fits(read(written))) throw new RuleTrouble('not here', { offset: 0 });
    });
    const advice = right === null ? error.otherwise : `; did you mean "${right}"?`;
    return { message: `${error.message}${advice}`, offset: error.offset };
  }
}

function readWhole(cursor: RuleCursor, names: RuleNames | null, sense: RuleSense): Rule {
  const begin = cursor.peek();
  const metric = readMetric(cursor, names);
  const target = readTarget(cursor, names, metric);
  const operation = readOperation(cursor, names, metric);
  const statistic = readStatistic(cursor, metric);
  const subject = formatSubject(metric, target, operation, statistic);
  const comparison = readComparison(cursor, subject);
  const isUpper = comparison === '>' || comparison === '>=';
  const guards = isUpper === (sense === 'bad') ? 'rise' : 'fall';
  const limit = readLimit(cursor.rest(), {
    text: cursor.text,
    subject,
    metric,
    statistic,
    comparison,
    guards,
  });
  if (names?.operations === null && (metric.kind === 'load' || limit.per === 'operation')) {
    const what = metric.kind === 'load' ? `"${subject}"` : `"${limit.text}"`;
    throw new RuleTrouble(`${what} needs a load, and the plan has none`, begin);
  }
  const text = `${subject} ${comparison} ${limit.text}`;
  return { text, metric, target, operation, statistic, comparison, limit };
}

const COMPARISONS: readonly Comparison[] = ['<', '<=', '>', '>=', '==', '!='];

function readComparison(cursor: RuleCursor, subject: string): Comparison {
  const token = cursor.take('comparison');
  if (token === null) throw cursor.unexpected(`a comparison after "${subject}"`);
  const known = COMPARISONS.find((comparison) => comparison === token.text);
  if (known !== undefined) return known;
  const meant = { '=': '==', '=<': '<=', '=>': '>=', '===': '==', '!': '!=', '<>': '!=' }[token.text];
  throw cursor.unknown('comparison', token, COMPARISONS, meant ?? null);
}
