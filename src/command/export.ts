import { parseArgs } from 'node:util';
import { EXIT, SoakdError } from '../error.ts';
import { formatBytes } from '../plan/quantity.ts';
import { exportRun } from '../retention/export-run.ts';
import type { Command } from './command.ts';
import { databaseFile } from './installation.ts';

export const exportVerb: Command = {
  summary: 'write one run to a database file of its own',
  usage: `Usage: soakd export [run] -o FILE [--force] [--db FILE] [--json]

Writes one run, with its id and all its rows, to a database of its own, to send or to keep. Every verb can read it:
soakd report --db FILE. A run is named by its id, a unique prefix of it, its plan's name (the newest) or "latest" (the
default). Of a run that goes on it is what there is at this moment. FILE appears whole and checked, or not at all.

  -o, --output FILE   the file to write
  --force             replace FILE if it is there
  --db FILE           database (default: soakd info tells)
  --json              what was written, as JSON

Example:
  soakd export nightly-api -o night.db
`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        output: { type: 'string', short: 'o' },
        force: { type: 'boolean', default: false },
        db: { type: 'string' },
        json: { type: 'boolean' },
      },
    });
    const [reference = 'latest', ...more] = positionals;
    if (more.length > 0) throw new SoakdError('export takes one run', { hint: '"soakd runs" lists them.' });
    const { output: file, force } = values;
    if (file === undefined)
      throw new SoakdError('export needs a file to write', { hint: 'Name it with -o.' });
    const { run, bytes } = await exportRun(databaseFile(values.db), { reference, file, force });
    const goesOn = run.state === 'running';
    if (values.json === true) {
      const { id, name, state } = run;
      const document = { version: 1, run: { id, name, state }, file, bytes };
      process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    } else process.stderr.write(`${file}: run ${run.id} (${run.name}), ${formatBytes(bytes)}, checked\n`);
    if (goesOn) process.stderr.write(`run ${run.id} goes on: the file holds it up to this moment\n`);
    return EXIT.pass;
  },
};
