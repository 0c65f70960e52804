/** Pieces of Markdown as GitHub and GitLab read it, with nothing in their text that is markup. */
import { plain } from './plain.ts';

/** `count`: of so many rows these are the first. */
export function table(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  count: number,
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const omitted = count - rows.length;
  return [
    line(titles),
    line(titles.map(() => '---')),
    ...rows.map(line),
    ...(omitted === 0 ? [] : ['', `and ${omitted} more; the whole report has them all`]),
  ].join('\n');
}

/** HTML that GitHub and GitLab fold; the empty lines make what is within Markdown again. */
export function folded(title: string, content: string): string {
  return content === '' ? '' : `<details><summary>${title}</summary>\n\n${content}\n\n</details>`;
}

/** Text as it is: nothing in it is markup, and an @ mentions nobody. */
export function words(text: string): string {
  return plain(text)
    .replace(/[\\`*_{}[\]#|~]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '@<!-- -->');
}

/** A code span; within a table a vertical bar ends a cell even there. */
export function code(text: string): string {
  const shown = plain(text).replaceAll('|', '\\|');
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${shown === '' ? ' ' : shown}${pad}${fence}`;
}
