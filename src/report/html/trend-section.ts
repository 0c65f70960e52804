/** What each trend rests on, figure by figure. */
import type { AssessedTrend } from '../../analysis/assessed-trend.ts';
import type { Assessment } from '../../analysis/assessment.ts';
import {
  durationText,
  intervalText,
  momentText,
  numberText,
  quantityText,
} from '../../plan/quantity/figure.ts';
import { quantityStyle } from '../page.ts';
import { aboutText, toLimitText } from '../time-left.ts';
import { patternText } from '../trend-evidence.ts';
import { trendName } from '../trend-name.ts';
import { levelsText, perOperationText, slopeText, subjectOf } from '../trend-table.ts';
import { type Content, html, type Markup, NOTHING } from './markup.ts';
import { type Heading, table } from './table.ts';

const SLOPES: readonly Heading[] = [
  { title: 'Metric', kind: 'rule' },
  { title: 'Target' },
  { title: 'Slope', kind: 'number' },
  { title: 'Interval' },
  { title: 'Per 1,000 operations' },
  { title: 'Course', kind: 'words' },
];

const EVIDENCE: readonly Heading[] = [
  { title: 'Metric', kind: 'rule' },
  { title: 'Target' },
  { title: 'Quarter medians' },
  { title: 'Readings', kind: 'number' },
  { title: 'Worth', kind: 'number' },
  { title: 'Span', kind: 'number' },
  { title: 'Steady since', kind: 'number' },
  { title: 'Onset', kind: 'number' },
  { title: 'Interval from' },
  { title: 'Detects', kind: 'number' },
];

/** Where the interval comes from. */
const METHODS: Readonly<Record<NonNullable<AssessedTrend['method']>, string>> = {
  cosines: 'long-run variance (cosines)',
  range: 'range of the readings',
  constant: 'readings that never differed',
};

export function trendSection(assessment: Assessment): Markup {
  const { trends } = assessment;
  if (trends.length === 0) return NOTHING;
  const style = quantityStyle(assessment);
  const quantity = (value: number | null, trend: AssessedTrend, per = ''): string =>
    quantityText(value, `${trend.unit}${per}`, style);
  const slopes = trends.map((trend): Content[] => {
    const ahead = [
      ...(trend.needsHours === null ? [] : [`needs ${aboutText(trend.needsHours)} more to be decided`]),
      ...(trend.toLimit === null
        ? []
        : [`${toLimitText(trend.toLimit, trend.unit, style)} (${trend.toLimit.rule})`]),
    ];
    return [
      trendName(trend),
      subjectOf(trend, trends),
      slopeText(trend, style),
      intervalText(trend.lowPerHour, trend.highPerHour, `${trend.unit}/h`, style),
      perOperationText(trend, style),
      [trend.trouble ?? patternText(trend, style), ...ahead].join('; '),
    ];
  });
  const evidence = trends.map((trend): Content[] => [
    trendName(trend),
    subjectOf(trend, trends),
    trend.trouble === null ? trend.quarterMedians.map((median) => quantity(median, trend)).join(', ') : '-',
    numberText(trend.points),
    trend.trouble === null ? numberText(trend.effectivePoints) : '-',
    durationText(trend.spanS),
    momentText(trend.steadyFromS),
    trend.onsetS === null ? '-' : momentText(trend.onsetS),
    trend.method === null
      ? '-'
      : `${METHODS[trend.method]}${trend.scale === 'log' ? ', of the logarithm' : ''}`,
    quantity(trend.detectablePerHour, trend, '/h'),
  ]);
  return html`${table('Slope of each trend, by the hour and by the operation', SLOPES, slopes)}
<p>${levelsText(trends)}</p>
${table('What each trend rests on', EVIDENCE, evidence)}
<p>Readings follow from each other, so many of them are worth fewer independent ones. “Detects” is how far over its budget
a slope had to be for a run like this one to find it four times out of five.</p>`;
}
