/** A series' verdict in words and figures: what it does, how sure that is, and against what. */
import { durationText, intervalText, numberText, quantityText } from '../plan/quantity/figure.ts';
import type { Trend } from '../trend/trend.ts';
import type { Budget } from './budget.ts';
import type { Judgement } from './judge.ts';
import type { ColumnUnit } from './unit.ts';

interface Figures {
  readonly slope: number;
  readonly low: number;
  readonly high: number;
  /** `bytes/h` */
  readonly unit: string;
}

/** `rises 4.2 MB/h (95 % interval 3.9 to 4.5 MB/h), budget 0.5 %/h of the steady median, 0.52 MB/h`. */
export function reasonOf(
  { decision, budgetPerHour }: Judgement,
  trend: Trend,
  budget: Budget,
  unit: ColumnUnit,
): string {
  const more = decision.needsHours === null ? '' : `, needs about ${moreTime(decision.needsHours)} more`;
  const figures = figuresOf(trend, budget, unit);
  if (figures === null) return `${decision.reason}${more}`;
  const course = `${courseText(figures, trend, budget, unit)}, budget ${budgetText(budget, budgetPerHour, unit)}`;
  return decision.outcome === 'inconclusive' ? `${decision.reason}: ${course}${more}` : course;
}

/** As it was written, and per hour where that is something else. */
export function budgetText(budget: Budget, budgetPerHour: number | null, { base, size }: ColumnUnit): string {
  const style = { binary: /[KMGT]iB/.test(budget.text) };
  const signed = budget.direction === 'fall' ? -1 : 1;
  const perHour = quantityText(signed * (budgetPerHour ?? Number.NaN) * size, `${base}/h`, style);
  if (budget.kind === 'hour') return perHour;
  const written = budget.kind === 'share' ? `${budget.text} of the steady median` : budget.text;
  return budgetPerHour === null ? written : `${written}, ${perHour}`;
}

/** Of the slope that the budget is about, in base units; null when there is no interval. */
function figuresOf(trend: Trend, { kind }: Budget, { base, size }: ColumnUnit): Figures | null {
  const { slopePerHour: slope, lowPerHour: low, highPerHour: high } = trend;
  if (slope === null || low === null || high === null) return null;
  const per = kind === '1000ops' ? trend.per1000Operations : { slope, low, high };
  if (per === null) return null;
  const unit = `${base}/${kind === '1000ops' ? '1000ops' : 'h'}`;
  return { slope: per.slope * size, low: per.low * size, high: per.high * size, unit };
}

function courseText(
  { slope, low, high, unit }: Figures,
  trend: Trend,
  { kind, text }: Budget,
  column: ColumnUnit,
): string {
  if (trend.family === 'constant') return 'does not move';
  const style = { binary: /[KMGT]iB/.test(text) };
  const hourly = (trend.slopePerHour ?? 0) * column.size;
  const others = kind === '1000ops' ? `, ${quantityText(Math.abs(hourly), `${column.base}/h`, style)}` : '';
  const moves = `${slope < 0 ? 'falls' : 'rises'} ${quantityText(Math.abs(slope), unit, style)}${others}`;
  return `${moves} (${numberText(100 * trend.confidence)} % interval ${intervalText(low, high, unit, style)})`;
}

/** Two digits would claim more than is known. */
function moreTime(hours: number): string {
  const seconds = Math.max(1, 3600 * hours);
  const step = seconds < 60 ? 10 : seconds < 3600 ? 60 : seconds < 36_000 ? 600 : 3600;
  return durationText(Math.ceil(seconds / step) * step);
}
