/** SQL from the user, admitted when it can do nothing but read. */
import { SoakdError } from '../error.ts';
import { type Connection, sqliteCode } from './sqlite.ts';
import { views } from './views.ts';

export type ReadOnlyStatement = ReturnType<Connection['prepare']>;

const VIEWS_HINT = `Views: ${views.map(({ name }) => name).join(', ')}. "soakd query --views" lists their columns.`;
/** What may come before the first word of a statement: white space and comments. */
const BEFORE_FIRST_WORD = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/;
const READING = ['SELECT', 'WITH', 'VALUES', 'EXPLAIN'];

/**
 * The connection is read-only and the statement must be one that SQLite says returns rows and writes nothing. The
 * first word keeps out what that lets pass: PRAGMAs, which can change the connection, and ATTACH, which opens files.
 */
export function prepareReadOnly(database: Connection, sql: string): ReadOnlyStatement {
  const start = sql.replace(BEFORE_FIRST_WORD, '');
  const firstWord = /^[a-z]*/i.exec(start)?.[0].toUpperCase() ?? '';
  if (start === '') throw new SoakdError('the query is empty', { hint: VIEWS_HINT });
  if (!READING.includes(firstWord)) throw notReading(firstWord);
  let statement: ReadOnlyStatement;
  try {
    statement = database.prepare(sql);
  } catch (error) {
    throw explainSql(error);
  }
  if (!statement.reader || !statement.readonly) throw notReading(firstWord);
  return statement;
}

/** A SoakdError for what SQLite says of the user's SQL. */
export function explainSql(error: unknown): unknown {
  if (error instanceof RangeError && /more than one statement/.test(error.message))
    return new SoakdError('a query is one statement', {
      hint: 'Leave out what follows the first ";".',
      cause: error,
    });
  if (error instanceof RangeError && /parameter/.test(error.message))
    return new SoakdError('a query takes no parameters ("?" or ":name")', {
      hint: 'Write the values into the SQL.',
      cause: error,
    });
  const code = sqliteCode(error);
  if (code === null || !(error instanceof Error)) return error;
  return new SoakdError(`the query failed: ${error.message}`, { hint: VIEWS_HINT, cause: error });
}

function notReading(firstWord: string): SoakdError {
  const named = firstWord === '' ? 'this' : `"${firstWord}"`;
  return new SoakdError(`a query only reads, and ${named} does not`, {
    hint: 'Begin it with SELECT, WITH, VALUES or EXPLAIN.',
  });
}
