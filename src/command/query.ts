import { parseArgs } from 'node:util';
import { EXIT, SoakdError } from '../error.ts';
import type { FormatName } from '../store/row-format.ts';
import { views } from '../store/views.ts';
import type { Command } from './command.ts';
import { commandName, databaseFile } from './installation.ts';
import { runQuery } from './query-child.ts';

const DEADLINE_MS = 60_000;

export const query: Command = {
  summary: 'answer SQL over the documented views, read-only',
  usage: `Usage: soakd query "<SQL>" [--csv | --json] [--db FILE]
       soakd query --views [--json]

Runs one SELECT on the database, also while soaks are running. It can change nothing, opens no other
file, and is ended after 60 seconds. --views lists the views and their columns.

Examples:
  soakd query "SELECT run_id, name, state, verdict FROM run"
  soakd query --csv "SELECT minute, anon_mib, p95_ms
    FROM resource_minute JOIN load_minute USING (run_id, minute)
    WHERE run_id = (SELECT run_id FROM run ORDER BY number DESC LIMIT 1) ORDER BY minute"
`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        db: { type: 'string' },
        csv: { type: 'boolean' },
        json: { type: 'boolean' },
        views: { type: 'boolean' },
      },
    });
    if (values.csv === true && values.json === true)
      throw new SoakdError('--csv and --json exclude each other', { hint: 'Give one of them.' });
    const format = values.csv === true ? 'csv' : values.json === true ? 'json' : 'table';
    if (values.views === true) {
      process.stdout.write(describeViews(format));
      return EXIT.pass;
    }
    const [sql, ...more] = positionals;
    if (sql === undefined || more.length > 0)
      throw new SoakdError(sql === undefined ? 'no SQL was given' : 'the SQL must be one argument', {
        hint: `For example: ${commandName} query "SELECT run_id, name, state, verdict FROM run"`,
      });
    return runQuery({ file: databaseFile(values.db), sql, format }, DEADLINE_MS);
  },
};

function describeViews(format: FormatName): string {
  if (format === 'json') {
    const described = views.map(({ name, about, columns }) => ({
      name,
      about,
      columns: columns.map(([column, , meaning]) => ({ name: column, meaning })),
    }));
    return `${JSON.stringify(described, null, 2)}\n`;
  }
  const blocks = views.map(({ name, about, columns }) => {
    const width = Math.max(...columns.map(([column]) => column.length));
    const lines = columns.map(([column, , meaning]) => `  ${column.padEnd(width)}  ${meaning}`);
    return `${name}: ${about}\n${lines.join('\n')}\n`;
  });
  return blocks.join('\n');
}
