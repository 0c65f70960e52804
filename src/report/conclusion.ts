/** The one sentence that a reader with no time reads. */
import type { AssessedTrend, Assessment } from '../analysis/assessment.ts';
import { durationText, intervalText, momentText, numberText, quantityText } from '../plan/figure.ts';
import type { CriterionVerdict } from '../verdict/verdict.ts';
import type { Page } from './page.ts';
import { plain, wrap } from './plain.ts';
import { slopeRule } from './slope-rule.ts';
import { trendName } from './trend-name.ts';

const STATES = {
  running: ', so far',
  completed: '',
  aborted: ' (ended by an abort rule)',
  interrupted: ' (interrupted)',
  lost: ' (target lost)',
  failed: ' (the soak itself failed)',
} as const;

export function renderConclusion(assessment: Assessment, page: Page): string[] {
  const { verdict, run } = assessment;
  const head = `${verdict.toUpperCase()}${STATES[run.state]}:`;
  const [first, ...rest] = wrap(`${head} ${plain(because(assessment, page))}`, page.width);
  const painted = page.palette.verdict(head, verdict);
  return [(first ?? '').replace(head, () => painted), ...rest];
}

function because(assessment: Assessment, page: Page): string {
  const { criteria, verdict, run } = assessment;
  const decisive = criteria.filter((criterion) => criterion.verdict === verdict);
  const [first] = decisive;
  // What ended the run comes before what could not be decided for it.
  const cutShort = verdict === 'inconclusive' && (run.state === 'lost' || run.state === 'failed');
  if (first === undefined || cutShort) return assessment.reason;
  if (verdict === 'pass') {
    const span = durationText(run.soakToS - run.soakFromS);
    return `all ${criteria.length} criteria hold over ${span}`;
  }
  const others = decisive.length - 1;
  const more =
    others === 0
      ? ''
      : `; ${others} more ${others === 1 ? 'criterion' : 'criteria'} ${verdict === 'fail' ? 'failed' : 'undecided'}`;
  return `${sentence(first, assessment, page)}${more}`;
}

/** `api anon rises 4.2 MB/h (95 % interval 3.9 to 4.5), budget 1 MB/h; since 3:10:00`. */
function sentence(criterion: CriterionVerdict, assessment: Assessment, page: Page): string {
  const subject = criterion.target === null ? '' : `${criterion.target} `;
  const slope = slopeRule(criterion.rule);
  if (criterion.verdict !== 'fail' || slope === null || criterion.observed === null) {
    return `${subject}${criterion.rule}: ${criterion.reason}`;
  }
  const trend = trendOf(criterion, slope.metric, assessment.trends);
  const observed = quantityText(Math.abs(criterion.observed), criterion.unit, page);
  const direction = criterion.observed < 0 ? 'falls' : 'rises';
  const percent = trend === null ? '' : `${numberText(trend.confidence * 100)} % `;
  const interval =
    criterion.low === null || criterion.high === null
      ? ''
      : ` (${percent}interval ${intervalText(criterion.low, criterion.high, criterion.unit, page)})`;
  const onset = trend?.onsetS ?? null;
  const since = onset === null ? '' : `; since ${momentText(onset)}`;
  return `${subject}${slope.metric} ${direction} ${observed}${interval}, budget ${slope.budget}${since}`;
}

/** The trend that decided: of several generations the one whose slope it is. */
function trendOf(
  { target, observed }: CriterionVerdict,
  metric: string,
  trends: readonly AssessedTrend[],
): AssessedTrend | null {
  const own = trends.filter((trend) => trend.target === target && trendName(trend) === metric);
  const same = own.find(
    (trend) => trend.slopePerHour === observed || trend.per1000Operations?.slope === observed,
  );
  return same ?? own.toSorted((a, b) => b.spanS - a.spanS)[0] ?? null;
}
