/** What was asked and what came of it; else what can be pressed. */
import { columnsOf } from '../columns.ts';
import { plain } from '../report/plain.ts';
import type { Scenery } from './scenery.ts';
import { cut } from './style.ts';
import { RANGES } from './view.ts';

export function footerLine({ known, view, style, paint }: Scenery): string {
  const { overlay } = view;
  const { columns, unicode } = style;
  if (overlay?.kind === 'prompt') {
    const question = overlay.what === 'note' ? 'note: ' : 'filter events: ';
    // The end of what is typed stays in sight.
    const room = columns - question.length - 1;
    return `${paint.heading(question)}${plain(overlay.text).slice(-room)}${unicode ? '█' : '_'}`;
  }
  if (view.message !== null) return paint.selected(cut(` ${plain(view.message)} `, columns, unicode));
  const range = RANGES[view.range]?.name ?? '';
  const keys = [
    '? help',
    'q quit',
    `+/- ${range}`,
    ...(known.targets.length > 1 ? ['t target'] : []),
    '1-9 metric',
    unicode ? '←/→ time' : 'left/right time',
    ...(known.standing === 'live' ? ['n note', 'p pause', 's stop'] : []),
    'r runs',
  ];
  // Each hint whole or not at all; help has them all.
  const fits = (some: readonly string[]): boolean => columnsOf(some.join('  ')) <= columns;
  const last = keys.findLastIndex((_, index) => fits(keys.slice(0, index + 1)));
  return cut(keys.slice(0, Math.max(1, last + 1)).join('  '), columns, unicode);
}
