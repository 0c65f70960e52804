/**
 * A process of its own for one query: SQLite cannot be interrupted from JavaScript, so whoever started this one ends
 * it when its time is up. Rows go to stdout as they come; what went wrong goes to the parent as a message.
 */
import { once } from 'node:events';
import { SoakdError } from '../error.ts';
import { openForReading } from './database.ts';
import { explainSql, prepareReadOnly } from './read-only-statement.ts';
import { type Cell, type FormatName, rowFormat } from './row-format.ts';

export interface Query {
  readonly file: string;
  readonly sql: string;
  readonly format: FormatName;
}

/** Sent to the parent when the query failed. */
export interface QueryFailure {
  readonly message: string;
  readonly hint: string | null;
}

const CHUNK_CHARACTERS = 64 * 1024;

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of our output has had enough.
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  await answer(JSON.parse(process.argv[2] ?? '{}'));
} catch (error) {
  const told = explainSql(error);
  if (!(told instanceof SoakdError)) throw error;
  process.exitCode = 1;
  process.send?.({ message: told.message, hint: told.hint } satisfies QueryFailure);
}
process.disconnect?.();

async function answer({ file, sql, format: name }: Query): Promise<void> {
  const database = await openForReading(file);
  const statement = prepareReadOnly(database, sql).raw().safeIntegers();
  const format = rowFormat(name);
  let text = format.begin(statement.columns().map((column) => column.name));
  for (const row of statement.iterate() as IterableIterator<Cell[]>) {
    text += format.row(row);
    if (text.length < CHUNK_CHARACTERS) continue;
    if (!process.stdout.write(text)) await once(process.stdout, 'drain');
    text = '';
  }
  process.stdout.write(text + format.end());
  database.close();
}
