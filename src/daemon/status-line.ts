/** One line for `systemctl status`: coarse enough that it changes about once a minute. */
import type { Overview } from '../control/controlled.ts';
import type { SoakStatus } from '../control/status.ts';
import { formatDuration } from '../plan/quantity/quantity.ts';

export function statusLine({ soakd, runs, schedules }: Overview): string {
  const parts = [runs.length === 0 ? 'no soak under way' : runs.map(soakText).join(', ')];
  const next = schedules
    .flatMap(({ name, nextSlot }) => (nextSlot === null ? [] : [{ name, nextSlot }]))
    .sort((a, b) => Date.parse(a.nextSlot) - Date.parse(b.nextSlot))[0];
  // ISO 8601 to the minute, in UTC as it is.
  if (next !== undefined) parts.push(`next ${next.name} ${next.nextSlot.slice(0, 16).replace('T', ' ')} UTC`);
  if (soakd.degraded !== null) parts.unshift(`degraded: ${soakd.degraded}`);
  return parts.join('; ');
}

function soakText({ name, phase, paused, observedMs, leftMs, criteria }: SoakStatus): string {
  const observed = minutes(observedMs);
  const of = leftMs === null ? '' : ` of ${minutes(observedMs + leftMs)}`;
  const failing = criteria === null || criteria.fail === 0 ? '' : `, ${criteria.fail} failing`;
  return `${name} ${paused ? 'paused' : phase} ${observed}${of}${failing}`;
}

function minutes(ms: number): string {
  return ms < 60_000 ? 'under 1m' : formatDuration(Math.floor(ms / 60_000) * 60_000);
}
