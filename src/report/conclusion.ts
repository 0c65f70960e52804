/** The one sentence that a reader with no time reads. */
import type { AssessedTrend } from '../analysis/assessed-trend.ts';
import type { Assessment } from '../analysis/assessment.ts';
import {
  durationText,
  intervalText,
  numberText,
  type QuantityStyle,
  quantityText,
} from '../plan/quantity/figure.ts';
import type { CriterionVerdict } from '../verdict/verdict.ts';
import type { Page } from './page.ts';
import { plain, wrap } from './plain.ts';
import { slopeRule } from './slope-rule.ts';
import { toLimitText } from './time-left.ts';
import { trendName } from './trend-name.ts';
import { wallTimeText } from './wall-time.ts';

const STATES = {
  running: ', so far',
  completed: '',
  aborted: ' (ended by an abort rule)',
  interrupted: ' (interrupted)',
  lost: ' (target lost)',
  failed: ' (the soak itself failed)',
} as const;

export interface Conclusion {
  /** `FAIL (interrupted):` */
  readonly head: string;
  readonly because: string;
}

export function conclusionOf(assessment: Assessment, style: QuantityStyle): Conclusion {
  const { verdict, run } = assessment;
  return {
    head: `${verdict.toUpperCase()}${STATES[run.state]}:`,
    because: plain(because(assessment, style)),
  };
}

export function renderConclusion(assessment: Assessment, page: Page): string[] {
  const { head, because: why } = conclusionOf(assessment, page);
  const [first, ...rest] = wrap(`${head} ${why}`, page.width);
  const painted = page.palette.verdict(head, assessment.verdict);
  return [(first ?? '').replace(head, () => painted), ...rest];
}

function because(assessment: Assessment, page: QuantityStyle): string {
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
  const cut = run.state === 'lost' || run.state === 'failed' ? `; ${assessment.reason}` : '';
  return `${sentence(first, assessment, page)}${more}${cut}`;
}

/**
 * `api anon rises 4.2 MB/h (95 % interval 3.9 to 4.5 MB/h; budget 1MB/h) since 01:10 UTC (3:10:00 in), after a 25
 * min warm-up; reaches 1 GB in about 9 days (7 to 12)`.
 */
function sentence(criterion: CriterionVerdict, assessment: Assessment, page: QuantityStyle): string {
  const subject = criterion.target === null ? '' : `${criterion.target} `;
  const slope = slopeRule(criterion.rule);
  if (criterion.verdict !== 'fail' || slope === null || criterion.observed === null) {
    return `${subject}${criterion.rule}: ${criterion.reason}`;
  }
  const trend = trendOf(criterion, slope.metric, assessment.trends);
  const observed = quantityText(Math.abs(criterion.observed), criterion.unit, page);
  const direction = criterion.observed < 0 ? 'falls' : 'rises';
  const beside = [intervalOf(criterion, trend, page), `budget ${slope.budget}`].filter(
    (part) => part !== null,
  );
  const moves = `${subject}${slope.metric} ${direction} ${observed} (${beside.join('; ')})`;
  return trend === null ? moves : `${moves}${courseOf(trend, assessment)}${limitOf(trend, page)}`;
}

function intervalOf(
  { low, high, unit }: CriterionVerdict,
  trend: AssessedTrend | null,
  page: QuantityStyle,
): string | null {
  if (low === null || high === null) return null;
  // What a look found was found at another level than that of the trend at the end.
  const percent =
    trend !== null && lowEnds(trend).includes(low) ? `${numberText(trend.confidence * 100)} % ` : '';
  return `${percent}interval ${intervalText(low, high, unit, page)}`;
}

/** As rules measure it: per hour, per 1,000 operations, and per hour relative to the steady median. */
function lowEnds({ lowPerHour, per1000Operations, steadyMedian }: AssessedTrend): (number | undefined)[] {
  const perHour = lowPerHour ?? Number.NaN;
  return [perHour, per1000Operations?.low, perHour / Math.abs(steadyMedian)];
}

/** Since when, and after what. */
function courseOf(
  { onsetS, slopeFromS, steadyFromS, fromS, binS }: AssessedTrend,
  assessment: Assessment,
): string {
  // A fitted trend begins in the middle of its first bin.
  const warmedUp = steadyFromS - fromS > 2 * binS && slopeFromS >= steadyFromS;
  const sinceS = onsetS ?? (warmedUp ? slopeFromS : null);
  const since = sinceS === null ? '' : ` since ${wallTimeText(sinceS, assessment.run, assessment.events)}`;
  return warmedUp ? `${since}, after a ${roughly(steadyFromS - fromS)} warm-up` : since;
}

function limitOf({ toLimit, unit }: AssessedTrend, page: QuantityStyle): string {
  return toLimit === null ? '' : `; ${toLimitText(toLimit, unit, page)}`;
}

function roughly(seconds: number): string {
  const step = seconds < 120 ? 1 : 60;
  return durationText(Math.round(seconds / step) * step);
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
