import { parseArgs } from 'node:util';
import { EXIT, type ExitCode, SoakdError } from '../error.ts';
import { renderBaselines } from '../report/baselines-table.ts';
import { type Baseline, setBaseline } from '../store/baseline.ts';
import { openForWriting } from '../store/database.ts';
import type { StoredRun } from '../store/read-run.ts';
import { openStoreReader } from '../store/reader.ts';
import type { Command } from './command.ts';
import { databaseFile } from './installation.ts';
import { textStyle } from './text-style.ts';

export const baseline: Command = {
  summary: 'the run of each plan that "soakd compare" compares with',
  usage: `Usage: soakd baseline set [run] [--db FILE] [--json]
       soakd baseline show [plan] [--db FILE] [--json]

"set" makes a run (default: the newest) the baseline of its plan, instead of the one before; it has
to have ended by itself. "show" lists the baselines, or that of one plan. A baseline is neither
thinned nor deleted by "soakd prune".

  run         an id, a unique prefix of it, a plan's name (its newest run) or latest (the default)
  --db FILE   database (default: soakd info tells)
  --json      as JSON

Examples:
  soakd baseline set nightly-api
  soakd baseline show
`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { db: { type: 'string' }, json: { type: 'boolean', default: false } },
    });
    const [action, word, ...more] = positionals;
    const options = { file: databaseFile(values.db), json: values.json };
    if (action === 'set' && more.length === 0) return set(word, options);
    if (action === 'show' && more.length === 0) return show(word, options);
    throw new SoakdError('baseline takes "set [run]" or "show [plan]"', {
      hint: 'For example: soakd baseline set latest',
    });
  },
};

const UNFIT = {
  running: 'goes on',
  aborted: 'was ended by an abort rule',
  interrupted: 'was interrupted',
  lost: 'lost its target',
  failed: 'failed to run',
};

/** What comparing with such a run means. */
const DOUBTS = {
  fail: 'what it did wrong is what later runs are held against',
  inconclusive: 'no run can be told to be the same as one of which so little is known',
  none: 'nobody judged it',
};

interface Options {
  readonly file: string;
  readonly json: boolean;
}

async function set(reference: string | undefined, { file, json }: Options): Promise<ExitCode> {
  const found = await findEnded(file, reference);
  const database = await openForWriting(file);
  let before: Baseline | null;
  try {
    before = setBaseline(database, { name: found.name, run: found.run, setWallMs: Date.now() });
  } finally {
    database.close();
  }
  if (json) await showJson(file, found.name);
  else {
    const replaced = before === null || before.run === found.run ? '' : ', instead of the one before';
    process.stderr.write(`run ${found.id} is the baseline of ${found.name} now${replaced}\n`);
    if (found.verdict !== 'pass')
      process.stderr.write(
        `  its verdict is ${found.verdict ?? 'not there'}: ${DOUBTS[found.verdict ?? 'none']}\n`,
      );
  }
  return EXIT.pass;
}

async function findEnded(file: string, reference: string | undefined): Promise<StoredRun> {
  using reader = await openStoreReader(file);
  const found = reader.findRun(reference);
  if (found.state === 'completed') return found;
  const why = UNFIT[found.state];
  throw new SoakdError(`run ${found.id} ${why}, and a baseline is a run that ended by itself`, {
    hint: `"soakd runs --name ${found.name}" lists the runs of its plan.`,
  });
}

async function show(name: string | undefined, { file, json }: Options): Promise<ExitCode> {
  if (json) return showJson(file, name);
  const listed = await readListed(file, name);
  process.stdout.write(renderBaselines(listed, textStyle(process.stdout)));
  return EXIT.pass;
}

async function showJson(file: string, name: string | undefined): Promise<ExitCode> {
  const listed = await readListed(file, name);
  const baselines = listed.map(({ run, setWallMs }) => ({
    name: run.name,
    run: run.id,
    startedAt: new Date(run.startedWallMs).toISOString(),
    verdict: run.verdict,
    setAt: new Date(setWallMs).toISOString(),
  }));
  process.stdout.write(`${JSON.stringify({ version: 1, baselines }, null, 2)}\n`);
  return EXIT.pass;
}

async function readListed(file: string, name: string | undefined) {
  using reader = await openStoreReader(file);
  const all = reader.baselines();
  const wanted = all.filter((one) => name === undefined || one.name === name);
  if (name !== undefined && wanted.length === 0) {
    throw new SoakdError(`${name} has no baseline`, {
      hint: '"soakd baseline set RUN" makes a run the baseline of its plan; "soakd runs" lists them.',
    });
  }
  return wanted.map(({ run, setWallMs }) => ({ run: reader.readRun(run), setWallMs }));
}
