/** The right side of a rule: one quantity, or the greater of an absolute and a relative slope. */

import { type Expected, examples, type Quantity, readQuantity } from '../quantity/quantity.ts';
import { dimensionOf, isShare } from './metric.ts';
import type { Comparison, MetricRef, Statistic } from './rule.ts';
import type { Token } from './rule-token.ts';
import { RuleTrouble } from './rule-trouble.ts';

interface Subject {
  /** The whole rule. */
  readonly text: string;
  readonly subject: string;
  readonly metric: MetricRef;
  readonly statistic: Statistic | null;
  readonly comparison: Comparison;
  /** Of a slope: which way is bad. */
  readonly guards: 'rise' | 'fall';
}

/** @throws RuleTrouble */
export function readLimit(tokens: readonly Token[], rule: Subject): Quantity {
  const slope = rule.statistic?.kind === 'slope';
  const expected = { dimension: dimensionOf(rule.metric, rule.statistic), slope };
  const [some = ''] = examples(expected);
  const [first, second] = tokens;
  if (first === undefined || first.kind !== 'quantity') {
    throw new RuleTrouble(
      `expected a limit after "${rule.comparison}" such as ${some}`,
      first ?? { offset: 0 },
    );
  }
  if (slope) checkSlopeComparison(rule, first);
  if (second?.kind === '(') return readGreater(tokens, rule, slope);
  const limit = quantity(first, rule, expected);
  if (second !== undefined && second.kind !== 'end') {
    throw new RuleTrouble(`expected the end of the rule, found "${second.text}"`, second);
  }
  if (slope) checkBudget(limit, rule, first);
  if (!slope && isShare(rule.metric, rule.statistic) && (limit.value < 0 || limit.value > 1)) {
    throw new RuleTrouble(`found "${limit.text}", but "${rule.subject}" lies between 0% and 100%`, first);
  }
  return limit;
}

/** `max(1MB/h, 0.5%/h)` */
function readGreater(tokens: readonly Token[], rule: Subject, slope: boolean): Quantity {
  const [name, open, first, comma, second, close, end] = tokens;
  const shaped =
    name?.text === 'max' &&
    first?.kind === 'quantity' &&
    comma?.kind === ',' &&
    second?.kind === 'quantity' &&
    close?.kind === ')' &&
    end?.kind === 'end';
  if (!shaped || !slope || rule.guards !== 'rise') {
    const isAbove = rule.comparison.startsWith('>') === (rule.guards === 'rise');
    const sign = isAbove ? '>' : '<';
    throw new RuleTrouble(
      `expected one quantity, or of a rise the greater of two such as \`anon.slope ${sign} max(1MB/h, 0.5%/h)\``,
      name ?? open ?? { offset: 0 },
    );
  }
  const dimension = dimensionOf(rule.metric, rule.statistic);
  const absolute = quantity(first, rule, { dimension, slope });
  const relative = quantity(second, rule, { dimension: 'ratio', slope });
  checkBudget(absolute, rule, first);
  checkBudget(relative, rule, second);
  if (absolute.dimension === 'ratio' || absolute.per !== 'hour') {
    throw new RuleTrouble(`found "${absolute.text}", expected a slope per hour that is not relative`, first);
  }
  return { ...absolute, orRelative: relative.value, text: `max(${absolute.text}, ${relative.text})` };
}

function quantity(token: Token, rule: Subject, expected: Expected): Quantity {
  const read = readQuantity(token.text, expected);
  if ('value' in read) return read;
  // A scraped series is in its own unit, which soakd cannot know: bytes and plain numbers are taken as they are.
  const bytes =
    rule.metric.kind === 'scrape' ? readQuantity(token.text, { ...expected, dimension: 'bytes' }) : read;
  if ('value' in bytes) return bytes;
  if (expected.slope === true && Number(token.text) <= 0) throw noBudget(token.text, rule, token);
  const right = withLimit(rule, token, read.suggestion ?? examples(expected)[0] ?? '');
  throw new RuleTrouble(`found ${read.found}, expected ${read.expected}`, token, { meant: [right] });
}

function checkBudget(limit: Quantity, rule: Subject, token: Token): void {
  if (rule.guards === 'fall' ? limit.value >= 0 : limit.value <= 0) throw noBudget(limit.text, rule, token);
}

/** A slope is known with an interval only: it can be shown to be under a budget, never to be exactly zero. */
function noBudget(found: string, rule: Subject, token: Token): RuleTrouble {
  const [some = ''] = examples({ dimension: dimensionOf(rule.metric, rule.statistic), slope: true });
  const right = withLimit(rule, token, rule.guards === 'fall' ? `-${some}` : some);
  return new RuleTrouble(
    `found "${found}", but a slope cannot be proven to be exactly zero, only under a budget`,
    token,
    { meant: [right] },
  );
}

function checkSlopeComparison(rule: Subject, token: Token): void {
  if (rule.comparison !== '==' && rule.comparison !== '!=') return;
  const [some = ''] = examples({ dimension: dimensionOf(rule.metric, rule.statistic), slope: true });
  // A comparison for equality guards what an upper limit would: a rise.
  const sign = rule.guards === 'rise' ? '<' : '>';
  throw new RuleTrouble(`a slope cannot be proven to be exactly ${token.text}`, token, {
    meant: [`${rule.subject} ${sign} ${some}`],
  });
}

/** The rule with another limit. */
function withLimit(rule: Subject, token: Token, limit: string): string {
  return rule.text.slice(0, token.offset) + limit + rule.text.slice(token.offset + token.text.length);
}
