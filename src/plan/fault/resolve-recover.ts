/** The `recover` of a fault with its defaults, and the criterion that it is. */

import { formatDuration } from '../quantity/quantity.ts';
import type { Criterion } from '../rule/criterion.ts';
import type { Rule } from '../rule/rule.ts';
import { parseRule } from '../rule/rule-parser.ts';
import { formatMetric } from '../rule/rule-text.ts';

/** Times in ms. */
export interface RecoverPlan {
  /** From the fault's end. */
  readonly withinMs: number;
  /** What holds when all is well, of each second of load or each reading of a target. */
  readonly rule: Rule;
  /** Without a break. */
  readonly holdsMs: number;
}

interface WrittenRecover {
  readonly within: number;
  readonly rule?: string | undefined;
  readonly holds?: number | undefined;
}

/** As the default rule on success of a plan. */
const SUCCESS = 'success >= 99%';
/** One second that is well may be chance. */
export const HOLDS_MS = 5000;

export function resolveRecover(written: WrittenRecover, own: readonly Criterion[]): RecoverPlan {
  return {
    withinMs: written.within,
    rule: written.rule === undefined ? wellRule(own) : parseRule(written.rule),
    holdsMs: written.holds ?? HOLDS_MS,
  };
}

/** What a plan holds to be success. */
export function wellRule(own: readonly Criterion[]): Rule {
  const found = own.find(({ rule: { metric, operation, statistic } }) => {
    const isSuccess = metric.kind === 'load' && metric.name === 'success';
    return isSuccess && operation === null && statistic === null;
  });
  return found?.rule ?? parseRule(SUCCESS);
}

/** One for each fault that is to be recovered from. */
export function recoverCriteria(faults: { readonly timeline: readonly Recovered[] } | null): Criterion[] {
  const rules = (faults?.timeline ?? []).flatMap(({ name, recover }) =>
    recover === undefined || recover === null
      ? []
      : [`${formatMetric({ kind: 'recovery', fault: name })} <= ${formatDuration(recover.withinMs)}`],
  );
  return [...new Set(rules)].map((text) => ({
    rule: parseRule(text),
    overMs: null,
    abort: false,
    during: null,
  }));
}

interface Recovered {
  readonly name: string;
  readonly recover?: RecoverPlan | null;
}
