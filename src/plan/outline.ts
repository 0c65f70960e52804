/** A plan in words: what it runs, what it does to the machine, and what it is judged by. */
import { alertLines, reachLines, snapshotLines } from './alert/alert-outline.ts';
import { BESIDE_BYTES, estimateDatabaseBytes, NEW_FILE_BYTES } from './database-size.ts';
import { word } from './document/word.ts';
import { peakPerSecond, plannedMs, plannedOperations } from './extent.ts';
import { faultLines, faultReach } from './fault/fault-outline.ts';
import { modelLines } from './load/model-outline.ts';
import { destinations, operationText, startLines } from './operation/operation-outline.ts';
import type { DrainPlan, Plan } from './plan.ts';
import { counted, rate } from './quantity/count-text.ts';
import { formatBytes, formatDuration, formatNumber } from './quantity/quantity.ts';
import { reloadPerSecond } from './reload.ts';
import { secretsOf } from './secret.ts';
import { shortfalls } from './shortfall.ts';
import { targetLines } from './target/target-outline.ts';

export interface Outline {
  readonly title: string;
  readonly sections: readonly { readonly title: string; readonly lines: readonly string[] }[];
}

/** What others have to say of a plan, as lines. */
export interface Remarks {
  readonly schedule?: readonly string[];
  /** What its operations are filled with. */
  readonly corpora?: readonly string[];
  /** How small a slope it will be able to tell. */
  readonly detects?: readonly string[];
  /** What this one has against the plan. */
  readonly machine?: readonly string[];
}

/** `environment`: only to tell which secrets are not set; no value is shown. */
export function outlinePlan(
  plan: Plan,
  environment: Readonly<Record<string, string | undefined>>,
  { schedule = [], corpora = [], detects = [], machine = [] }: Remarks = {},
): Outline {
  const sections = [
    { title: 'Runs', lines: timeLines(plan) },
    { title: 'Schedule', lines: schedule },
    ...plan.targets.map((target) => ({ title: 'Target', lines: targetLines(target) })),
    { title: 'Samples', lines: sampleLines(plan) },
    { title: 'Load', lines: loadLines(plan) },
    { title: 'Corpora', lines: corpora },
    { title: 'Faults', lines: faultLines(plan, plannedMs(plan)) },
    { title: 'Criteria', lines: criterionLines(plan) },
    { title: 'Alerts', lines: alertLines(plan) },
    { title: 'Snapshots', lines: snapshotLines(plan) },
    { title: 'Reports', lines: reportLines(plan) },
    { title: 'Detects', lines: detects },
    { title: 'Too short', lines: shortfalls(plan) },
    {
      title: 'Machine',
      lines: [...machineLines(plan), ...faultReach(plan), ...reachLines(plan), ...machine],
    },
    { title: 'Secrets', lines: secretLines(plan, environment) },
  ];
  return { title: plan.name, sections: sections.filter(({ lines }) => lines.length > 0) };
}

function timeLines(plan: Plan): string[] {
  const expectedMs = plannedMs(plan);
  const ending =
    plan.ending.kind === 'duration'
      ? `${formatDuration(plan.ending.durationMs)} of observed time`
      : `${counted(plan.ending.operations, 'operation')}${expectedMs === null ? '' : `, about ${formatDuration(expectedMs)}`}`;
  const warmup =
    plan.warmup.kind === 'auto'
      ? 'the warm-up is found in the data'
      : `warm-up ${formatDuration(plan.warmup.durationMs)}`;
  const lines = [`${ending}; ${warmup}`];
  if (plan.minimumSpanMs > 0)
    lines.push(`trends over less than ${formatDuration(plan.minimumSpanMs)} are inconclusive`);
  if (plan.drain !== null) lines.push(endingText(plan, plan.drain));
  return lines;
}

