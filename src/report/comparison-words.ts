/** A comparison in words and figures, for any page. */
import type { ComparedMetric, Comparison, Outcome } from '../comparison/comparison.ts';
import { metricName } from '../comparison/metric-name.ts';
import { intervalText, numberText, type QuantityStyle, quantityText } from '../plan/quantity/figure.ts';

/** The worst first. */
const ORDER: readonly (Outcome | null)[] = ['regressed', 'cannot tell', 'better', 'same', null];
/** What the conclusion names one by one. */
const MOST_NAMED = 4;

export function worstMetrics(metrics: readonly ComparedMetric[]): ComparedMetric[] {
  return metrics.toSorted((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict));
}

/** `latency.p99`, `latency{read}.p99`, as rules name it. */
export function metricText({ metric, operation }: ComparedMetric): string {
  return metricName(metric, { operation });
}

/** `REGRESSED`, and what makes it so. */
export function comparisonConclusion(
  comparison: Comparison,
  style: QuantityStyle,
): { readonly head: string; readonly because: string } {
  const { verdict, reason, metrics } = comparison;
  const head = `${verdict.toUpperCase()}:`;
  if (verdict === 'same' || verdict === 'cannot tell') return { head, because: reason };
  const decisive = metrics.filter((metric) => metric.verdict === verdict);
  const named = decisive.slice(0, MOST_NAMED).map((metric) => changeText(metric, style));
  const others = decisive.length - named.length;
  return { head, because: `${named.join('; ')}${others === 0 ? '' : `; and ${others} more`}` };
}

/** `api latency.p99 +18.2 ms (+413 %; 95 % interval +17.1 to +19.4 ms)`. */
function changeText(metric: ComparedMetric, style: QuantityStyle): string {
  const { difference, low, high, unit, baseline, isRatio } = metric;
  const share =
    isRatio && difference !== null && baseline !== null ? `${signedShare(difference / baseline)}; ` : '';
  const interval = `95 % interval ${intervalText(low, high, unit, style)}`;
  return `${subjectText(metric)} ${signed(difference, unit, style)} (${share}${interval})`;
}

function subjectText(metric: ComparedMetric): string {
  return metric.target === null ? metricText(metric) : `${metric.target} ${metricText(metric)}`;
}

/** `+18.2 ms`; of what is told as a ratio `+20.3 %`. */
export function differenceText(metric: ComparedMetric, style: QuantityStyle): string {
  const { difference, baseline, unit, isRatio } = metric;
  if (difference === null) return '-';
  return isRatio && baseline !== null ? signedShare(difference / baseline) : signed(difference, unit, style);
}

export function differenceInterval(metric: ComparedMetric, style: QuantityStyle): string {
  const { low, high, baseline, unit, isRatio } = metric;
  if (low === null || high === null || baseline === null) return '-';
  return isRatio
    ? intervalText(low / baseline, high / baseline, 'ratio', style)
    : intervalText(low, high, unit, style);
}

/** Tenfold: beyond it a floor only says that nothing can be told. */
const MOST_SHARE = 10;

export function floorText(
  metric: ComparedMetric,
  of: 'noiseFloor' | 'tolerance',
  style: QuantityStyle,
): string {
  const { baseline, unit, isRatio } = metric;
  const floor = metric[of];
  if (floor === null || baseline === null) return '-';
  if (!isRatio) return quantityText(floor, unit, style);
  const share = floor / baseline;
  return share > MOST_SHARE ? `> ${numberText(100 * MOST_SHARE)} %` : `${numberText(100 * share)} %`;
}

function signed(value: number | null, unit: string, style: QuantityStyle): string {
  return `${value !== null && value > 0 ? '+' : ''}${quantityText(value, unit, style)}`;
}

function signedShare(share: number): string {
  return `${share > 0 ? '+' : ''}${numberText(100 * share)} %`;
}

/** How the noise floor came about, as a sentence or two. */
export function evidenceText({ learnedFrom, stretch, errorRate }: Comparison): string {
  const learned =
    learnedFrom.length === 0
      ? 'There are no earlier runs of this plan on this host to learn a noise floor from: it is that of the two runs alone'
      : `The noise floor is learned from ${learnedFrom.length} earlier runs of this plan on this host`;
  const work = `${numberText(Math.round(stretch.to - stretch.from), 6)} ${stretch.unit}`;
  return `${learned}. Compared are the same ${work}. Two runs of one build are called regressed in ${numberText(100 * errorRate)} % of comparisons at most.`;
}

/** Where one of the runs had a busier machine than usual; else null. */
export function busyText({ lateness }: Comparison): string | null {
  if (lateness === null || lateness.sway === 0) return null;
  const [busier, quieter] = lateness.sway > 0 ? ['run', 'baseline'] : ['baseline', 'run'];
  const late = [lateness.baselineMs, lateness.runMs]
    .toSorted((a, b) => b - a)
    .map((ms) => `${numberText(ms)} ms`);
  return `busier in the ${busier}: the load generator itself was late by ${late[0]} (p99 of a second), by ${late[1]} in the ${quieter}; only what times changed beyond that counts`;
}
