/** The first line: a name for every column. */
import { splitCells } from './cells.ts';
import type { LineProblems } from './line-problems.ts';
import { readNumber } from './number.ts';

/** null when it is no header; `problems` says why. */
export function readHeader(bytes: Uint8Array, problems: LineProblems): string[] | null {
  const before = problems.count;
  const wrong = (message: string): void => problems.add(1, message);
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    wrong('found UTF-16 text, expected UTF-8');
    return null;
  }
  // TextDecoder takes the byte order mark away.
  const line = new TextDecoder().decode(bytes);
  const { texts, trouble } = splitCells(line);
  if (trouble !== null) wrong(trouble);
  else if (line.trim() === '') wrong('found nothing, expected a header that names the columns');
  else if (line.includes('\r')) wrong('found lines that end in a carriage return alone, expected line feeds');
  else if (texts.every((text) => !Number.isNaN(readNumber(text))))
    wrong(`found numbers only (${texts.slice(0, 3).join(',')}), expected a header that names the columns`);
  else if (texts.length === 1 && /[;\t|]/.test(line))
    wrong(`found columns parted by ${JSON.stringify(/[;\t|]/.exec(line)?.[0])}, expected commas`);
  else checkNames(texts, wrong);
  return problems.count === before ? [...texts] : null;
}

function checkNames(names: readonly string[], wrong: (message: string) => void): void {
  for (const [place, name] of names.entries()) {
    const earlier = names.indexOf(name);
    if (name === '') wrong(`column ${place + 1} has no name`);
    else if (earlier < place)
      wrong(`columns ${earlier + 1} and ${place + 1} are both named ${JSON.stringify(name)}`);
  }
}
