/** HTML as a value: what is put into it is escaped, unless it is HTML itself. */
import { plain } from '../plain.ts';

export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Markup | string | number | null | readonly Content[];

/** Text of users and targets loses its control characters and direction marks on the way. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return new Markup(parts.map((part, index) => part + markupOf(contents[index] ?? null)).join(''));
}

export const NOTHING = new Markup('');

function markupOf(content: Content): string {
  if (content === null) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'object') return content.map(markupOf).join('');
  return escapeText(typeof content === 'number' ? String(content) : plain(content));
}

/** Of several lines, such as a plan. */
export function preformatted(text: string): Markup {
  return new Markup(`<pre>${escapeText(text.split('\n').map(plainLine).join('\n'))}</pre>`);
}

/** With its indentation. */
function plainLine(line: string): string {
  return line.replace(/\t/g, '  ').split(' ').map(plain).join(' ');
}

function escapeText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Data within a script element: no `<` that could end it. */
export function jsonMarkup(data: unknown): Markup {
  return new Markup(JSON.stringify(data).replaceAll('<', '\\u003c'));
}
