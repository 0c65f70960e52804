import type { AssessedRun } from '../analysis/assessed-run.ts';
import type { AssessedEvent } from '../analysis/assessment.ts';
import { momentText } from '../plan/quantity/figure.ts';

const DAY_MS = 86_400_000;
const HOUR_S = 3600;

/**
 * A moment of the run by the wall clock, and by its own: `01:10 UTC (3:10:00 in)`; with the day from the second day
 * on. The run's clock stands still while the machine sleeps, so it is counted from the event before.
 */
export function wallTimeText(
  atS: number,
  run: Pick<AssessedRun, 'startedAt' | 'observedS'>,
  events: readonly AssessedEvent[],
): string {
  const before = events.findLast((event) => event.atS <= atS) ?? { atS: 0, at: run.startedAt };
  const startedMs = Date.parse(run.startedAt);
  const wallMs = Date.parse(before.at) + 1000 * (atS - before.atS);
  if (!Number.isFinite(wallMs)) return momentText(atS);
  const iso = new Date(wallMs).toISOString();
  const day = wallMs - startedMs >= DAY_MS ? `${iso.slice(0, 10)} ` : '';
  const time = iso.slice(11, run.observedS < HOUR_S ? 19 : 16);
  return `${day}${time} UTC (${momentText(atS)} in)`;
}
