import { type Content, html, type Markup, NOTHING } from './markup.ts';

export interface Heading {
  readonly title: string;
  readonly kind?: 'number' | 'words' | 'rule';
}

/** The first cell of a row is its heading. A cell is `null` where there is nothing to say. */
export function table(
  caption: string,
  headings: readonly Heading[],
  rows: readonly (readonly Content[])[],
): Markup {
  if (rows.length === 0) return NOTHING;
  const body = rows.map(
    (cells) =>
      html`<tr>${cells.map((cell, column) => {
        const kind = headings[column]?.kind ?? 'text';
        return column === 0
          ? html`<th scope="row" class="${kind}${isShort(cell) ? ' short' : ''}">${cell}</th>`
          : isCell(cell)
            ? cell
            : html`<td class="${kind}">${cell}</td>`;
      })}</tr>`,
  );
  // A table that is wider than the window is scrolled by the keyboard, too.
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr>${headings.map(({ title, kind }) => html`<th scope="col" class="${kind ?? 'text'}">${title}</th>`)}</tr></thead>
<tbody>${body}</tbody></table></div>`;
}

/** As long as most rules are: on one line. */
const SHORT = 44;

function isShort(cell: Content): boolean {
  return typeof cell === 'string' && cell.length <= SHORT;
}

function isCell(cell: Content): cell is Markup {
  return typeof cell === 'object' && cell !== null && 'text' in cell && cell.text.startsWith('<td');
}
