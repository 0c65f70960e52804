/** The rules of a plan that gives none, those of every plan, and those of soakd itself. */
import { isOfLevels } from './load/level.ts';
import type { LoadPlan } from './load/load-plan.ts';
import type { Criterion } from './rule/criterion.ts';
import { parseRule } from './rule/rule-parser.ts';
import { formatMetric } from './rule/rule-text.ts';

const TARGET_RULES = ['anon.slope < max(1MB/h, 0.5%/h)', 'fds.slope < 0.5/h', 'threads.slope < 0.5/h'];
const LOAD_RULES = ['latency.p95.slope < 2%/h', 'success >= 99%'];
const IMPLIED_RULES = ['restarts.unplanned == 0', 'coverage >= 90%'];
/**
 * What soakd may take. Memory: 40 MB in a night, a third of what it has. Descriptors: it holds five for each process of
 * a target, and a target with two more an hour does not make soakd sick. Loop: what is read is stamped when it is read,
 * so a loop that is late for a second moves no trend; one that often is stands still more than it samples.
 */
const SELF_RULES = ['self.rss.slope < 5MB/h', 'self.fds.slope < 10/h', 'self.loopLag.p99 < 1s'];

/** Levels that differ have no trend to be judged, and those that break are meant to. */
export function defaultCriteria(load: LoadPlan | null): Criterion[] {
  if (load !== null && isOfLevels(load.model)) return [];
  return [...TARGET_RULES, ...(load === null ? [] : LOAD_RULES)].map(plainCriterion);
}

/** The implied rules on whose metric the plan has no word of its own. */
export function impliedCriteria(own: readonly Criterion[]): Criterion[] {
  return IMPLIED_RULES.map(plainCriterion).filter(
    ({ rule }) => !own.some((criterion) => criterion.rule.metric.kind === rule.metric.kind),
  );
}

/** Of every run; a plan's own rule on the same is an ordinary criterion and stands in its place. */
export function selfCriteria(own: readonly Criterion[]): Criterion[] {
  return SELF_RULES.map(plainCriterion).filter(
    ({ rule }) => !own.some((criterion) => subjectOf(criterion) === subjectOf({ rule })),
  );
}

function subjectOf({ rule: { metric, statistic } }: Pick<Criterion, 'rule'>): string {
  return `${formatMetric(metric)} ${statistic?.kind ?? ''}`;
}

function plainCriterion(text: string): Criterion {
  return { rule: parseRule(text), overMs: null, abort: false, during: null };
}
