/** What one row says: its fields by name, or what is wrong with it. */
import { isUtf8 } from 'node:buffer';
import { type CorpusFormat, LINE_FIELD } from '../../plan/corpus/corpus-plan.ts';
import { splitCsvRow } from './csv-row.ts';

export type Fields = ReadonlyMap<string, string>;

/** `trouble`: found and expected. */
export type ReadFields = { readonly fields: Fields } | { readonly trouble: string };

/** Names that a file may have for its columns. Far more than any that is meant. */
const MOST_COLUMNS = 1000;

/** `names`: of the columns of a CSV file, in order; of the others []. */
export function readFields(bytes: Buffer, format: CorpusFormat, names: readonly string[]): ReadFields {
  if (!isUtf8(bytes)) return { trouble: 'found bytes that are no UTF-8, expected UTF-8 text' };
  const row = bytes.toString('utf8');
  switch (format) {
    case 'text':
      return { fields: new Map([[LINE_FIELD, row]]) };
    case 'csv':
      return csvFields(row, names);
    case 'jsonl':
      return jsonFields(row);
  }
}

/** The columns of a CSV file, by its first row. */
export function readNames(
  bytes: Buffer,
): { readonly names: readonly string[] } | { readonly trouble: string } {
  if (!isUtf8(bytes)) return { trouble: 'found bytes that are no UTF-8, expected UTF-8 text' };
  const { cells, trouble } = splitCsvRow(bytes.toString('utf8'));
  if (trouble !== null) return { trouble };
  const names = cells.map((cell) => cell.trim());
  if (names.length > MOST_COLUMNS)
    return { trouble: `found ${names.length} columns, expected at most ${MOST_COLUMNS}` };
  const unnamed = names.indexOf('');
  if (unnamed !== -1)
    return { trouble: `found no name for column ${unnamed + 1}, expected a header that names every column` };
  const again = names.find((name, at) => names.indexOf(name) < at);
  if (again !== undefined)
    return {
      trouble: `found two columns named ${JSON.stringify(again)}, expected a name of its own for each`,
    };
  return { names };
}

function csvFields(row: string, names: readonly string[]): ReadFields {
  const { cells, trouble } = splitCsvRow(row);
  if (trouble !== null) return { trouble };
  if (cells.length !== names.length)
    return { trouble: `found ${counted(cells.length, 'cell')}, expected ${names.length} as in the header` };
  return { fields: new Map(names.map((name, at) => [name, cells[at] ?? ''])) };
}

function jsonFields(row: string): ReadFields {
  let value: unknown;
  try {
    value = JSON.parse(row);
  } catch {
    return { trouble: `found ${shown(row)}, expected an object of JSON on one line` };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { trouble: `found ${shown(row)}, expected an object such as {"name": "value"}` };
  const fields = new Map<string, string>();
  for (const [name, inner] of Object.entries(value)) {
    // null is no value; what is not text is written as it would be in JSON.
    if (inner !== null) fields.set(name, typeof inner === 'string' ? inner : JSON.stringify(inner));
  }
  return { fields };
}

function shown(row: string): string {
  return JSON.stringify(row.length > 40 ? `${row.slice(0, 39)}…` : row);
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
