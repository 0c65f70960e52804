/** What `analyze` prints for people: the conclusion first, then the evidence for it. */
import type { Analysis, AnalyzedSeries } from '../measurements/analysis.ts';
import { durationText, momentText, numberText } from '../plan/quantity/figure.ts';
import { outcomeOf, renderAnalysisTable } from './analysis-table.ts';
import { type Page, type PageStyle, pageOf } from './page.ts';
import { plain, wrap } from './plain.ts';

/** Ended by a line feed. */
export function renderAnalysis(file: string, analysis: Analysis, style: PageStyle): string {
  const budgets = analysis.series.map(({ budget }) => ({ rule: budget.text }));
  const page: Page = {
    ...pageOf({ criteria: [] }, style),
    binary: budgets.some(({ rule }) => /[KMGT]iB/.test(rule)),
  };
  const count = analysis.series.length;
  const rows = analysis.rows === 1 ? '1 row' : `${numberText(analysis.rows)} rows`;
  const rests = `${rows} over ${durationText(analysis.spanS)}, ${count} series`;
  const lines = [
    ...renderConclusion(analysis, page),
    '',
    ...wrap(`${plain(file)}: ${rests}`, page.width),
    '',
    ...renderAnalysisTable(analysis.series, page),
  ];
  return `${lines.join('\n')}\n`;
}

function renderConclusion(analysis: Analysis, page: Page): string[] {
  const head = `${analysis.verdict.toUpperCase()}:`;
  const [first = '', ...rest] = wrap(`${head} ${plain(because(analysis))}`, page.width);
  return [first.replace(head, () => page.palette.verdict(head, outcomeOf(analysis.verdict))), ...rest];
}

function because({ verdict, series, spanS }: Analysis): string {
  const decisive = series.filter(({ document }) => document.verdict === verdict);
  const [first] = decisive;
  if (first === undefined) return 'there is no series';
  if (verdict === 'clean') {
    const all = series.length === 1 ? `${first.document.name} stays` : `all ${series.length} series stay`;
    return `${all} under ${series.length === 1 ? 'its budget' : 'their budgets'} over ${durationText(spanS)}`;
  }
  const others = decisive.length - 1;
  const word = verdict === 'leak' ? 'leak' : 'undecided';
  const more = others === 0 ? '' : `; ${others} more ${others === 1 && word === 'leak' ? 'leaks' : word}`;
  return `${sentence(first)}${more}`;
}

function sentence({ document: { name, verdict, reason, onsetS } }: AnalyzedSeries): string {
  const since = verdict === 'leak' && onsetS !== null ? `; since ${momentText(onsetS)}` : '';
  return verdict === 'leak' ? `${name} ${reason}${since}` : `${name}: ${reason}`;
}
