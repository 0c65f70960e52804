/** What happened, newest last: phases, restarts, faults, gaps, notes. */
import { momentText } from '../plan/quantity/figure.ts';
import { plain } from '../report/plain.ts';
import type { EventRow } from '../store/event-record.ts';
import type { Rectangle } from './layout.ts';
import type { Listed, Scenery } from './scenery.ts';
import { cutWords } from './style.ts';

const ALARMING: readonly string[] = [
  'target-lost',
  'load-restart',
  'gap',
  'restart',
  'stall',
  'abort',
  'oom-kill',
  'rows-lost',
  'error',
  'alert',
  'alert-unknown',
  'fault-failed',
];

export function eventLines({ known, view, style, paint }: Scenery, { width, height }: Rectangle): Listed {
  const wanted = view.filter.toLowerCase();
  const upTo = view.cursorMs ?? Number.POSITIVE_INFINITY;
  const told = known.events
    .filter(({ monoMs }) => monoMs <= upTo)
    .map((event) => ({ event, text: eventText(event, known.targets) }))
    .filter(({ text }) => text.toLowerCase().includes(wanted));
  const most = height - 1;
  const scrollable = Math.max(0, told.length - most);
  const end = told.length - Math.min(view.scroll.events, scrollable);
  const lines = told.slice(Math.max(0, end - most), end).map(({ event, text }) => {
    const short = cutWords(text, width, style.unicode);
    return ALARMING.includes(event.event) ? paint.verdict(short, 'fail') : short;
  });
  const about = view.filter === '' ? `${told.length}` : `${told.length} of "${plain(view.filter)}"`;
  return { title: `Events: ${about}`, lines: lines.length === 0 ? ['none'] : lines, scrollable };
}

export function eventText({ monoMs, event, target, text }: EventRow, targets: readonly string[]): string {
  const whose = target === null ? '' : ` ${plain(targets[target] ?? '')}`;
  return `${momentText(monoMs / 1000)} ${event}${whose}: ${plain(text)}`;
}
