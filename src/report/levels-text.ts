/** The levels of a load, each with what it saw, and what a search has found. */
import type { AssessedLevel, AssessedLevels } from '../analysis/assessed-levels.ts';
import { levelText } from '../plan/load/search.ts';
import { numberText, shareText } from '../plan/quantity/figure.ts';
import type { Page } from './page.ts';
import { hang, plain } from './plain.ts';
import { type Column, type Row, renderTable } from './table.ts';

const right = (title: string): Column => ({ title, align: 'right', leastColumns: null });

const COLUMNS: readonly Column[] = [
  { title: 'level', align: 'left', leastColumns: 5 },
  ...['offered', 'ok', 'failed', 'p50 ms', 'p95', 'p99'].map(right),
  { title: 'outcome', align: 'left', leastColumns: null },
];

export function renderLevels(levels: AssessedLevels, page: Page): string[] {
  const style = { width: page.width, heading: page.palette.faint, note: page.palette.faint };
  return [
    ...hang('', plain(levelsSentence(levels)), page.width),
    ...renderTable(
      COLUMNS,
      levels.levels.map((level) => levelRow(levels, level)),
      style,
    ),
  ];
}

/** `capacity: 20 users, confirmed; 21 users broke: success >= 99%: it was 95 %`. */
export function levelsSentence({ of, levels, planned, capacity, trouble }: AssessedLevels): string {
  const toEnd = levels.filter(({ outcome }) => outcome !== 'cut' && outcome !== 'under-way').length;
  const run = planned === null ? `${toEnd} levels were run` : `${toEnd} of ${planned} levels were run`;
  if (trouble !== null) return `${capacity === null ? '' : 'capacity unknown: '}${trouble}`;
  if (capacity === null) return run;
  const { held, broke } = capacity;
  if (capacity.trouble !== null) return `the search goes on; ${run}`;
  const found =
    held === null ? 'capacity: none, the lowest level broke' : `capacity: ${levelText({ of, value: held })}`;
  const next =
    broke === null ? 'nothing broke' : `${levelText({ of, value: broke.value })} broke: ${broke.why}`;
  return `${found}; ${next}`;
}

export function outcomeText({ step, outcome }: AssessedLevel): string {
  const ended = outcome === 'under-way' ? 'goes on' : outcome === 'cut' ? 'cut short' : outcome;
  return step === 'confirm' ? `${ended} (confirming)` : ended;
}

/** Of the operations that were due: how many did not succeed. */
export function failedShare({ seen }: AssessedLevel): number | null {
  if (seen === null || seen.due === 0) return null;
  return (seen.failed + seen.skipped) / seen.due;
}

export function perSecondText(perSecond: number | null | undefined): string {
  return perSecond === null || perSecond === undefined ? '-' : `${numberText(perSecond)}/s`;
}

function levelRow({ of }: AssessedLevels, level: AssessedLevel): Row {
  const { value, seen, unseen, why } = level;
  const times = seen?.latencyMs ?? null;
  const notes = [why === '' ? [] : [plain(why)], unseen === null ? [] : [plain(unseen)]].flat();
  return {
    cells: [
      levelText({ of, value }),
      perSecondText(seen?.offered),
      perSecondText(seen?.throughput),
      shareText(failedShare(level)),
      ...[times?.p50, times?.p95, times?.p99].map((ms) => (ms === undefined ? '-' : numberText(ms))),
      outcomeText(level),
    ],
    notes,
  };
}
