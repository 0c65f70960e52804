import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { EXIT, SoakdError } from '../error.ts';
import { nearest } from '../nearest.ts';
import { REPORT_FORMATS, type ReportFormat } from '../plan/report/report-format.ts';
import { type Material, readMaterial } from '../report/material.ts';
import { FILE_STYLE, renderReport } from '../report/render.ts';
import { seriesFiles } from '../report/run-csv.ts';
import { openStoreReader } from '../store/reader.ts';
import type { Command } from './command.ts';
import { databaseFile } from './installation.ts';
import { makeFolder, writeAtomically, writeToStdout } from './output-file.ts';
import { textStyle } from './text-style.ts';

export const report: Command = {
  summary: 'the report of a run: text, JSON, HTML, JUnit, CSV, OpenMetrics or Markdown',
  usage: `Usage: soakd report [run] [--format FORMAT] [-o FILE] [--db FILE]

The whole report of a run: the conclusion, the verdicts with their evidence, trends, load, targets
and events. A run is named by its id, a unique prefix of it, its plan's name (the newest) or
"latest" (the default). Of a run that has ended the verdicts stand as they were; of one that goes on
they are worked out now.

  --format FORMAT   one of those below; default text
  -o, --output FILE write there instead of to stdout; the file appears whole or not at all
  --db FILE         database (default: soakd info tells)

Formats:
  text         for reading
  json         the document of "run --json"
  html         one file that needs no network: charts with their trends, evidence, events and the
               plan
  junit        for CI servers: a test case for each criterion; fail is a failure, inconclusive an error
  csv          all that was measured, as one table that "soakd analyze" reads: elapsed_s, generation
               (of a single target), ops (cumulative), then a column for each series, named with its
               unit; an empty cell was not read. With -o FOLDER a file for each series instead; a
               name that ends in .csv is the file for the one table
  openmetrics  the final figures for Prometheus' textfile collector or a Pushgateway; "soakd export --openmetrics"
               writes whole series
  markdown     for a comment on a pull request

Exit code: 0 whatever the verdict.

Examples:
  soakd report
  soakd report nightly-api --format html -o report.html
  soakd report nightly-api --format csv -o night/
`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        format: { type: 'string' },
        json: { type: 'boolean' },
        output: { type: 'string', short: 'o' },
        db: { type: 'string' },
      },
    });
    const [reference, ...more] = positionals;
    if (more.length > 0) throw new SoakdError('report takes one run', { hint: '"soakd runs" lists them.' });
    const format = readFormat(values.format ?? (values.json === true ? 'json' : 'text'));
    using reader = await openStoreReader(databaseFile(values.db));
    const material = readMaterial(reader, reference);
    const { output } = values;
    if (output === undefined) await writeToStdout(renderReport(format, material, textStyle(process.stdout)));
    else if (format === 'csv' && !output.endsWith('.csv')) writeSeries(output, material);
    else writeAtomically(output, renderReport(format, material, FILE_STYLE));
    return EXIT.pass;
  },
};

function readFormat(word: string): ReportFormat {
  const format = REPORT_FORMATS.find((one) => one === word);
  if (format !== undefined) return format;
  const close = nearest(word, REPORT_FORMATS);
  const meant = close === null ? '' : ` Did you mean "${close}"?`;
  throw new SoakdError(`unknown format "${word}"`, {
    hint: `Formats are ${REPORT_FORMATS.join(', ')}.${meant}`,
  });
}

function writeSeries(folder: string, material: Material): void {
  makeFolder(folder);
  for (const { name, lines } of seriesFiles(material)) writeAtomically(join(folder, name), lines);
}
