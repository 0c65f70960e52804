import { vanishedHint, whoIsGone } from '../control/vanished.ts';
import { durationText } from '../plan/quantity/figure.ts';
import type { StoredRun } from '../store/read-run.ts';
import { type PageStyle, pageOf } from './page.ts';
import { plain, wrap } from './plain.ts';
import { type Column, renderTable } from './table.ts';

const COLUMNS: readonly Column[] = [
  { title: 'run', align: 'left', leastColumns: null },
  { title: 'plan', align: 'left', leastColumns: 12 },
  { title: 'state', align: 'left', leastColumns: null },
  { title: 'verdict', align: 'left', leastColumns: null },
  { title: 'began (UTC)', align: 'left', leastColumns: null },
  { title: 'observed', align: 'right', leastColumns: null },
];
const VERDICT_COLUMN = 3;
/** In the order of a summary. */
const WORDS = ['pass', 'fail', 'inconclusive', 'without a verdict', 'running'];

/** `all`: so many there are, of which these are the newest. `typed`: advice as its verbs are typed here. */
export function renderRuns(
  runs: readonly StoredRun[],
  all: number,
  style: PageStyle,
  typed: (advice: string) => string = (advice) => advice,
): string {
  if (runs.length === 0) return 'no runs\n';
  const page = pageOf({ criteria: [] }, style);
  const rows = runs.map(({ id, name, state, phase, verdict, startedWallMs, observedMs, ...run }) => ({
    cells: [
      id,
      plain(name),
      state === 'running' ? `running (${phase})` : state,
      verdict ?? '-',
      new Date(startedWallMs).toISOString().slice(0, 19).replace('T', ' '),
      durationText(observedMs / 1000),
    ],
    notes: hasVanished({ state, ...run })
      ? [typed(`${whoIsGone(run.ownerKind)}. ${vanishedHint({ id, ownerKind: run.ownerKind })}`)]
      : [],
    paint: (text: string, column: number) =>
      column === VERDICT_COLUMN && verdict !== null ? page.palette.verdict(text, verdict) : text,
  }));
  const lines = renderTable(COLUMNS, rows, {
    width: page.width,
    heading: page.palette.faint,
    note: page.palette.faint,
  });
  const summary = wrap(summaryOf(runs, all), page.width).map(page.palette.heading);
  return `${[...summary, ...lines].join('\n')}\n`;
}

/** Interrupted by the end of its soakd, which could store neither its end nor its verdict. */
function hasVanished({ state, endedWallMs }: Pick<StoredRun, 'state' | 'endedWallMs'>): boolean {
  return state === 'interrupted' && endedWallMs === null;
}

/** `The newest 20 of 31 runs: 12 pass, 5 fail, 2 inconclusive, 1 running.` */
function summaryOf(runs: readonly StoredRun[], all: number): string {
  const counts = new Map<string, number>();
  for (const { verdict, state } of runs) {
    const word = state === 'running' ? 'running' : (verdict ?? 'without a verdict');
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const parts = WORDS.flatMap((word) => (counts.has(word) ? [`${counts.get(word)} ${word}`] : []));
  const [one, many] = [runs.length === 1, runs.length < all];
  const which = many ? `The newest ${runs.length} of ${all} runs` : one ? '1 run' : `${runs.length} runs`;
  return `${which}: ${parts.join(', ')}.`;
}
