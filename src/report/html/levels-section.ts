/** The levels of a load, each with what it saw, and what a search has found. */
import type { AssessedLevel, AssessedLevels } from '../../analysis/assessed-levels.ts';
import { levelText } from '../../plan/load/search.ts';
import { numberText, shareText } from '../../plan/quantity/figure.ts';
import { failedShare, levelsSentence, outcomeText, perSecondText } from '../levels-text.ts';
import { type Content, html, type Markup } from './markup.ts';
import { type Heading, table } from './table.ts';

const HEADINGS: readonly Heading[] = [
  { title: 'Level', kind: 'rule' },
  ...['Offered', 'Ok', 'Due', 'Failed', 'p50 ms', 'p95 ms', 'p99 ms', 'Fell behind'].map(
    (title): Heading => ({ title, kind: 'number' }),
  ),
  { title: 'Outcome' },
  { title: 'Why', kind: 'words' },
];

export function levelsSection(levels: AssessedLevels): Markup {
  const rows = levels.levels.map((level) => row(levels, level));
  return html`<p>${levelsSentence(levels)}.</p>
${table('Levels of the load, one after the other: what was offered, how it ended, and latency from the intended start', HEADINGS, rows)}`;
}

function row({ of }: AssessedLevels, level: AssessedLevel): Content[] {
  const { value, seen, unseen, why } = level;
  const times = seen?.latencyMs ?? null;
  return [
    levelText({ of, value }),
    perSecondText(seen?.offered),
    perSecondText(seen?.throughput),
    seen === null ? '-' : seen.due.toLocaleString('en-US'),
    shareText(failedShare(level)),
    ...[times?.p50, times?.p95, times?.p99].map((ms) => (ms === undefined ? '-' : numberText(ms))),
    seen === null ? '-' : `${seen.saturatedSeconds} of ${seen.seconds} s`,
    outcomeText(level),
    [why, unseen ?? ''].filter((text) => text !== '').join('; ') || '-',
  ];
}
