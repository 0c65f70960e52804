/** A comparison for a comment on a pull request: the conclusion and what changed, the rest folded away. */
import type { ComparedMetric, Comparison } from '../comparison/comparison.ts';
import { quantityText } from '../plan/quantity/figure.ts';
import { LIKE } from './comparison-text.ts';
import {
  busyText,
  comparisonConclusion,
  differenceInterval,
  differenceText,
  evidenceText,
  floorText,
  metricText,
  worstMetrics,
} from './comparison-words.ts';
import { MARKS } from './criteria-order.ts';
import { code, folded, table, words } from './markdown-text.ts';

const STYLE = { binary: false };
const TITLES = [
  'metric',
  'target',
  'baseline',
  'run',
  'difference',
  '95 % interval',
  'noise floor',
  'verdict',
];
/** A comment on GitHub takes 65,536 characters. */
const MOST_METRICS = 60;

export function renderComparisonMarkdown(comparison: Comparison): string {
  const { run, baseline, verdict, differing } = comparison;
  const { head, because } = comparisonConclusion(comparison, STYLE);
  const busy = busyText(comparison);
  const metrics = worstMetrics(comparison.metrics);
  const changed = metrics.filter((metric) => metric.verdict !== 'same' && metric.verdict !== null);
  const parts = [
    `### ${MARKS[LIKE[verdict]]} ${words(head)} ${words(because)}`,
    `${code(run.id)} ${code(run.name)}, ${run.startedAt}, compared with ${code(baseline.id)} ${code(baseline.name)}, ${baseline.startedAt}`,
    ...differing.map(
      (one) =>
        `The ${one.what} differs: ${words(one.name)} ${code(one.run)}, in the baseline ${code(one.baseline)}`,
    ),
    busy === null ? '' : `The machine was ${words(busy)}.`,
    changed.length === 0 ? '' : metricTable(changed),
    folded('All metrics', metricTable(metrics)),
    words(evidenceText(comparison)),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function metricTable(metrics: readonly ComparedMetric[]): string {
  const rows = metrics
    .slice(0, MOST_METRICS)
    .map((metric) => [
      code(metricText(metric)),
      metric.target === null ? '' : code(metric.target),
      words(quantityText(metric.baseline, metric.unit, STYLE)),
      words(quantityText(metric.run, metric.unit, STYLE)),
      words(differenceText(metric, STYLE)),
      words(differenceInterval(metric, STYLE)),
      words(floorText(metric, 'noiseFloor', STYLE)),
      words(metric.verdict ?? metric.reason),
    ]);
  return table(TITLES, rows, metrics.length);
}
