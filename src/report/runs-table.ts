import { durationText } from '../plan/figure.ts';
import type { StoredRun } from '../store/reader.ts';
import { type PageStyle, pageOf } from './page.ts';
import { plain } from './plain.ts';
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

export function renderRuns(runs: readonly StoredRun[], style: PageStyle): string {
  if (runs.length === 0) return 'no runs\n';
  const page = pageOf({ criteria: [] }, style);
  const rows = runs.map(({ id, name, state, phase, verdict, startedWallMs, observedMs }) => ({
    cells: [
      id,
      plain(name),
      state === 'running' ? `running (${phase})` : state,
      verdict ?? '-',
      new Date(startedWallMs).toISOString().slice(0, 19).replace('T', ' '),
      durationText(observedMs / 1000),
    ],
    paint: (text: string, column: number) =>
      column === VERDICT_COLUMN && verdict !== null ? page.palette.verdict(text, verdict) : text,
  }));
  const lines = renderTable(COLUMNS, rows, {
    width: page.width,
    heading: page.palette.faint,
    note: page.palette.faint,
  });
  return `${lines.join('\n')}\n`;
}
