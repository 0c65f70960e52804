/** What of the soaks' news stands in the log: what an operator would want to find there the morning after. */
import type { News } from '../control/controlled.ts';
import type { Log } from '../log/log.ts';
import { formatDuration } from '../plan/quantity.ts';
import type { EventKind } from '../store/record.ts';

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
  error: 'warn',
};

export function logNews(log: Log, nameOf: (run: string) => string, news: News): void {
  if (news.kind === 'status') return;
  if (news.kind === 'ended') {
    const verdict = news.verdict ?? 'no verdict';
    const level = news.state === 'completed' && news.verdict !== 'fail' ? 'info' : 'warn';
    log[level](`${nameOf(news.run)} ended: ${news.state}, ${verdict}`, { run: news.run });
    return;
  }
  const { event, text, durationMs, run } = news;
  const lasted = durationMs === null ? '' : ` (${formatDuration(durationMs)})`;
  log[LEVELS[event] ?? 'info'](`${nameOf(run)} ${event}: ${text}${lasted}`, { run });
}
