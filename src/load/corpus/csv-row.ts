/** One row of a CSV file as its cells (RFC 4180), byte by byte as they are: spaces are part of a cell. */

export interface CsvCells {
  readonly cells: readonly string[];
  /** Found and expected; null: the row is whole. */
  readonly trouble: string | null;
}

export function splitCsvRow(row: string): CsvCells {
  if (!row.includes('"')) return { cells: row.split(','), trouble: null };
  const cells: string[] = [];
  const quoted = /"((?:[^"]|"")*)"(,|$)/y;
  const bare = /([^",]*)(,|$)/y;
  for (let at = 0; ; ) {
    quoted.lastIndex = at;
    bare.lastIndex = at;
    const found = quoted.exec(row) ?? bare.exec(row);
    if (found === null) return { cells, trouble: quoteTrouble(row.slice(at), cells.length + 1) };
    cells.push((found[1] ?? '').replaceAll('""', '"'));
    at += found[0].length;
    if (found[2] === '') return { cells, trouble: null };
  }
}

function quoteTrouble(rest: string, cell: number): string {
  const found = JSON.stringify(rest.length > 40 ? `${rest.slice(0, 39)}…` : rest);
  return rest.startsWith('"')
    ? `found ${found} in cell ${cell}, expected a closing quote and then a comma or the end of the row`
    : `found a quote inside ${found} in cell ${cell}, expected quotes around the whole cell, doubled inside it`;
}
