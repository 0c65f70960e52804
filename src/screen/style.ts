/** How a dashboard may look on a terminal, and text laid out for it. */
import { styleText } from 'node:util';
import { columnsOf } from '../columns.ts';
import { type Palette, paletteOf } from '../report/palette.ts';

export interface ScreenStyle {
  readonly columns: number;
  readonly rows: number;
  readonly colour: boolean;
  readonly unicode: boolean;
}

export interface Paint extends Palette {
  /** What the eye goes to: a selected line, a question. Seen without colours, too. */
  readonly selected: (text: string) => string;
  readonly alarm: (text: string) => string;
}

const always = { validateStream: false };

/** Bold and inverse are no colours, and every terminal has them. */
export function paintOf({ colour }: Pick<ScreenStyle, 'colour'>): Paint {
  const palette = paletteOf(colour);
  return {
    ...palette,
    heading: (text) => styleText('bold', text, always),
    // Dim is not to be had on every terminal, and what is faint here is read all the same.
    faint: (text) => text,
    selected: (text) => styleText('inverse', text, always),
    alarm: (text) => styleText(colour ? ['bold', 'red'] : ['bold'], text, always),
  };
}

/** At most so many columns; what was cut off is seen to be. Before it is painted. */
export function cut(text: string, columns: number, unicode: boolean): string {
  if (columnsOf(text) <= columns) return text;
  const sign = unicode ? '…' : '~';
  let kept = '';
  for (const character of text) {
    if (columnsOf(kept + character) > columns - 1) break;
    kept += character;
  }
  return columns < 1 ? '' : kept + sign;
}

/** Sentences are cut between two words, unless that would leave less than half. */
export function cutWords(text: string, columns: number, unicode: boolean): string {
  const short = cut(text, columns, unicode);
  if (short === text) return text;
  const space = short.lastIndexOf(' ');
  const head = short.slice(0, Math.max(0, space)).trimEnd();
  if (columnsOf(head) < columns / 2) return short;
  return `${head} ${unicode ? '…' : '~'}`;
}

/** Exactly so many columns. */
export function fitted(
  text: string,
  columns: number,
  unicode: boolean,
  align: 'left' | 'right' = 'left',
): string {
  const short = cut(text, columns, unicode);
  const space = ' '.repeat(Math.max(0, columns - columnsOf(short)));
  return align === 'left' ? `${short}${space}` : `${space}${short}`;
}
