/** One criterion on its evidence. No evidence is never a pass. */

import { quantityText } from '../plan/quantity/figure.ts';
import type { Criterion } from '../plan/rule/criterion.ts';
import type { Comparison } from '../plan/rule/rule.ts';
import type { Evidence, Standing, ValueEvidence, WindowEvidence } from './evidence.ts';
import { isBlurred } from './saturation.ts';
import { judgeSlope } from './slope.ts';
import { styleOf, unitOf } from './unit.ts';
import type { CriterionVerdict, Verdict } from './verdict.ts';

/** `standing`: where known, what a saturated generator measured is not held against the target. */
export function judgeCriterion(
  criterion: Criterion,
  target: string | null,
  evidence: Evidence,
  standing: Standing | null = null,
): CriterionVerdict {
  const answer = { rule: criterion.rule.text, target, ...judgeEvidence(criterion, evidence) };
  if (answer.verdict !== 'fail' || !isBlurred(criterion.rule, standing)) return answer;
  return {
    ...answer,
    verdict: 'inconclusive',
    reason: `${answer.reason}; but the load generator itself fell behind, so this may be its doing`,
  };
}

type Answer = Omit<CriterionVerdict, 'rule' | 'target'>;

function judgeEvidence(criterion: Criterion, evidence: Evidence): Answer {
  switch (evidence.kind) {
    case 'trend':
      return judgeSlope(criterion.rule, evidence);
    case 'value':
      return judgeValue(criterion, evidence);
    case 'windows':
      return judgeWindows(criterion, evidence);
    default:
      return evidence satisfies never;
  }
}

function judgeValue({ rule }: Criterion, { observed, why }: ValueEvidence): Answer {
  if (observed === null || !Number.isFinite(observed)) return undecided(rule, why ?? 'there is no reading');
  const holds = compare(observed, rule.comparison, rule.limit.value);
  const reason = `${shown(rule, observed)}, ${holds ? 'within' : 'against'} the limit ${limitText(rule)}`;
  return answer(rule, holds ? 'pass' : 'fail', observed, reason);
}

/** Every complete rolling window must hold; the one that is furthest off speaks for all. */
function judgeWindows({ rule }: Criterion, { windows, why }: WindowEvidence): Answer {
  let worst: { readonly fromMs: number; readonly observed: number } | null = null;
  let unread = 0;
  let broken = 0;
  for (const { fromMs, observed } of windows) {
    if (observed === null || !Number.isFinite(observed)) {
      unread += 1;
      continue;
    }
    if (!compare(observed, rule.comparison, rule.limit.value)) broken += 1;
    if (worst === null || isWorse(observed, worst.observed, rule)) worst = { fromMs, observed };
  }
  if (worst === null) return undecided(rule, why ?? 'no complete window yet');
  const where = `${shown(rule, worst.observed)} in the worst window, ${at(worst.fromMs)}`;
  if (broken > 0) {
    const reason = `${where}, against the limit ${limitText(rule)}; ${broken} of ${windows.length} windows break it`;
    return answer(rule, 'fail', worst.observed, reason);
  }
  if (unread > 0) {
    const reason = `${unread} of ${windows.length} windows have no reading; the others hold`;
    return answer(rule, 'inconclusive', worst.observed, reason);
  }
  const reason = `${where}, within the limit ${limitText(rule)}; ${windows.length} windows hold`;
  return answer(rule, 'pass', worst.observed, reason);
}

function isWorse(observed: number, than: number, { comparison, limit }: Criterion['rule']): boolean {
  if (comparison === '<' || comparison === '<=') return observed > than;
  if (comparison === '>' || comparison === '>=') return observed < than;
  const off = (value: number): number => Math.abs(value - limit.value);
  return comparison === '==' ? off(observed) > off(than) : off(observed) < off(than);
}

/** Whether a value is as a rule wants it. */
export function compare(observed: number, comparison: Comparison, limit: number): boolean {
  switch (comparison) {
    case '<':
      return observed < limit;
    case '<=':
      return observed <= limit;
    case '>':
      return observed > limit;
    case '>=':
      return observed >= limit;
    case '==':
      return observed === limit;
    case '!=':
      return observed !== limit;
    default:
      return comparison satisfies never;
  }
}

function undecided(rule: Criterion['rule'], reason: string): Answer {
  return answer(rule, 'inconclusive', null, reason);
}

function answer(rule: Criterion['rule'], verdict: Verdict, observed: number | null, reason: string): Answer {
  return { verdict, reason, observed, low: null, high: null, unit: unitOf(rule.limit) };
}

function shown({ limit }: Criterion['rule'], value: number): string {
  return quantityText(value, unitOf(limit), styleOf(limit));
}

function limitText({ comparison, limit }: Criterion['rule']): string {
  return `${comparison} ${quantityText(limit.value, unitOf(limit), styleOf(limit))}`;
}

/** `12:30 into the run` */
function at(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const pad = (part: number): string => String(part).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${pad(Math.floor((seconds % 3600) / 60))}:${pad(seconds % 60)}`;
  return `${hours > 0 ? `${hours}:` : ''}${rest} into the run`;
}
