import { parseArgs } from 'node:util';
import { assess } from '../analysis/assess.ts';
import { EXIT, SoakdError } from '../error.ts';
import { renderText } from '../report/text.ts';
import { openStoreReader } from '../store/reader.ts';
import type { Command } from './command.ts';
import { databaseFile } from './installation.ts';
import { writeAtomically } from './output-file.ts';
import { textStyle } from './text-style.ts';

const FORMATS = ['text', 'json'];
/** Of a file: as wide as a page that people print or diff. */
const FILE_STYLE = { width: 120, colour: false, unicode: true };

export const report: Command = {
  summary: 'the report of a run, as text or JSON',
  usage: `Usage: soakd report [run] [--format text|json] [-o FILE] [--db FILE]

The whole report of a run: the conclusion, the verdicts with their evidence, trends, load, targets and events.
A run is named by its id, a unique prefix of it, its plan's name (the newest) or "latest" (the default). Of a
run that has ended the verdicts stand as they were; of one that goes on they are worked out now.

  --format FORMAT   text (default) or json; the JSON document is that of "run --json"
  -o, --output FILE write there instead of to stdout; the file appears whole or not at all
  --db FILE         database (default: soakd info tells)

Exit code: 0 whatever the verdict.

Examples:
  soakd report
  soakd report nightly-api --format json -o report.json
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
    const format = values.format ?? (values.json === true ? 'json' : 'text');
    if (!FORMATS.includes(format)) {
      throw new SoakdError(`unknown format "${format}"`, { hint: `Formats are ${FORMATS.join(' and ')}.` });
    }
    using reader = await openStoreReader(databaseFile(values.db));
    const found = reader.findRun(reference);
    const assessment = assess(reader, found.run, { untilMs: null, live: found.state === 'running' });
    const style = values.output === undefined ? textStyle(process.stdout) : FILE_STYLE;
    const text =
      format === 'json' ? `${JSON.stringify(assessment, null, 2)}\n` : renderText(assessment, style);
    if (values.output === undefined) process.stdout.write(text);
    else writeAtomically(values.output, text);
    return EXIT.pass;
  },
};
