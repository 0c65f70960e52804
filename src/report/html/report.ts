/**
 * A report as one HTML file that needs no network and lets none happen: its policy allows the two scripts and the style
 * that are in it, by their hashes, and nothing else.
 */
import { createHash } from 'node:crypto';
import type { AssessedEvent, Assessment } from '../../analysis/assessment.ts';
import { readTimeline, type Timeline } from '../../analysis/timeline.ts';
import type { Plan } from '../../plan/plan.ts';
import { conclusionOf } from '../conclusion.ts';
import { MARKS } from '../criteria-order.ts';
import type { Material } from '../material.ts';
import { quantityStyle } from '../page.ts';
import { alertTable, snapshotSection } from './alert-section.ts';
import type { ChartDocument, Mark, Shade } from './chart-data.ts';
import { chartSection } from './chart-section.ts';
import { chartsOf } from './charts.ts';
import { faultTable } from './fault-section.ts';
import { howToRead } from './how-to-read.ts';
import { loadSection } from './load-section.ts';
import { html, jsonMarkup, Markup, NOTHING, preformatted } from './markup.ts';
import { readUPlot } from './packaged.ts';
import { pageScript } from './page-script.ts';
import {
  drainTable,
  eventTable,
  factList,
  generationTable,
  hostList,
  selfSection,
  unavailableTable,
} from './run-section.ts';
import { pageStyle } from './style.ts';
import { trendSection } from './trend-section.ts';
import { criteriaTable } from './verdict-section.ts';

interface Section {
  readonly id: string;
  readonly title: string;
  readonly content: Markup;
}

export function renderHtml(material: Material): string[] {
  const { assessment, facts } = material;
  const style = quantityStyle(assessment);
  const { head, because } = conclusionOf(assessment, style);
  const charts = chartsOf(material);
  const timeline = timelineOf(material);
  const shades = shadesOf(timeline);
  const data: ChartDocument = {
    fromS: 0,
    toS: Math.max(1, timeline.endMs / 1000),
    startedWallMs: facts.startedWallMs,
    binary: style.binary,
    shades,
    marks: marksOf(material),
    charts: charts.map((chart) => chart.data),
  };
  const uPlot = readUPlot();
  const scripts = [uPlot.script, pageScript()];
  const styleText = uPlot.style + pageStyle;
  const sections = sectionsOf(material, chartSection(charts, shades, style)).filter(
    ({ content }) => content.text !== '',
  );
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(scripts, styleText)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${head.replace(/:$/, '')}: ${facts.name}, ${facts.id}</title>
<style>${new Markup(styleText)}</style>
</head>
<body>
<header>
<h1>soakd report of ${facts.name}</h1>
<p class="conclusion ${assessment.verdict}"><span aria-hidden="true">${MARKS[assessment.verdict]} </span><strong>${head}</strong> <span>${because}</span></p>
${factList(assessment)}
</header>
<nav aria-label="Sections"><ul>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
<main>
${sections.map(
  ({ id, title, content }) => html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
${content}</section>
`,
)}</main>
<footer><p>Made by soakd ${String(facts.hostJson === '' ? '' : (assessment.run.host['soakd'] ?? ''))}.</p></footer>
<script type="application/json" id="chart-data">${jsonMarkup(data)}</script>
<script>${new Markup(scripts[0] ?? '')}</script>
<script type="module">${new Markup(scripts[1] ?? '')}</script>
</body>
</html>
`;
  return [page.text];
}

function sectionsOf({ assessment, facts }: Material, charts: Markup): Section[] {
  const { load } = assessment;
  const section = (id: string, title: string, content: Markup): Section => ({ id, title, content });
  const criteria = assessment.frozen
    ? 'Each criterion, failures first'
    : 'Each criterion as it stands now, failures first';
  return [
    section('criteria', 'Criteria', criteriaTable(criteria, assessment.criteria, assessment)),
    section('charts', 'Charts', charts),
    section('trends', 'Trends', trendSection(assessment)),
    section('drain', 'Drain', drainTable(assessment)),
    section('load', 'Load', load === null ? NOTHING : loadSection(load)),
    section('targets', 'Targets', generationTable(assessment)),
    section('faults', 'Faults', faultTable(assessment)),
    section('alerts', 'Alerts', alertTable(assessment)),
    section('snapshots', 'Snapshots', snapshotSection(assessment)),
    section('events', 'Events', eventTable(assessment)),
    section('unavailable', 'Unavailable', unavailableTable(assessment)),
    section(
      'plan',
      'Plan',
      html`<p>sha256 <code>${facts.planSha256}</code></p>${preformatted(facts.planText)}`,
    ),
    section('host', 'Host', hostList(assessment)),
    section('self', 'soakd itself', selfSection(assessment)),
    section('reading', 'How to read this', howToRead),
  ];
}

function timelineOf({ rows, facts }: Material): Timeline {
  const plan = JSON.parse(facts.planJson) as Plan;
  const timeline = readTimeline(rows.events, plan, rows.seenUntilMs, rows.faults());
  // Every run waits a moment for its last operations; only some plans ask for a drain.
  return plan.drain === null ? { ...timeline, drain: null, reload: null } : timeline;
}

function shadesOf({ beginMs, soakFromMs, drain, reload, gaps, faults }: Timeline): Shade[] {
  const phase = (kind: Shade['kind'], fromMs: number, toMs: number): Shade[] =>
    toMs > fromMs ? [{ kind, fromS: fromMs / 1000, toS: toMs / 1000 }] : [];
  return [
    ...phase('warm-up', beginMs, soakFromMs),
    ...(drain === null ? [] : phase('drain', drain.fromMs, drain.toMs)),
    ...(reload === null ? [] : phase('reload', reload.fromMs, reload.toMs)),
    ...gaps
      .filter(({ fromS, toS }) => toS > fromS)
      .map(({ kind, fromS, toS }): Shade => ({ kind: kind === 'pause' ? 'pause' : 'gap', fromS, toS })),
    ...faults.filter(({ fromS, toS }) => toS > fromS).map((window): Shade => ({ kind: 'fault', ...window })),
  ];
}

/** Every run has these; they say nothing of what happened to the target. */
const ROUTINE: readonly string[] = [
  'phase',
  'cross-check',
  'generation-begin',
  'snapshot',
  'report',
  'level-end',
];
const TROUBLE: readonly string[] = [
  'generation-end',
  'target-lost',
  'load-restart',
  'gap',
  'stall',
  'oom-kill',
  'fault-failed',
  'abort',
  'alert',
  'error',
  'rows-lost',
  'missed-ticks',
];

function marksOf({ assessment }: Material): Mark[] {
  return assessment.events
    .filter((event) => !ROUTINE.includes(event.kind) && !isPlannedEnd(event, assessment))
    .map(({ kind, atS, target, text }) => ({
      kind: kind === 'note' ? 'note' : TROUBLE.includes(kind) ? 'trouble' : 'other',
      atS,
      text: `${kind}${target === null ? '' : ` ${target}`}: ${text}`,
    }));
}

/** A target that soakd stopped at the end of the run. */
function isPlannedEnd({ kind, target, atS }: AssessedEvent, { targets }: Assessment): boolean {
  if (kind !== 'generation-end') return false;
  const lives = targets.find(({ name }) => name === target)?.generations ?? [];
  return lives.some(({ planned, endedS }) => planned && endedS !== null && Math.abs(endedS - atS) < 1);
}

function policy(scripts: readonly string[], style: string): string {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return `default-src 'none'; script-src ${scripts.map(hash).join(' ')}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`;
}
