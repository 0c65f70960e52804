/** A report made for reading: the conclusion first, then the evidence, from the most to the least asked for. */
import type { AssessedLoad } from '../analysis/assessed-load.ts';
import type { AssessedTrend } from '../analysis/assessed-trend.ts';
import type { Assessment } from '../analysis/assessment.ts';
import type { ListedTrends } from '../analysis/list-trends.ts';
import type { Plan } from '../plan/plan.ts';
import { renderAlerts, renderSnapshots } from './alert-text.ts';
import { renderConclusion } from './conclusion.ts';
import { renderDrain } from './drain-text.ts';
import { renderFaults } from './fault-text.ts';
import { renderLevels } from './levels-text.ts';
import { loadSentence, renderLoad } from './load-text.ts';
import { movesText } from './moves-text.ts';
import { type Page, type PageStyle, pageOf, rulesOf, section } from './page.ts';
import { hang, plain, wrap } from './plain.ts';
import { renderEvents, renderFacts, renderTargets, renderUnavailable } from './run-text.ts';
import { renderSelf } from './self-text.ts';
import { slopeRule } from './slope-rule.ts';
import { trendName } from './trend-name.ts';
import { renderTrendTable } from './trend-table.ts';
import { renderVerdictTable } from './verdict-table.ts';

const MOST_EVENTS = 20;

/** The whole report, ended by a line feed. */
export function renderText(assessment: Assessment, style: PageStyle): string {
  const page = pageOf(assessment, style);
  const { load } = assessment;
  const lines = [
    ...renderConclusion(assessment, page),
    '',
    ...renderFacts(assessment, page),
    ...section(
      page,
      assessment.frozen ? 'Verdicts' : 'Verdicts as of now',
      renderVerdictTable(assessment.criteria, assessment.comeBack, page),
    ),
    ...section(page, 'Trends', renderTrendTable(assessment.trends, page)),
    ...section(page, 'Drain', renderDrain(assessment.comeBack, page)),
    ...section(page, 'Load', load === null ? [] : renderLoad(load, page)),
    ...section(page, 'Faults', renderFaults(assessment, page)),
    ...section(page, 'Alerts', renderAlerts(assessment, page)),
    ...section(page, 'Snapshots', renderSnapshots(assessment, page)),
    ...section(page, 'Targets', renderTargets(assessment, page)),
    ...section(page, 'Unavailable', renderUnavailable(assessment, page)),
    ...section(page, 'Events', renderEvents(assessment, page, MOST_EVENTS)),
    ...section(page, 'soakd itself', renderSelf(assessment, page)),
  ];
  return `${lines.join('\n')}\n`;
}

/** Trends alone. `plan`: sizes are shown in the units of its rules. */
export function renderTrends(
  run: { readonly id: string; readonly name: string },
  { trends, fromMinutes }: ListedTrends,
  style: PageStyle,
  plan: Pick<Plan, 'criteria'> = { criteria: [] },
): string {
  const page = pageOf(rulesOf(plan), style);
  const table =
    trends.length === 0 ? ['no samples yet: nothing to fit a trend to'] : renderTrendTable(trends, page);
  const heading = page.palette.heading(`${plain(run.id)} ${plain(run.name)}`);
  const moving = trends.length === 0 ? [] : wrap(plain(movesText(trends, page)), page.width);
  const from = fromMinutes ? [page.palette.faint('from minute means: the run was thinned')] : [];
  return `${[heading, ...moving, ...from, ...table].join('\n')}\n`;
}

/** In one sentence; and the levels that it was run for, in theirs. */
function briefLoad(load: AssessedLoad, page: Page): string[] {
  const sentence = hang('', loadSentence(load), page.width);
  return load.levels === null ? sentence : [...sentence, ...renderLevels(load.levels, page)];
}

/** Those that a rule names. */
function judgedTrends({ criteria, trends }: Assessment): readonly AssessedTrend[] {
  const named = criteria.map(({ rule, target }) => ({ metric: slopeRule(rule)?.metric, target }));
  return trends.filter((trend) =>
    named.some(({ metric, target }) => metric === trendName(trend) && target === trend.target),
  );
}

/** What a foreground run ends with: conclusion, verdicts, the trends behind them, and the load in one sentence, and what was not seen. */
export function renderSummary(assessment: Assessment, style: PageStyle): string {
  const page = pageOf(assessment, style);
  const { load } = assessment;
  const lines = [
    ...renderConclusion(assessment, page),
    ...section(page, 'Verdicts', renderVerdictTable(assessment.criteria, assessment.comeBack, page)),
    ...section(page, 'Trends', renderTrendTable(judgedTrends(assessment), page, { brief: true })),
    ...section(page, 'Load', load === null ? [] : briefLoad(load, page)),
    ...section(page, 'Alerts', renderAlerts(assessment, page, { brief: true })),
    ...section(page, 'Unavailable', renderUnavailable(assessment, page)),
  ];
  return `${lines.join('\n')}\n`;
}
