import { parseArgs } from 'node:util';
import { EXIT, SoakdError } from '../error.ts';
import { formatBytes } from '../plan/quantity/quantity.ts';
import { seriesOpenMetrics } from '../report/series-openmetrics.ts';
import { exportRun } from '../retention/export-run.ts';
import { openStoreReader } from '../store/reader.ts';
import type { Command } from './command.ts';
import { databaseFile } from './installation.ts';
import { momentOf, withNegativeTimes } from './moment.ts';
import { writeAtomically, writeToStdout } from './output-file.ts';

export const exportVerb: Command = {
  summary: 'write one run to a database file of its own, or its series as OpenMetrics text',
  usage: `Usage: soakd export [run] -o FILE [--force] [--db FILE] [--json]
       soakd export [run] --openmetrics [--since T] [-o FILE] [--db FILE]

Writes one run, with its id and all its rows, to a database of its own, to send or to keep. Every
verb can read it: soakd report --db FILE. A run is named by its id, a unique prefix of it, its
plan's name (the newest) or "latest" (the default). Of a run that goes on it is what there is at
this moment. FILE appears whole and checked, or not at all.

With --openmetrics it writes all that was measured as text with timestamps, for import into a
long-term store such as VictoriaMetrics (or Prometheus: promtool tsdb create-blocks-from
openmetrics). Its series are named by plan, host, target and operation, so that those of all nights
are the same ones; soakd_run_info tells the runs apart.

  -o, --output FILE   the file to write; with --openmetrics default stdout
  --force             replace FILE if it is there
  --openmetrics       series as text instead of a database
  --since T           leave out what came before: 10m after the begin, -2h before the end, or
                      2026-11-20T22:10:00Z
  --db FILE           database (default: soakd info tells)
  --json              what was written, as JSON

Examples:
  soakd export nightly-api -o night.db
  soakd export nightly-api --openmetrics |
    curl --data-binary @- http://127.0.0.1:8428/api/v1/import/prometheus
`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: withNegativeTimes(args),
      allowPositionals: true,
      options: {
        output: { type: 'string', short: 'o' },
        force: { type: 'boolean', default: false },
        openmetrics: { type: 'boolean', default: false },
        since: { type: 'string' },
        db: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    const [reference = 'latest', ...more] = positionals;
    if (more.length > 0) throw new SoakdError('export takes one run', { hint: '"soakd runs" lists them.' });
    const { output, force, since, json, openmetrics } = values;
    const database = databaseFile(values.db);
    if (openmetrics) {
      if (force || json)
        throw new SoakdError(`--${force ? 'force' : 'json'} has no meaning with --openmetrics`, {
          hint: 'A file of text is replaced, and appears whole or not at all.',
        });
      await exportSeries(database, reference, { output: output ?? null, since: since ?? null });
      return EXIT.pass;
    }
    if (since !== undefined)
      throw new SoakdError('--since takes a part of the series, and a database has the whole run', {
        hint: 'Add --openmetrics.',
      });
    if (output === undefined)
      throw new SoakdError('export needs a file to write', { hint: 'Name it with -o.' });
    await exportDatabase(database, reference, { file: output, force, json });
    return EXIT.pass;
  },
};

async function exportDatabase(
  database: string,
  reference: string,
  { file, force, json }: { readonly file: string; readonly force: boolean; readonly json: boolean },
): Promise<void> {
  const { run, bytes } = await exportRun(database, { reference, file, force });
  const goesOn = run.state === 'running';
  if (json) {
    const { id, name, state } = run;
    const document = { version: 1, run: { id, name, state }, file, bytes };
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  } else process.stderr.write(`${file}: run ${run.id} (${run.name}), ${formatBytes(bytes)}, checked\n`);
  if (goesOn) process.stderr.write(`run ${run.id} goes on: the file holds it up to this moment\n`);
}

async function exportSeries(
  database: string,
  reference: string,
  { output, since }: { readonly output: string | null; readonly since: string | null },
): Promise<void> {
  using reader = await openStoreReader(database);
  const facts = reader.readRun(reader.findRun(reference).run);
  const { run, startedWallMs } = facts;
  const clock = { startedWallMs, endMs: reader.lastSeenMs(run) ?? 0, events: reader.events(run) };
  const fromMs = since === null ? null : momentOf('--since', since, clock);
  const text = seriesOpenMetrics(reader, facts, fromMs);
  if (output === null) await writeToStdout(text);
  else writeAtomically(output, text);
}
