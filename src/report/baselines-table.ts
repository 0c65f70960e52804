import type { StoredRun } from '../store/read-run.ts';
import { type PageStyle, pageOf } from './page.ts';
import { plain } from './plain.ts';
import { type Column, renderTable } from './table.ts';

const COLUMNS: readonly Column[] = [
  { title: 'plan', align: 'left', leastColumns: 12 },
  { title: 'baseline', align: 'left', leastColumns: null },
  { title: 'verdict', align: 'left', leastColumns: null },
  { title: 'began (UTC)', align: 'left', leastColumns: null },
  { title: 'set (UTC)', align: 'left', leastColumns: null },
];

export function renderBaselines(
  baselines: readonly { readonly run: StoredRun; readonly setWallMs: number }[],
  style: PageStyle,
): string {
  if (baselines.length === 0) return 'no baselines: "soakd baseline set RUN" makes a run that of its plan\n';
  const page = pageOf({ criteria: [] }, style);
  const rows = baselines.map(({ run, setWallMs }) => ({
    cells: [plain(run.name), run.id, run.verdict ?? '-', timeText(run.startedWallMs), timeText(setWallMs)],
  }));
  const { faint } = page.palette;
  return `${renderTable(COLUMNS, rows, { width: page.width, heading: faint, note: faint }).join('\n')}\n`;
}

function timeText(wallMs: number): string {
  return new Date(wallMs).toISOString().slice(0, 19).replace('T', ' ');
}
