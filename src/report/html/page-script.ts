/**
 * What runs in the reader's browser: the text of the functions in browser/. They may use each other, uPlot and the browser,
 * and nothing else: what else stands in their files stays behind.
 */
import { doublings, isWide, ticks, valueRange } from './browser/axis.ts';
import { chartOptions, draw, joined } from './browser/chart.ts';
import { nearestSeen, valueAt } from './browser/cursor.ts';
import { paintMarks, paintShades } from './browser/paint.ts';
import { show } from './browser/show.ts';
import { figure, moment, wallTime } from './browser/words.ts';

const FUNCTIONS = [
  figure,
  moment,
  wallTime,
  ticks,
  doublings,
  isWide,
  valueRange,
  valueAt,
  nearestSeen,
  paintShades,
  paintMarks,
  joined,
  chartOptions,
  draw,
  show,
];

/** For a script element of type module. */
export function pageScript(): string {
  return `${FUNCTIONS.map(String).join('\n')}\nshow(globalThis);\n`;
}
