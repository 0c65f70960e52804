/** How wide a terminal shows a text, and texts made equally wide. */
import { stripVTControlCharacters } from 'node:util';

/** Combining marks and wide characters come later. */
const FIRST_MARK = 0x300;
const WIDE = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{Emoji_Presentation}\uff01-\uff60]/u;

/** Columns that a text takes; colours take none. */
export function columnsOf(text: string): number {
  const bare = stripVTControlCharacters(text);
  if (/^[\x20-\x7e]*$/.test(bare)) return bare.length;
  let columns = 0;
  for (const character of bare) {
    const code = character.codePointAt(0) ?? 0;
    // What most texts are made of, and the blocks of a sparkline.
    if (code < FIRST_MARK || (code >= 0x2500 && code <= 0x259f)) {
      columns += 1;
      continue;
    }
    if (/\p{Mn}/u.test(character)) continue;
    columns += WIDE.test(character) ? 2 : 1;
  }
  return columns;
}

/** With blanks up to so many columns. */
export function padded(text: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const blanks = ' '.repeat(Math.max(0, columns - columnsOf(text)));
  return align === 'left' ? `${text}${blanks}` : `${blanks}${text}`;
}
