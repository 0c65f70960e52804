/**
 * Makes the minutes of an ended run, then says in one transaction that they are all there is: a reader sees the raw rows
 * whole or the minutes whole. The raw rows are deleted after that (sweep.ts). Cut off anywhere, it is done anew.
 */
import type { Connection } from '../store/sqlite.ts';
import { histogramMinutes } from './histogram-minutes.ts';
import { ROLL_UPS, rollUpSql } from './roll-up.ts';
import { type SeriesKey, seriesOf } from './series.ts';
import { type Chore, inSmallSteps } from './small-steps.ts';

/** From here on a trend's own bins are a minute long (trend/bin.ts), so that it is told as well from minutes. */
export const SHORTEST_THINNED_MS = 2 * 3_600_000;
const MINUTE_MS = 60_000;
/** One transaction reads no more than that, however quick the steps before were. */
const MOST_MINUTES = 240;

export async function thin(
  database: Connection,
  run: number,
  { nowMs, signal }: { readonly nowMs: number; readonly signal: AbortSignal },
): Promise<void> {
  for (const rollUp of ROLL_UPS) {
    const sql = rollUpSql(rollUp);
    for (const series of seriesOf(database, rollUp.raw, run)) {
      const where = rollUp.series.map((name) => `${name} = ?`).join(' AND ');
      const next = `SELECT min(mono_ms) FROM ${rollUp.raw} WHERE ${where} AND mono_ms >= ?`;
      await inSmallSteps(database, minutesOf(database, series, { next, sql }), signal);
    }
  }
  await inSmallSteps(database, histogramMinutes(database, run), signal);
  const tell = () => {
    database.prepare('UPDATE runs SET thinned_wall_ms = ? WHERE run = ?').run(Math.round(nowMs), run);
    database.prepare(`INSERT OR IGNORE INTO discarded (run, what) VALUES (?, 'samples')`).run(run);
    return false;
  };
  await inSmallSteps(database, tell, signal);
}

/** `size` counts raw rows, of which a minute has about sixty. */
function minutesOf(
  database: Connection,
  series: SeriesKey,
  { next, sql }: { readonly next: string; readonly sql: string },
): Chore {
  const nextRow = database.prepare<[SeriesKey], number | null>(next).pluck();
  const rollUp = database.prepare<[SeriesKey]>(sql);
  let fromMs = Number.MIN_SAFE_INTEGER;
  return (size) => {
    const first = nextRow.get([...series, fromMs]);
    if (typeof first !== 'number') return false;
    fromMs = MINUTE_MS * Math.floor(first / MINUTE_MS);
    const minutes = Math.min(MOST_MINUTES, Math.max(1, Math.floor(size / 60)));
    const toMs = fromMs + minutes * MINUTE_MS;
    rollUp.run([...series, fromMs, toMs]);
    fromMs = toMs;
    return true;
  };
}
