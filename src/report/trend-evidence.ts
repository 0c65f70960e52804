/** What a trend rests on, in words. */
import type { AssessedTrend } from '../analysis/assessed-trend.ts';
import {
  durationText,
  momentText,
  numberText,
  type QuantityStyle,
  quantityText,
} from '../plan/quantity/figure.ts';
import { plain } from './plain.ts';
import { aboutText, toLimitText } from './time-left.ts';

const STEP = /steps (?:up|down) at [^,]+/g;

/** The course first, then how sure that is and what lies ahead. `brief`: without quarters and counts. */
export function trendEvidence(
  trend: AssessedTrend,
  style: QuantityStyle,
  { brief = false }: { readonly brief?: boolean } = {},
): string[] {
  const rests = `${numberText(trend.points)} points over ${durationText(trend.spanS)}`;
  // A brief table stands beneath criteria that have told what they need.
  const ahead = [...(brief ? [] : needs(trend)), ...toLimit(trend, style)];
  if (trend.trouble !== null) return [plain(trend.trouble), rests, ...ahead];
  const onset = trend.onsetS === null ? '' : `, onset ${momentText(trend.onsetS)}`;
  const quarters = trend.quarterMedians.map((median) => quantityText(median, trend.unit, style)).join(', ');
  const steady = `steady since ${momentText(trend.steadyFromS)}${onset}`;
  const parts = brief
    ? [steady]
    : [
        `${steady}${shareOf(trend)}`,
        `quarters ${quarters}`,
        `${rests}, worth ${numberText(trend.effectivePoints)} independent ones`,
        ...detectable(trend, style),
      ];
  return [plain(patternText(trend, style)), ...parts, ...ahead];
}

function detectable({ detectablePerHour, unit }: AssessedTrend, style: QuantityStyle): string[] {
  if (detectablePerHour === null) return [];
  return [`detects ${quantityText(detectablePerHour, `${unit}/h`, style)} over a budget`];
}

function needs({ needsHours }: AssessedTrend): string[] {
  return needsHours === null ? [] : [`needs ${aboutText(needsHours)} more`];
}

function toLimit({ toLimit: ahead, unit }: AssessedTrend, style: QuantityStyle): string[] {
  return ahead === null ? [] : [toLimitText(ahead, unit, style)];
}

/** The pattern knows no units and no clock: `steps up at 190 min` is told as `steps up by 12 MB at 3:10:00`. */
export function patternText({ pattern, shifts, unit }: AssessedTrend, style: QuantityStyle): string {
  const sized = shifts.map(({ atS, size }) => {
    const by = quantityText(Math.abs(size), unit, style);
    return `steps ${size < 0 ? 'down' : 'up'} by ${by} at ${momentText(atS)}`;
  });
  const steps = pattern.match(STEP) ?? [];
  if (steps.length !== sized.length) return [pattern, ...sized].join(', ');
  return pattern.replace(STEP, () => sized.shift() ?? '');
}

/** Times drift by a share of themselves, which is what a budget of theirs is mostly given in. */
function shareOf({ scale, slopePerHour, steadyMedian }: AssessedTrend): string {
  if (scale !== 'log' || slopePerHour === null || !(steadyMedian > 0)) return '';
  return `; slope ${quantityText(slopePerHour / steadyMedian, 'ratio/h', { binary: false })} of its median`;
}
