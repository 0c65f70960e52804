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
import { nearest } from '../../nearest.ts';
import { LOAD_METRICS, METRIC_NAMES, metricFacts, SELF_METRICS, TARGET_METRICS } from './metric.ts';
import type { Comparison, MetricRef, Rule, RuleSense, Statistic } from './rule.ts';
import { readLimit } from './rule-limit.ts';
import { isDigits, PLAIN_STATISTICS, percentileOf, spellingsOf } from './rule-statistic.ts';
import { formatSubject } from './rule-text.ts';
import { type Token, tokenize } from './rule-token.ts';
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

/** The rule, or what is wrong with it and where. */
export function readRule(
  text: string,
  names: RuleNames | null = null,
  sense: RuleSense = 'holds',
): Rule | RuleProblem {
  try {
    return new Parser(text, names, sense).rule();
  } catch (error) {
    if (error instanceof RuleTrouble) return { message: error.message, offset: error.offset };
    throw error;
  }
}

class Parser {
  readonly #text: string;
  readonly #names: RuleNames | null;
  readonly #tokens: readonly Token[];
  readonly #sense: RuleSense;
  #position = 0;

  constructor(text: string, names: RuleNames | null, sense: RuleSense) {
    this.#text = text;
    this.#names = names;
    this.#sense = sense;
    this.#tokens = tokenize(text);
  }

  rule(): Rule {
    const subjectToken = this.#peek();
    const metric = this.#metric();
    const target = this.#target(metric);
    const operation = this.#operation(metric);
    const statistic = this.#statistic(metric);
    const subject = formatSubject(metric, target, operation, statistic);
    const comparison = this.#comparison(subject);
    const limitTokens = this.#tokens.slice(this.#position);
    const isUpper = comparison === '>' || comparison === '>=';
    const guards = isUpper === (this.#sense === 'bad') ? 'rise' : 'fall';
    const limit = readLimit(limitTokens, {
      text: this.#text,
      subject,
      metric,
      statistic,
      comparison,
      guards,
    });
    if (this.#names?.operations === null && (metric.kind === 'load' || limit.per === 'operation')) {
      const what = metric.kind === 'load' ? `"${subject}"` : `"${limit.text}"`;
      throw new RuleTrouble(`${what} needs a load, and the plan has none`, subjectToken);
    }
    const text = `${subject} ${comparison} ${limit.text}`;
    return { text, metric, target, operation, statistic, comparison, limit };
  }

  #metric(): MetricRef {
    const token = this.#word('a metric', METRIC_NAMES);
    const name = token.text;
    if (isKey(TARGET_METRICS, name)) return { kind: 'target', name };
    if (isKey(LOAD_METRICS, name)) return { kind: 'load', name };
    switch (name) {
      case 'restarts':
      case 'coverage':
        return { kind: name };
      case 'self': {
        const own = this.#member(`one of soakd's own metrics`, Object.keys(SELF_METRICS));
        if (isKey(SELF_METRICS, own.text)) return { kind: 'self', name: own.text };
        throw this.#unknown(`metric of soakd`, own, Object.keys(SELF_METRICS));
      }
      case 'path': {
        const path = this.#declared('watched path', 'sample.paths', this.#names?.paths);
        const reading = this.#member('bytes or files', ['bytes', 'files']);
        if (reading.text === 'bytes' || reading.text === 'files') {
          return { kind: 'path', path, reading: reading.text };
        }
        throw this.#unknown('reading of a path', reading, ['bytes', 'files']);
      }
      case 'recovery':
        return { kind: 'recovery', fault: this.#declared('fault', 'faults.timeline', this.#names?.faults) };
      case 'scrape':
        return {
          kind: 'scrape',
          series: this.#declared('series', 'sample.scrape.series', this.#names?.series),
        };
    }
    throw this.#unknown('metric', token, METRIC_NAMES);
  }

  /** `.name` of something that the plan declares elsewhere. */
  #declared(noun: string, where: string, declared: readonly string[] | undefined): string {
    const token = this.#member(`the name of a ${noun}`, declared ?? []);
    if (declared !== undefined && !declared.includes(token.text)) {
      if (declared.length === 0)
        throw new RuleTrouble(`no ${noun} "${token.text}": the plan has no ${where}`, token);
      throw this.#unknown(noun, token, declared);
    }
    return token.text;
  }

