/** What stands over the dashboard: help, a question, the list of runs, a criterion in full. */

import { columnsOf } from '../columns.ts';
import { intervalText, quantityText } from '../plan/quantity/figure.ts';
import { plain, wrap } from '../report/plain.ts';
import type { Scenery, TextPanel } from './scenery.ts';
import { METRICS } from './series.ts';
import { fitted } from './style.ts';
import { sortedCriteria } from './verdict-lines.ts';

const KEYS: readonly (readonly [string, string])[] = [
  ['q, Ctrl-C', 'quit; the soak goes on (Ctrl-C ends that of run --live)'],
  ['tab, S-tab', 'the next panel, the one before'],
  ['j k, up down', 'scroll it; page up and page down by ten'],
  ['enter', 'the selected criterion in full'],
  ['1 … 9', METRICS.map(({ title }) => title.split(' ')[0]).join(' ')],
  ['esc, 0', 'back to the overview, the end, all events'],
  ['+ -', 'less time, more time'],
  ['left right, h l', 'a cursor through time; H L in leaps; home, end'],
  ['t', 'the next target'],
  ['/', 'filter events'],
  ['space, Ctrl-L', 'freeze, and go on; draw all anew'],
  ['n', 'a note on the run’s clock'],
  ['p s', 'pause or resume, stop; both ask first'],
  ['r', 'another run'],
];

export function overlayPanel(scenery: Scenery): TextPanel | null {
  const { view } = scenery;
  const { overlay } = view;
  if (overlay === null || overlay.kind === 'prompt') return null;
  switch (overlay.kind) {
    case 'help':
      return boxed(scenery, 'Keys', helpLines(scenery));
    case 'confirm':
      return boxed(scenery, 'Sure?', confirmLines(scenery, overlay.action));
    case 'detail':
      return boxed(scenery, 'Criterion', detailLines(scenery));
    case 'runs':
      return boxed(scenery, 'Runs, newest first: enter opens one', runLines(scenery, overlay));
  }
}

function helpLines({ style }: Scenery): string[] {
  const lines = KEYS.flatMap(([keys, what]) =>
    wrap(what, style.columns - 24).map((line, index) => `${(index === 0 ? keys : '').padEnd(17)} ${line}`),
  );
  const legend = `${style.unicode ? 'Line' : '*'} readings, dashes trend, dots its interval`;
  return [...lines, '', legend].map((line) =>
    style.unicode ? line : line.replaceAll('…', '-').replaceAll('’', "'"),
  );
}

function confirmLines({ known }: Scenery, action: 'pause' | 'resume' | 'stop'): string[] {
  const what = {
    pause: 'Pause the load? What passes until it is resumed does not count.',
    resume: 'Resume the load?',
    stop: 'Stop the soak? It ends with its partial report, as interrupted.',
  }[action];
  return [`${plain(known.run.name)} ${plain(known.run.id)}`, what, '', 'y does it, any other key does not'];
}

function detailLines(scenery: Scenery): string[] {
  const { view, style, binary } = scenery;
  const sorted = sortedCriteria(scenery);
  const criterion = sorted[Math.min(view.scroll.verdicts, sorted.length - 1)];
  if (criterion === undefined) return ['nothing was judged yet'];
  const { rule, target, verdict, reason, observed, low, high, unit } = criterion;
  const facts = [
    `${verdict.toUpperCase()}: ${plain(rule)}${target === null ? '' : ` of ${plain(target)}`}`,
    '',
    `observed  ${quantityText(observed, unit, { binary })}`,
    `interval  ${intervalText(low, high, unit, { binary })}`,
    '',
    plain(reason),
  ];
  return facts.flatMap((fact) => wrap(fact, Math.min(style.columns - 8, 100)));
}

function runLines(
  { style, paint }: Scenery,
  { runs, selected }: { readonly runs: readonly { readonly text: string }[]; readonly selected: number },
): string[] {
  const most = style.rows - 6;
  const first = Math.max(0, Math.min(selected - Math.floor(most / 2), runs.length - most));
  const width = Math.min(style.columns - 6, Math.max(30, ...runs.map(({ text }) => columnsOf(text))));
  return runs.slice(first, first + most).map(({ text }, index) => {
    const line = fitted(plain(text), width, style.unicode);
    return first + index === selected ? paint.selected(line) : line;
  });
}

/** In the middle of the screen, with a frame. */
function boxed({ style, paint }: Scenery, title: string, lines: readonly string[]): TextPanel {
  const { columns, rows, unicode } = style;
  const inner = Math.min(columns - 4, Math.max(columnsOf(title) + 2, ...lines.map(columnsOf)));
  const shown = lines.slice(0, rows - 4);
  const [across, down, corners] = unicode
    ? ['─', '│', ['┌', '┐', '└', '┘']]
    : ['-', '|', ['+', '+', '+', '+']];
  const head = ` ${title} `;
  const framed = [
    `${corners[0]}${paint.heading(head)}${(across ?? '').repeat(Math.max(0, inner + 2 - columnsOf(head)))}${corners[1]}`,
    ...shown.map((line) => {
      const isPainted = line.includes('\u001b');
      return `${down} ${isPainted ? line + ' '.repeat(Math.max(0, inner - columnsOf(line))) : fitted(line, inner, unicode)} ${down}`;
    }),
    `${corners[2]}${(across ?? '').repeat(inner + 2)}${corners[3]}`,
  ];
  const place = {
    top: Math.max(0, Math.floor((rows - framed.length) / 2)),
    left: Math.max(0, Math.floor((columns - inner - 4) / 2)),
    width: inner + 4,
    height: framed.length,
  };
  return { key: 'overlay', place, lines: framed };
}
