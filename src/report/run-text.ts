/** The run itself: its facts, its targets, what happened, and what could not be seen. */

import type { AssessedEvent, Assessment } from '../analysis/assessment.ts';
import { padded } from '../columns.ts';
import { durationText, momentText, quantityText, shareText } from '../plan/quantity/figure.ts';
import { surpriseText } from './life-end.ts';
import type { Page } from './page.ts';
import { hang, plain } from './plain.ts';

const LABEL = 11;

function fact(page: Page, label: string, text: string): string[] {
  // A long name stands apart from what is said of it, too.
  return hang(`${padded(label, LABEL - 1)} `, text, page.width);
}

export function renderFacts(assessment: Assessment, page: Page): string[] {
  const { run } = assessment;
  const planned = run.plannedS === null ? '' : ` of ${durationText(run.plannedS)}`;
  const phase = run.state === 'running' ? `, in phase ${run.phase}` : '';
  return [
    ...fact(page, 'run', `${plain(run.id)} ${plain(run.name)}, ${run.state}${phase}`),
    ...fact(page, 'time', `${timesOf(run)}; observed ${durationText(run.observedS)}${planned}`),
    ...fact(
      page,
      'judged',
      `${momentText(run.soakFromS)} to ${momentText(run.soakToS)}; ${coverageText(assessment)}`,
    ),
    ...(run.thinnedAt === null ? [] : fact(page, 'thinned', `${run.thinnedAt}: ${thinnedText(assessment)}`)),
    ...fact(page, 'plan', `sha256 ${run.planSha256.slice(0, 16)}`),
    ...fact(page, 'host', hostText(run.host)),
  ];
}

/** What is left of a thinned run. */
export function thinnedText({ trendsFrozen }: Assessment): string {
  return trendsFrozen
    ? 'trends and verdicts stand as they were, minute means are left of the samples'
    : 'trends are told from minute means, verdicts stand as they were';
}

/** `2026-11-20 22:00 to 2026-11-21 06:00 UTC`; the day once where it is one, seconds where they matter. */
export function timesOf({ startedAt, endedAt, observedS }: Assessment['run']): string {
  const time = (at: string): string => at.slice(11, observedS < 3600 ? 19 : 16);
  const day = startedAt.slice(0, 10);
  if (endedAt === null) return `${day} ${time(startedAt)} UTC`;
  const again = endedAt.startsWith(day) ? '' : `${endedAt.slice(0, 10)} `;
  return `${day} ${time(startedAt)} to ${again}${time(endedAt)} UTC`;
}

export function coverageText({ coverage, run }: Assessment): string {
  const pauses = run.gaps.filter(({ kind }) => kind === 'pause');
  const others = run.gaps.length - pauses.length;
  const gaps = others === 0 ? 'no gaps' : `${others} ${others === 1 ? 'gap' : 'gaps'}`;
  const pausedS = pauses.reduce((sum, { fromS, toS }) => sum + toS - fromS, 0);
  const paused = pauses.length === 0 ? '' : `; paused for ${durationText(pausedS)}, which does not count`;
  return `${shareText(coverage)} of the samples due were taken, ${gaps}${paused}`;
}

export function hostText(host: Readonly<Record<string, unknown>>): string {
  const memory = host['memoryBytes'];
  const parts = [
    host['hostname'],
    typeof host['kernel'] === 'string' ? `kernel ${host['kernel']}` : null,
    typeof host['cores'] === 'number' ? `${host['cores']} cores` : null,
    typeof memory === 'number' ? quantityText(memory, 'bytes', { binary: true }) : null,
    typeof host['node'] === 'string' ? `Node ${host['node']}` : null,
    typeof host['soakd'] === 'string' ? `soakd ${host['soakd']}` : null,
  ];
  return plain(parts.filter((part) => typeof part === 'string').join(', '));
}

export function renderTargets({ targets, run }: Assessment, page: Page): string[] {
  return targets.flatMap((target) => {
    const lives = target.generations.map((life, index) => {
      const end =
        life.endedS === null ? 'alive' : `to ${momentText(life.endedS)}: ${plain(life.why ?? 'ended')}`;
      const surprise = surpriseText(target.generations, index, run.state);
      return `#${life.generation} pid ${life.pid}, from ${momentText(life.startedS)} ${end}${surprise}`;
    });
    if (lives.length === 0) return fact(page, plain(target.name), 'never seen');
    return lives.flatMap((life, index) => fact(page, index === 0 ? plain(target.name) : '', life));
  });
}

export function renderUnavailable({ unavailable }: Assessment, page: Page): string[] {
  const lines = unavailable.flatMap(({ target, metric, sinceS, reason }) =>
    fact(page, plain(target), `${plain(metric)} since ${momentText(sinceS)}: ${plain(reason)}`),
  );
  return lines.length === 0
    ? []
    : [...lines, page.palette.faint('"soakd doctor --pid N" tells what would change that')];
}

/** Oldest first, the newest `most` of them. */
export function renderEvents(assessment: Assessment, page: Page, most: number): string[] {
  const shown = assessment.events.slice(-most);
  const omitted = assessment.eventsOmitted + assessment.events.length - shown.length;
  const lines = shown.flatMap((event) => fact(page, momentText(event.atS), eventText(event)));
  return omitted === 0
    ? lines
    : [page.palette.faint(`(${omitted} earlier ones are in the database)`), ...lines];
}

function eventText({ kind, target, text }: AssessedEvent): string {
  const about = target === null ? '' : ` ${plain(target)}`;
  return `${kind}${about}: ${plain(text)}`;
}
