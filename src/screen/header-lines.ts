/** What it is, how far it is, and what it comes to: the three lines that are read first. */

import { columnsOf } from '../columns.ts';
import { phaseWord } from '../control/status-words.ts';
import { isResumedText, whoIsGone } from '../control/vanished.ts';
import { durationText, momentText } from '../plan/quantity/figure.ts';
import { renderConclusion } from '../report/conclusion.ts';
import { plain, wrap } from '../report/plain.ts';
import type { Scenery } from './scenery.ts';
import { cut } from './style.ts';

export function headerLines(scenery: Scenery): string[] {
  const { known, view, style, paint } = scenery;
  const { run, standing } = known;
  const parts = [
    paint.heading(plain(run.name)),
    plain(run.id),
    phaseText(known),
    timeText(known),
    ...(view.frozen ? [paint.selected(' FROZEN ')] : []),
    ...(view.cursorMs === null ? [] : [cursorText(known, view.cursorMs)]),
    alertText(scenery),
    ...(standing === 'live' ? criteriaText(known) : []),
  ];
  let line = '';
  let width = 0;
  for (const part of parts) {
    // Each part whole or not at all; the most important stand first.
    const columns = unpainted(part).length + (width === 0 ? 0 : 2);
    if (width + columns > style.columns && width > 0) break;
    line += `${width === 0 ? '' : '  '}${width === 0 ? cut(part, Math.max(style.columns, 8), style.unicode) : part}`;
    width += columns;
  }
  return [line];
}

/** The verdict so far and why, in so many lines; before that, what is wrong with what is seen. */
export function conclusionLines(scenery: Scenery, lines: number): string[] {
  const { style, paint } = scenery;
  const troubles = troublesOf(scenery).map((text) => paint.alarm(cut(text, style.columns, style.unicode)));
  const rest = verdictText(scenery);
  const all = [...troubles.slice(0, 1), ...rest];
  const shown = all.slice(0, lines);
  const last = shown.at(-1) ?? '';
  const sign = style.unicode ? ' …' : ' ...';
  if (all.length > lines && columnsOf(last) + sign.length <= style.columns) shown[lines - 1] = last + sign;
  return [...shown, ...Array.from({ length: Math.max(0, lines - shown.length) }, () => '')];
}

function verdictText({ known, style, paint, binary }: Scenery): string[] {
  const { assessment } = known;
  if (assessment !== null) {
    const page = { width: style.columns, palette: paint, unicode: style.unicode, binary };
    return renderConclusion(assessment, { ...page, width: page.width - 4 });
  }
  const [word, more] = known.assessing ? ['assessing', ' what was sampled so far'] : ['not assessed', ' yet'];
  return wrap(`${word}${style.unicode ? ' …' : ''}${more}`, style.columns);
}

function troublesOf({ known }: Scenery): string[] {
  const { run, standing, unheard, degraded, trouble } = known;
  const at = (wallMs: number): string => `${new Date(wallMs).toISOString().slice(11, 19)} UTC`;
  const gone =
    standing === 'vanished'
      ? [
          `INTERRUPTED at ${at(run.heartbeatWallMs)}: ${whoIsGone(run.ownerKind)}; ${isResumedText(run.ownerKind)}`,
        ]
      : [];
  return [
    ...gone,
    ...(trouble === null ? [] : [`TROUBLE: ${plain(trouble)}`]),
    ...(degraded === null ? [] : [`DEGRADED: ${plain(degraded)}`]),
    ...(unheard === null ? [] : [`NOT HEARD: ${plain(unheard)}`]),
  ];
}

function phaseText({ run, standing, status }: Scenery['known']): string {
  if (standing === 'vanished') return `INTERRUPTED (${run.phase})`;
  if (standing === 'ended') return run.state;
  return status === null ? run.phase.toUpperCase() : phaseWord(status).toUpperCase();
}

function timeText({ run, status, standing, plannedMs }: Scenery['known']): string {
  const observedMs = standing === 'live' ? (status?.observedMs ?? run.observedMs) : run.observedMs;
  const observed = momentText(observedMs / 1000);
  if (standing === 'live' && status !== null && status.leftMs !== null)
    return `${observed}, ${momentText(status.leftMs / 1000)} left`;
  return plannedMs === null ? observed : `${observed} of ${durationText(plannedMs / 1000)}`;
}

/** By the run's clock and that on the wall, which is counted from the event before: the machine may have slept. */
function cursorText({ run, events }: Scenery['known'], cursorMs: number): string {
  const before = events.findLast(({ monoMs }) => monoMs <= cursorMs);
  const wallMs = (before?.wallMs ?? run.startedWallMs) + cursorMs - (before?.monoMs ?? 0);
  const wall = Number.isFinite(wallMs) ? ` (${new Date(wallMs).toISOString().slice(11, 19)} UTC)` : '';
  return `at ${momentText(cursorMs / 1000)}${wall}`;
}

function criteriaText({ status }: Scenery['known']): string[] {
  if (status?.criteria === null || status?.criteria === undefined) return [];
  const { fail, pass, inconclusive } = status.criteria;
  return [`${fail} fail, ${pass} pass, ${inconclusive} open`];
}

function alertText({ known, paint }: Scenery): string {
  const { firing } = known;
  if (firing.length === 0) return 'no alerts';
  const names = firing.map(({ name }) => plain(name)).join(', ');
  return paint.alarm(`${firing.length} ${firing.length === 1 ? 'alert' : 'alerts'}: ${names}`);
}

function unpainted(text: string): string {
  return plain(text);
}
