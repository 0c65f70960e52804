/** What it is, how far it is, and what it comes to: the three lines that are read first. */
import { phaseWord } from '../control/status-words.ts';
import { durationText, momentText } from '../plan/figure.ts';
import { renderConclusion } from '../report/conclusion.ts';
import { plain, wrap } from '../report/plain.ts';
import type { Scenery } from './scenery.ts';
import { cut } from './style.ts';

export function headerLines({ known, view, style, paint }: Scenery): string[] {
  const { run, standing } = known;
  const parts = [
    paint.heading(plain(run.name)),
    plain(run.id),
    phaseText(known),
    timeText(known),
    ...(view.frozen ? [paint.selected(' FROZEN ')] : []),
    ...(view.cursorMs === null ? [] : [`at ${momentText(view.cursorMs / 1000)}`]),
    alertText(known),
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
  const shown = [...troubles.slice(0, 1), ...rest].slice(0, lines);
  if (rest.length + Math.min(1, troubles.length) > lines) {
    const last = shown.at(-1) ?? '';
    if (!last.includes('\u001b'))
      shown[shown.length - 1] = cut(
        `${last} …`.padEnd(style.columns + 1),
        style.columns,
        style.unicode,
      ).trimEnd();
  }
  return [...shown, ...Array.from({ length: Math.max(0, lines - shown.length) }, () => '')];
}

function verdictText({ known, style, paint, binary }: Scenery): string[] {
  const { assessment } = known;
  if (assessment !== null) {
    const page = { width: style.columns, palette: paint, unicode: style.unicode, binary };
    return renderConclusion(assessment, page);
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
          `GONE since ${at(run.heartbeatWallMs)}: ${run.ownerKind === 'daemon' ? 'the daemon that conducted it' : 'its soakd'} was killed; history stays, and is followed again when it goes on`,
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
  if (standing === 'vanished') return `GONE (${run.phase})`;
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

function criteriaText({ status }: Scenery['known']): string[] {
  if (status?.criteria === null || status?.criteria === undefined) return [];
  const { fail, pass, inconclusive } = status.criteria;
  return [`${fail} fail, ${pass} pass, ${inconclusive} open`];
}

function alertText({ assessment }: Scenery['known']): string {
  const count = assessment?.alerts.length ?? 0;
  return count === 0 ? 'no alerts' : `${count} ${count === 1 ? 'alert' : 'alerts'}`;
}

function unpainted(text: string): string {
  return plain(text);
}
