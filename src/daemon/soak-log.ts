/** What of the soaks' news stands in the log: what an operator would want to find there the morning after. */
import type { News } from '../control/controlled.ts';
import type { Log } from '../log/log.ts';
import { formatDuration } from '../plan/quantity/quantity.ts';
import type { EventKind } from '../store/event-record.ts';

type Level = 'debug' | 'info' | 'warn';

/** The rest is as planned: info. */
const LEVELS: Readonly<Partial<Record<EventKind, Level>>> = {
  restart: 'warn',
  'target-lost': 'warn',
  'load-restart': 'warn',
  gap: 'warn',
  stall: 'warn',
  suspend: 'warn',
  'clock-step': 'warn',
  'missed-ticks': 'warn',
  'cross-check': 'debug',
  abort: 'warn',
  alert: 'warn',
  'alert-unknown': 'warn',
  'report-failed': 'warn',
  error: 'warn',
};

/** What nobody asked for. */
const BAD_STATES: readonly string[] = ['aborted', 'lost', 'failed'];

/** `name` is the plan's. */
export function logNews(log: Log, name: string, news: News): void {
  if (news.kind === 'status') return;
  const { run } = news;
  if (news.kind === 'ended') {
    const isBad = BAD_STATES.includes(news.state) || news.verdict === 'fail';
    log[isBad ? 'warn' : 'info'](`${name} ended: ${news.state}, ${news.verdict ?? 'no verdict'}`, { run });
    return;
  }
  const { event, text, durationMs } = news;
  const lasted = durationMs === null ? '' : ` (${formatDuration(durationMs)})`;
  log[LEVELS[event] ?? 'info'](`${name} ${event}: ${text}${lasted}`, { run });
}
