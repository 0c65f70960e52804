/** Text as a terminal shows it: free of control characters, measured in columns, wrapped at spaces. */
import { stripVTControlCharacters } from 'node:util';
import { columnsOf } from '../columns.ts';

/** Names and messages come from plans and targets: without escape sequences, controls and direction marks. */
export function plain(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\p{Cf}/gu, '');
}

/** Lines of at most `width` columns; a word that is longer than a line is cut, where it has joints at one. Never empty. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((long) => pieces(long, Math.max(1, width)))) {
    if (line === '') line = word;
    else if (columnsOf(line) + 1 + columnsOf(word) <= width) line += ` ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

/** Wrapped, with every line after the first indented. */
export function hang(label: string, text: string, width: number): string[] {
  const indent = ' '.repeat(columnsOf(label));
  return wrap(text, width - columnsOf(label)).map((line, index) => `${index === 0 ? label : indent}${line}`);
}

/** Where a long word is cut rather than within a name: behind one of these. */
const JOINTS = /[./_,:=-]/;

function pieces(word: string, width: number): string[] {
  if (columnsOf(word) <= width) return [word];
  const parts: string[] = [];
  let part = '';
  for (const character of word) {
    if (part !== '' && columnsOf(part + character) > width) {
      const joint = lastJoint(part);
      parts.push(part.slice(0, joint));
      part = part.slice(joint);
    }
    part += character;
  }
  return [...parts, part];
}

/** Behind the last joint of the word's later half, else at its end. */
function lastJoint(part: string): number {
  for (let at = part.length - 1; at > part.length / 2; at -= 1)
    if (JOINTS.test(part[at - 1] ?? '')) return at;
  return part.length;
}
