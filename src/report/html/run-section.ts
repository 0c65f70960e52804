/** The run itself: what it was, which processes it saw, what happened, and what could not be seen. */

import type { AssessedEvent, Assessment } from '../../analysis/assessment.ts';
import { durationText, momentText, quantityText } from '../../plan/quantity/figure.ts';
import { surpriseText } from '../life-end.ts';
import { quantityStyle } from '../page.ts';
import { coverageText, hostText, thinnedText, timesOf } from '../run-text.ts';
import { loadText, ownText } from '../self-text.ts';
import { type Content, html, type Markup, NOTHING } from './markup.ts';
import { table } from './table.ts';
import { criteriaTable } from './verdict-section.ts';

export function factList(assessment: Assessment): Markup {
  const { run } = assessment;
  const planned = run.plannedS === null ? '' : ` of ${durationText(run.plannedS)}`;
  const facts: readonly (readonly [string, string])[] = [
    ['Run', `${run.id}, ${run.state}${run.state === 'running' ? `, in phase ${run.phase}` : ''}`],
    ['Time', timesOf(run)],
    ['Observed', `${durationText(run.observedS)}${planned}`],
    ['Judged', `${momentText(run.soakFromS)} to ${momentText(run.soakToS)}`],
    ['Coverage', coverageText(assessment)],
    ...(run.thinnedAt === null ? [] : [['Thinned', `${run.thinnedAt}: ${thinnedText(assessment)}`] as const]),
  ];
  return html`<dl class="facts">${facts.map(([name, text]) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`)}</dl>`;
}

export function hostList({ run }: Assessment): Markup {
  return html`<p>${hostText(run.host)}</p>`;
}

export function generationTable({ targets, run }: Assessment): Markup {
  const rows = targets.flatMap(({ name, generations }): Content[][] =>
    generations.length === 0
      ? [[name, '-', '-', '-', '-', 'never seen']]
      : generations.map(({ generation, pid, startedS, endedS, why, command }, index) => [
          name,
          generation,
          pid,
          momentText(startedS),
          endedS === null ? 'alive' : momentText(endedS),
          [
            endedS === null ? null : `${why ?? 'ended'}${surpriseText(generations, index, run.state)}; `,
            html`<code>${command}</code>`,
          ],
        ]),
  );
  return table(
    'Generations: each life of each target',
    [
      { title: 'Target', kind: 'rule' },
      { title: 'Generation', kind: 'number' },
      { title: 'Pid', kind: 'number' },
      { title: 'From', kind: 'number' },
      { title: 'To', kind: 'number' },
      { title: 'Why it ended, and its command', kind: 'words' },
    ],
    rows,
  );
}

export function eventTable({ events, eventsOmitted }: Assessment): Markup {
  const omitted =
    eventsOmitted === 0 ? null : html`<p>${eventsOmitted} earlier ones are only in the database.</p>`;
  return html`${omitted}${table(
    'Events, oldest first',
    [
      { title: 'Into the run', kind: 'number' },
      { title: 'At' },
      { title: 'Kind' },
      { title: 'Target' },
      { title: 'What happened', kind: 'words' },
    ],
    events.map(eventRow),
  )}`;
}

function eventRow({ atS, at, kind, target, text, durationS }: AssessedEvent): Content[] {
  const lasted = durationS === null ? '' : ` (${durationText(durationS)})`;
  return [momentText(atS), at.slice(0, 19).replace('T', ' '), kind, target, `${text}${lasted}`];
}

export function unavailableTable({ unavailable }: Assessment): Markup {
  return table(
    'What could not be read, and why',
    [
      { title: 'Metric', kind: 'rule' },
      { title: 'Target' },
      { title: 'Since', kind: 'number' },
      { title: 'Reason', kind: 'words' },
    ],
    unavailable.map(({ target, metric, sinceS, reason }) => [metric, target, momentText(sinceS), reason]),
  );
}

export function drainTable(assessment: Assessment): Markup {
  const style = quantityStyle(assessment);
  return table(
    'Levels at the begin and the end of the soak, after the drain, and after the reload',
    [
      { title: 'Metric', kind: 'rule' },
      { title: 'Target' },
      ...['Soak begin', 'Soak end', 'Drain end', 'Reload end'].map(
        (title) => ({ title, kind: 'number' }) as const,
      ),
      { title: 'In words', kind: 'words' },
    ],
    assessment.comeBack.map(({ metric, target, unit, soakBegin, soakEnd, drainEnd, reloadEnd, text }) => [
      metric,
      target,
      ...[soakBegin, soakEnd, drainEnd, reloadEnd].map((level) => quantityText(level, unit, style)),
      text,
    ]),
  );
}

export function selfSection(assessment: Assessment): Markup {
  const { self } = assessment;
  const style = quantityStyle(assessment);
  const load = self.load === null ? NOTHING : html`<p>As to ${loadText(self.load, style)}.</p>`;
  return html`<p>soakd took ${ownText(self, style)}.</p>${load}
${criteriaTable('What is asked of soakd itself: a monitor that is not well proves nothing', self.criteria, assessment)}`;
}