function endingText(plan: Plan, { durationMs, reloadMs }: DrainPlan): string {
  const drain = `then ${formatDuration(durationMs)} without load`;
  if (reloadMs === null) return drain;
  const perSecond = reloadPerSecond(plan);
  return `${drain} and ${formatDuration(reloadMs)} with it again${perSecond === null ? '' : ` at ${rate(perSecond)}`}`;
}

function sampleLines({ sample }: Plan): string[] {
  const lines = [`every ${formatDuration(sample.everyMs)}`];
  for (const { name, path } of sample.paths) lines.push(`size of ${name}: ${word(path)}`);
  if (sample.scrape !== null)
    lines.push(`${sample.scrape.series.map(word).join(', ')} from ${word(sample.scrape.url)}`);
  return lines;
}

function loadLines(plan: Plan): string[] {
  const { load } = plan;
  if (load === null) return ['none: the targets are only watched'];
  const total = load.operations.reduce((sum, { weight, step }) => sum + (step === undefined ? weight : 0), 0);
  return [
    ...modelLines(load.model),
    `${counted(load.connections, 'connection')}, ${processText(load.processes)}timeout ${formatDuration(load.timeoutMs)}, seed ${load.seed}`,
    ...load.operations.map((operation) => {
      const share = operation.step === undefined ? `${formatNumber((operation.weight / total) * 100)}%` : '';
      return `${share.padStart(6)} ${operation.name}: ${operationText(operation)}`;
    }),
  ];
}

function criterionLines({ criteria }: Plan): string[] {
  return criteria.map(({ rule, overMs, abort, during }) => {
    const extras = [
      overMs === null ? [] : `in every window of ${formatDuration(overMs)}`,
      during === null ? [] : `during ${during === 'all' ? 'all phases' : 'the soak phase'}`,
      abort ? 'ends the soak when it fails' : [],
    ].flat();
    return rule.text + (extras.length === 0 ? '' : ` (${extras.join(', ')})`);
  });
}

function reportLines({ reports }: Plan): string[] {
  if (reports === undefined || reports === null) return [];
  const place = reports.folder === null ? 'reports, beside the database' : word(reports.folder);
  return [`${reports.formats.join(', ')} of each run, written at its end to ${place}`];
}

function machineLines(plan: Plan): string[] {
  const started = plan.targets.filter(({ source }) => source.kind === 'start');
  const lines = [
    started.length === 0
      ? 'starts and stops nothing'
      : `starts ${counted(started.length, 'command')}, and stops ${started.length === 1 ? 'it' : 'them'} at the end`,
  ];
  const operations = plannedOperations(plan);
  const peak = peakPerSecond(plan);
  if (plan.load !== null) {
    const how = peak === null ? 'as fast as its users get replies' : `at most ${rate(peak)}`;
    const many = operations === null ? '' : `, ${counted(operations, 'operation')} in all`;
    const places = destinations(plan.load.operations);
    const whither = places.length === 0 ? 'does its operations' : `sends load to ${places.join(', ')}`;
    lines.push(`${whither}: ${how}${many}`, ...startLines(plan.load.operations));
  }
  const durationMs = plannedMs(plan);
  lines.push(
    durationMs === null
      ? 'adds to the database what its operations take'
      : `adds about ${formatBytes(estimateDatabaseBytes(plan, durationMs))} to the database, and ${formatBytes(NEW_FILE_BYTES)} where that is new`,
    `while it runs, up to ${formatBytes(BESIDE_BYTES)} lie beside that: SQLite's log, and room put by for a full disk`,
  );
  return lines;
}

function secretLines(plan: Plan, environment: Readonly<Record<string, string | undefined>>): string[] {
  return secretsOf(plan).map(({ kind, name }) => {
    if (kind === 'file') return `the file ${word(name)}`;
    return `the variable ${name}${environment[name] === undefined ? ', which is not set here' : ''}`;
  });
}

function processText(processes = 1): string {
  return processes === 1 ? '' : `${processes} processes, `;
}
