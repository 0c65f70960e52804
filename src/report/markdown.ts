/** A report for a comment on a pull request: the conclusion and the criteria, with the evidence folded away. */

import type { AssessedLoad } from '../analysis/assessed-load.ts';
import type { AssessedTrend } from '../analysis/assessed-trend.ts';
import type { AssessedEvent, Assessment } from '../analysis/assessment.ts';
import {
  durationText,
  intervalText,
  momentText,
  type QuantityStyle,
  quantityText,
} from '../plan/quantity/figure.ts';
import { conclusionOf } from './conclusion.ts';
import { MARKS, worstFirst } from './criteria-order.ts';
import { levelsSentence } from './levels-text.ts';
import { loadSentence } from './load-text.ts';
import { code, folded, table, words } from './markdown-text.ts';
import { quantityStyle } from './page.ts';
import { trendEvidence } from './trend-evidence.ts';
import { trendName } from './trend-name.ts';
import { levelsText, perOperationText, slopeText, subjectOf } from './trend-table.ts';

/** A comment on GitHub takes 65,536 characters: of what a run may have any number of, so many are told. */
const MOST_CRITERIA = 60;
const MOST_TRENDS = 40;
const MOST_EVENTS = 20;

export function renderMarkdown(assessment: Assessment): string {
  const style = quantityStyle(assessment);
  const { head, because } = conclusionOf(assessment, style);
  const { run, load } = assessment;
  const facts = `${code(run.id)} ${code(run.name)} on ${code(String(run.host['hostname'] ?? 'an unknown host'))}, ${run.startedAt}, observed for ${durationText(run.observedS)}`;
  const parts = [
    `### ${MARKS[assessment.verdict]} ${words(head)} ${words(because)}`,
    facts,
    criteriaTable(assessment, style),
    ...(load === null ? [] : [`**Load**: ${words(loadText(load))}`]),
    folded('Evidence', trendTable(assessment.trends, style)),
    folded('Events', eventList(assessment)),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function criteriaTable({ criteria, self }: Assessment, style: QuantityStyle): string {
  const all = worstFirst([...criteria, ...self.criteria.filter(({ verdict }) => verdict === 'fail')]);
  const rows = all
    .slice(0, MOST_CRITERIA)
    .map(({ rule, target, verdict, observed, low, high, unit, reason }) => [
      code(rule),
      target === null ? '' : code(target),
      `${MARKS[verdict]} ${verdict}`,
      words(quantityText(observed, unit, style)),
      words(intervalText(low, high, unit, style)),
      words(reason),
    ]);
  return table(['criterion', 'target', 'verdict', 'observed', 'interval', 'reason'], rows, all.length);
}

function trendTable(trends: readonly AssessedTrend[], style: QuantityStyle): string {
  if (trends.length === 0) return '';
  const rows = trends
    .slice(0, MOST_TRENDS)
    .map((trend) => [
      code(trendName(trend)),
      subjectOf(trend, trends) === '' ? '' : code(subjectOf(trend, trends)),
      words(slopeText(trend, style)),
      words(intervalText(trend.lowPerHour, trend.highPerHour, `${trend.unit}/h`, style)),
      words(perOperationText(trend, style)),
      words(trendEvidence(trend, style).join('; ')),
    ]);
  const head = ['metric', 'target', 'slope', 'interval', 'per 1,000 operations', 'evidence'];
  return `${table(head, rows, trends.length)}\n\n${words(levelsText(trends))}`;
}

function eventList({ events, eventsOmitted }: Assessment): string {
  const shown = events.slice(-MOST_EVENTS);
  const omitted = eventsOmitted + events.length - shown.length;
  return [
    ...(omitted === 0 ? [] : [`(${omitted} earlier ones are in the database)`, '']),
    ...shown.map(eventLine),
  ].join('\n');
}

function eventLine({ atS, kind, target, text }: AssessedEvent): string {
  const about = target === null ? '' : ` ${code(target)}`;
  return `- ${momentText(atS)} **${words(kind)}**${about}: ${words(text)}`;
}

/** With what its levels have come to. */
function loadText(load: AssessedLoad): string {
  return load.levels === null ? loadSentence(load) : `${loadSentence(load)}; ${levelsSentence(load.levels)}`;
}
