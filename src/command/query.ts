import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { EXIT, type ExitCode, SoakdError } from '../error.ts';
import { siblingModule } from '../sibling.ts';
import type { Query, QueryFailure } from '../store/query-process.ts';
import type { FormatName } from '../store/row-format.ts';
import { views } from '../store/views.ts';
import type { Command } from './command.ts';
import { commandName, databaseFile } from './installation.ts';

/** A query holds the write-ahead log for as long as it runs. */
const DEADLINE_MS = 60_000;

export const query: Command = {
  summary: 'answer SQL over the documented views, read-only',
  usage: `Usage: soakd query "<SQL>" [--csv | --json] [--db FILE]
       soakd query --views [--json]

Runs one SELECT on the database, also while soaks are running. It can change nothing, opens no other file, and is
ended after 60 seconds. --views lists the views and their columns; data/README.md tells more.

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
    return runQuery({ file: databaseFile(values.db), sql, format });
  },
};

async function runQuery(asked: Query): Promise<ExitCode> {
  const child = spawn(
    process.execPath,
    [siblingModule('../store/query-process', import.meta.url).pathname, JSON.stringify(asked)],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  );
  let failure: QueryFailure | null = null;
  child.on('message', (message: QueryFailure) => {
    failure = message;
  });
  const overdue = setTimeout(() => {
    failure = {
      message: `the query was ended after ${DEADLINE_MS / 1000} s`,
      hint: `Narrow it, for example by run_id and minute. While it runs the database's log cannot be emptied.`,
    };
    child.kill('SIGKILL');
  }, DEADLINE_MS);
  const interrupted = endWithUs(child);
  const [code, signal] = await once(child, 'exit');
  clearTimeout(overdue);
  interrupted.forget();
  if (interrupted.exitCode !== null) return interrupted.exitCode;
  if (failure !== null) {
    const { message, hint }: QueryFailure = failure;
    throw new SoakdError(message, hint === null ? {} : { hint });
  }
  if (code === 0) return EXIT.pass;
  throw new SoakdError(`the query's process ended with ${signal ?? `code ${code}`}`, {
    exitCode: EXIT.internal,
  });
}

/** A query must not outlive the command. */
function endWithUs(child: ChildProcess): { exitCode: ExitCode | null; forget(): void } {
  const onInterrupt = () => stop(EXIT.interrupted);
  const onTerminate = () => stop(EXIT.terminated);
  const watch = {
    exitCode: null as ExitCode | null,
    forget() {
      process.off('SIGINT', onInterrupt);
      process.off('SIGTERM', onTerminate);
    },
  };
  function stop(exitCode: ExitCode): void {
    watch.exitCode = exitCode;
    child.kill('SIGKILL');
  }
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onTerminate);
  return watch;
}

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
