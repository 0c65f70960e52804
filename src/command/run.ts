import { parseArgs } from 'node:util';
import { SoakdError } from '../error.ts';
import { type ParsedPlan, parsePlan, readPlan } from '../plan/parse.ts';
import { parseDuration } from '../plan/quantity/quantity.ts';
import { asName } from '../plan/target/default-name.ts';
import { readComm } from '../proc/process.ts';
import type { Command } from './command.ts';
import { runInForeground } from './foreground.ts';
import { databaseFile } from './installation.ts';

export const run: Command = {
  summary: 'run one soak in the foreground, by a plan or on a process that runs already',
  usage: `Usage: soakd run <plan> [--for D] [--set path=value]... [--live] [--db FILE] [--json]
       soakd run --pid N [--for D] [--live] [--db FILE] [--json]

Runs one soak in the foreground: progress on stderr, the verdict table (or --json) on stdout.

  --for D            run this long instead of the plan's duration; stages are not scaled
  --set path=value   replace one value of the plan, e.g. --set load.rate=20/s
  --pid N            watch a process that runs already, without load and without a plan (8h unless
                     --for says else)
  --live             the dashboard of soakd watch instead of the progress line; q closes it, Ctrl-C ends the soak
  --db FILE          database (default: soakd info tells)
  --json             the whole report as JSON on stdout

Exit code: 0 pass, 10 fail, 11 inconclusive, 12 target lost, 2 invalid input, 130/143 interrupted by
SIGINT, or by SIGTERM or soakd stop (the partial report is still written).

Examples:
  soakd run config/examples/redis-steady.yaml --for 5m
  soakd run --pid "$(pgrep -o nginx)" --for 30m
`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        for: { type: 'string' },
        set: { type: 'string', multiple: true, default: [] },
        pid: { type: 'string' },
        live: { type: 'boolean' },
        db: { type: 'string' },
        json: { type: 'boolean' },
      },
    });
    const durationMs = values.for === undefined ? null : parseDuration(values.for);
    const parsed = await readRequest(positionals, values.pid, values.set, durationMs);
    const database = databaseFile(values.db);
    const { exitCode } = await runInForeground({
      parsed,
      database,
      json: values.json === true,
      live: values.live === true,
    });
    return exitCode;
  },
};

async function readRequest(
  plans: readonly string[],
  pid: string | undefined,
  overrides: readonly string[],
  durationMs: number | null,
): Promise<ParsedPlan> {
  const [file, ...more] = plans;
  if (pid !== undefined && file === undefined) return observePlan(pid, durationMs, overrides);
  if (file === undefined || pid !== undefined || more.length > 0) {
    throw new SoakdError('run takes one plan, or --pid N', {
      hint: 'soakd init writes a plan; soakd run --help shows examples.',
    });
  }
  return readPlan(file, { overrides, durationMs });
}

function observePlan(pid: string, durationMs: number | null, overrides: readonly string[]): ParsedPlan {
  if (!/^[1-9]\d*$/.test(pid)) throw new SoakdError(`--pid takes a process id, found "${pid}"`);
  // Enough samples for the trends of a short look, a second apart at the most.
  const everyMs = Math.round(Math.min(1000, Math.max(100, (durationMs ?? Number.POSITIVE_INFINITY) / 240)));
  const name = asName(readComm('/proc', Number(pid)) ?? `pid-${pid}`);
  const text = `name: "${name}"\nduration: 8h\ntarget: { name: "${name}", pid: ${pid} }\nsample: { every: ${everyMs}ms }\n`;
  return parsePlan(text, { file: `--pid ${pid}`, overrides, durationMs });
}
