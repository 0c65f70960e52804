/** Slopes over the runs of a plan: a sentence for each metric first, then run by run. */
import type { SlopeOfRun, SlopesOverRuns } from '../analysis/over-runs.ts';
import type { Plan } from '../plan/plan.ts';
import { durationText, intervalText, numberText, quantityText } from '../plan/quantity/figure.ts';
import { MARKS } from './criteria-order.ts';
import { type Page, type PageStyle, pageOf, rulesOf, section } from './page.ts';
import { hang, plain } from './plain.ts';
import { sparkline } from './sparkline.ts';
import { type Column, renderTable } from './table.ts';
import { trendName } from './trend-name.ts';

const COLUMNS: readonly Column[] = [
  { title: 'began (UTC)', align: 'left', leastColumns: 10 },
  { title: 'run', align: 'left', leastColumns: null },
  { title: 'slope', align: 'right', leastColumns: null },
  { title: 'interval', align: 'left', leastColumns: 8 },
  { title: 'steady at', align: 'right', leastColumns: null },
  { title: 'over', align: 'right', leastColumns: null },
  { title: 'verdict', align: 'left', leastColumns: null },
];
const VERDICT_COLUMN = COLUMNS.length - 1;

/** `newest`: the plan of the newest run, whose units it is told in. */
export function renderSlopesOverRuns(
  plan: string,
  metrics: readonly SlopesOverRuns[],
  style: PageStyle,
  newest: Pick<Plan, 'criteria'> = { criteria: [] },
): string {
  const page = pageOf(rulesOf(newest), style);
  const lines = [
    ...metrics.flatMap((metric) => hang('', sentenceOf(plan, metric, page), page.width)),
    ...metrics.flatMap((metric) =>
      section(page, plain(subjectOf(metric)), [
        sparkline(
          metric.runs.map(({ trend }) => trend?.slopePerHour ?? null),
          page.unicode,
        ),
        ...tableOf(metric, page),
      ]),
    ),
    ...(metrics.length === 0 ? [`no slope is known of ${plain(plan)}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function subjectOf({ metric, operation, target }: SlopesOverRuns): string {
  const name = trendName({ metric, operation });
  return target === null ? name : `${name} of ${target}`;
}

/** `anon of api, nightly-api over 30 runs: its slope rose by a step with the run of 2026-11-03 22:00, …` */
export function sentenceOf(plan: string, metric: SlopesOverRuns, page: Page): string {
  const { change, runs, unit } = metric;
  const head = plain(
    `${subjectOf(metric)}, ${plan} over ${runs.length} ${runs.length === 1 ? 'run' : 'runs'}`,
  );
  const told = (slope: number): string => `${slope > 0 ? '+' : ''}${quantityText(slope, `${unit}/h`, page)}`;
  switch (change.kind) {
    case 'too few':
      return `${head}: too few to tell a change: a slope is known of ${change.have}, ${change.need} are needed`;
    case 'none':
      return `${head}: no change of its slope to be seen (p ${probability(change.p)}), at ${told(change.median)} in the middle`;
    case 'step':
      return `${head}: its slope ${change.direction} by a step with the run of ${beganText(runs[change.since])}, from ${told(change.before)} to ${told(change.after)} (medians; p ${probability(change.p)})`;
    case 'drift':
      return `${head}: its slope ${change.direction} bit by bit, by about ${told(change.perRun)} a run, from ${told(change.before)} before the run of ${beganText(runs[change.since])} to ${told(change.after)} since (medians; p ${probability(change.p)})`;
    default:
      return change satisfies never;
  }
}

function probability(p: number): string {
  return p < 0.001 ? 'under 0.001' : numberText(p, 2);
}

function beganText(slope: SlopeOfRun | undefined): string {
  if (slope === undefined) return '';
  return new Date(slope.run.startedWallMs).toISOString().slice(0, 16).replace('T', ' ');
}

function tableOf({ runs, unit }: SlopesOverRuns, page: Page): string[] {
  const rows = runs.map((slope, index) => {
    const { run, trend, verdict } = slope;
    const told = trend?.slopePerHour ?? null;
    const word = verdict === null ? '-' : page.unicode ? `${MARKS[verdict]} ${verdict}` : verdict;
    const notes = notesOf(slope, runs[index - 1]);
    return {
      cells: [
        beganText(slope),
        plain(run.id),
        told === null ? '-' : `${told > 0 ? '+' : ''}${quantityText(told, `${unit}/h`, page)}`,
        intervalText(trend?.lowPerHour ?? null, trend?.highPerHour ?? null, `${unit}/h`, page),
        trend === null ? '-' : quantityText(trend.steadyMedian, unit, page),
        trend === null ? '-' : durationText(trend.spanS),
        word,
      ],
      paint: (text: string, column: number) =>
        column === VERDICT_COLUMN && verdict !== null ? page.palette.verdict(text, verdict) : text,
      notes,
    };
  });
  const { faint } = page.palette;
  return renderTable(COLUMNS, rows, { width: page.width, heading: faint, note: faint });
}

function notesOf({ run, trend, planSha256 }: SlopeOfRun, before: SlopeOfRun | undefined): string[] {
  return [
    before !== undefined && before.planSha256 !== planSha256 ? 'from here on with a changed plan' : null,
    run.state === 'completed' ? null : `the run ended as ${run.state}`,
    trend === null ? 'not measured in this run' : null,
    trend !== null && trend.slopePerHour === null ? plain(trend.trouble ?? 'no slope') : null,
  ].filter((note) => note !== null);
}
