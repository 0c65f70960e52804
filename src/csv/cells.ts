/** One line of a CSV file as cells (RFC 4180), but for line breaks inside quotes: no name and no number has one. */

export interface Cells {
  readonly texts: readonly string[];
  /** Why the line is not one of cells; null: it is. */
  readonly trouble: string | null;
}

/** Spaces around a cell do not count. */
export function splitCells(line: string): Cells {
  if (!line.includes('"')) return { texts: line.split(',').map((text) => text.trim()), trouble: null };
  const texts: string[] = [];
  const quoted = /\s*"((?:[^"]|"")*)"\s*(,|$)/y;
  const bare = /\s*([^",]*?)\s*(,|$)/y;
  let at = 0;
  for (;;) {
    quoted.lastIndex = at;
    bare.lastIndex = at;
    const found = quoted.exec(line) ?? bare.exec(line);
    if (found === null) return { texts, trouble: quoteTrouble(line, at) };
    texts.push((found[1] ?? '').replaceAll('""', '"').trim());
    at += found[0].length;
    if (found[2] === '') return { texts, trouble: null };
  }
}

function quoteTrouble(line: string, at: number): string {
  const rest = line.slice(at).trim();
  const found = rest.length > 40 ? `${rest.slice(0, 39)}…` : rest;
  return rest.startsWith('"')
    ? `found ${found}, expected a closing quote and then a comma or the end of the line`
    : `found a quote inside ${found}, expected quotes around a whole cell or none`;
}