  #target(metric: MetricRef): string | null {
    const at = this.#peek();
    if (at.kind !== '@') return null;
    this.#position++;
    const token = this.#word('the name of a target', this.#names?.targets ?? []);
    if (metricFacts(metric).scope !== 'target') {
      throw new RuleTrouble(`"${formatSubject(metric, null, null, null)}" is not measured per target`, at);
    }
    if (this.#names !== null && !this.#names.targets.includes(token.text)) {
      throw this.#unknown('target', token, this.#names.targets);
    }
    return token.text;
  }

  #operation(metric: MetricRef): string | null {
    const open = this.#peek();
    if (open.kind !== '{') return null;
    this.#position++;
    const known = this.#names?.operations ?? [];
    const token = this.#word('the name of an operation', known);
    const close = this.#peek();
    if (close.kind !== '}')
      throw new RuleTrouble(`expected "}" after the operation, found ${shown(close)}`, close);
    this.#position++;
    if (metricFacts(metric).scope !== 'operation') {
      throw new RuleTrouble(
        `"${formatSubject(metric, null, null, null)}" is not measured per operation`,
        open,
      );
    }
    if (this.#names !== null && this.#names.operations !== null && !known.includes(token.text)) {
      throw this.#unknown('operation', token, known);
    }
    return token.text;
  }

  #statistic(metric: MetricRef): Statistic | null {
    const facts = metricFacts(metric);
    const subject = formatSubject(metric, null, null, null);
    const spellings = spellingsOf(facts.statistics);
    const first = this.#peek();
    if (first.kind !== '.') {
      if (facts.plain) return null;
      if (first.kind === 'word') {
        const right = `${this.#text.slice(0, first.offset).trimEnd()}.${this.#text.slice(first.offset)}`;
        throw new RuleTrouble(
          `expected a comparison, found "${first.text}"; did you mean "${right}"?`,
          first,
        );
      }
      if (first.kind !== 'comparison' && first.kind !== 'end') throw this.#unexpected(first, 'a comparison');
      throw new RuleTrouble(`"${subject}" needs a statistic: ${spellings.join(', ')}`, first);
    }
    this.#position++;
    const word = this.#word('a statistic', spellings);
    const token = this.#withFraction(word);
    const percentile = percentileOf(token.text);
    if (percentile !== null) {
      const trend = this.#ofTrend();
      if (facts.statistics.includes(trend ? 'percentile.slope' : 'percentile')) {
        return trend ? { kind: 'slope', percentile } : { kind: 'percentile', percentile };
      }
      throw this.#noStatistic(subject, trend ? `${token.text}.slope` : token.text, token, spellings);
    }
    const plain = PLAIN_STATISTICS.find((kind) => kind === token.text);
    if (plain !== undefined && facts.statistics.includes(plain)) {
      return plain === 'rate' && facts.statistics.includes('rate.slope') && this.#ofTrend()
        ? { kind: 'slope' }
        : { kind: plain };
    }
    throw this.#noStatistic(subject, token.text, token, spellings);
  }

  /** `.slope` behind another statistic. */
  #ofTrend(): boolean {
    if (this.#peek().kind !== '.') return false;
    this.#position++;
    const slope = this.#word('slope', ['slope']);
    if (slope.text !== 'slope') throw this.#unknown('statistic', slope, ['slope']);
    return true;
  }

  /** `p99.9` is cut at its dot. */
  #withFraction(word: Token): Token {
    const [dot, digits] = this.#tokens.slice(this.#position, this.#position + 2);
    const isFraction =
      word.text.startsWith('p') && dot?.kind === '.' && digits?.kind === 'word' && isDigits(digits.text);
    if (!isFraction || digits === undefined) return word;
    this.#position += 2;
    return {
      ...word,
      text: `${word.text}.${digits.text}`,
      length: digits.offset + digits.length - word.offset,
    };
  }

  #comparison(subject: string): Comparison {
    const token = this.#peek();
    if (token.kind !== 'comparison') throw this.#unexpected(token, `a comparison after "${subject}"`);
    this.#position++;
    const known = COMPARISONS.find((comparison) => comparison === token.text);
    if (known !== undefined) return known;
    const meant = { '=': '==', '=<': '<=', '=>': '>=', '===': '==', '!': '!=', '<>': '!=' }[token.text];
    throw this.#unknown('comparison', token, COMPARISONS, meant ?? null);
  }

  #peek(): Token {
    return this.#tokens[Math.min(this.#position, this.#tokens.length - 1)] ?? END;
  }

  #word(expected: string, candidates: readonly string[]): Token {
    const token = this.#peek();
    if (token.kind !== 'word' && token.kind !== 'quoted') {
      const some = candidates.length === 0 ? '' : ` (${candidates.join(', ')})`;
      throw this.#unexpected(token, `${expected}${some}`);
    }
    this.#position++;
    return token;
  }

  #member(expected: string, candidates: readonly string[]): Token {
    const dot = this.#peek();
    if (dot.kind !== '.') throw this.#unexpected(dot, `"." and ${expected}`);
    this.#position++;
    return this.#word(expected, candidates);
  }

  #unexpected(token: Token, expected: string): RuleTrouble {
    return new RuleTrouble(`expected ${expected}, found ${shown(token)}`, token);
  }

  /** With the whole rule as it would be right, or else all there is to choose from. */
  #unknown(
    noun: string,
    token: Token,
    candidates: readonly string[],
    meant: string | null = null,
  ): RuleTrouble {
    const close = meant ?? nearest(token.text, candidates);
    const advice =
      close === null ? `expected one of ${candidates.join(', ')}` : this.#didYouMean(token, close);
    return new RuleTrouble(`unknown ${noun} "${token.text}"; ${advice}`, token);
  }

  #noStatistic(subject: string, found: string, token: Token, spellings: readonly string[]): RuleTrouble {
    const meant =
      found === 'slope' && spellings.includes('p95.slope') ? 'p95.slope' : nearest(found, spellings);
    const advice = meant === null ? '' : `; ${this.#didYouMean({ ...token, length: found.length }, meant)}`;
    if (spellings.length === 0)
      return new RuleTrouble(`"${subject}" is one number and has no statistics`, token);
    return new RuleTrouble(
      `"${subject}" has no statistic "${found}", only ${spellings.join(', ')}${advice}`,
      token,
    );
  }

  #didYouMean(token: Token, replacement: string): string {
    const end = token.offset + token.length;
    return `did you mean "${this.#text.slice(0, token.offset)}${replacement}${this.#text.slice(end)}"?`;
  }
}

const END: Token = { kind: 'end', text: '', offset: 0, length: 0 };
const COMPARISONS: readonly Comparison[] = ['<', '<=', '>', '>=', '==', '!='];
function isKey<Name extends string>(table: Readonly<Record<Name, unknown>>, name: string): name is Name {
  return Object.hasOwn(table, name);
}

function shown(token: Token): string {
  return token.kind === 'end' ? 'the end of the rule' : `"${token.text}"`;
}
