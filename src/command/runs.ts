import { parseArgs } from 'node:util';
import { EXIT, SoakdError } from '../error.ts';
import { renderRuns } from '../report/runs-table.ts';
import type { StoredRun } from '../store/read-run.ts';
import { openStoreReader } from '../store/reader.ts';
import type { Command } from './command.ts';
import { asTyped, databaseFile } from './installation.ts';
import { wallMomentOf, withNegativeTimes } from './moment.ts';
import { textStyle } from './text-style.ts';

const DEFAULT_LIMIT = 20;

export const runs: Command = {
  summary: 'list the runs in the database, newest first',
  usage: `Usage: soakd runs [--name NAME] [--since T] [--limit N] [--db FILE] [--json]

Lists the runs in the database, newest first: id, plan, state, verdict, when it began and how long
it was observed.

  --name NAME   only runs of the plan of that name
  --since T     only runs that began since: 7d ago, or 2026-11-01, or 2026-11-20 22:10 (UTC)
  --limit N     the newest N (default ${DEFAULT_LIMIT})
  --db FILE     database (default: soakd info tells)
  --json        as JSON

Examples:
  soakd runs
  soakd runs --name nightly-api --since 30d --json
`,
  async run(args) {
    const { values } = parseArgs({
      args: withNegativeTimes(args),
      options: {
        name: { type: 'string' },
        since: { type: 'string' },
        limit: { type: 'string', default: String(DEFAULT_LIMIT) },
        db: { type: 'string' },
        json: { type: 'boolean' },
      },
    });
    if (!/^[1-9]\d{0,8}$/.test(values.limit)) {
      throw new SoakdError(`--limit takes a number of runs, found "${values.limit}"`);
    }
    using reader = await openStoreReader(databaseFile(values.db));
    const sinceMs = values.since === undefined ? 0 : wallMomentOf('--since', values.since, Date.now());
    const all = reader
      .listRuns(values.name === undefined ? {} : { name: values.name })
      .filter(({ startedWallMs }) => startedWallMs >= sinceMs);
    const listed = all.slice(0, Number(values.limit));
    if (values.json === true) process.stdout.write(`${JSON.stringify(listed.map(document), null, 2)}\n`);
    else process.stdout.write(renderRuns(listed, all.length, textStyle(process.stdout), typed));
    return EXIT.pass;
  },
};

/** Advice with the verbs as they are typed here. */
function typed(advice: string): string {
  return asTyped(advice, ['report', 'run']);
}

function document(run: StoredRun) {
  const { id, name, state, phase, verdict, startedWallMs, endedWallMs, observedMs } = run;
  return {
    id,
    name,
    state,
    phase,
    verdict,
    startedAt: new Date(startedWallMs).toISOString(),
    endedAt: endedWallMs === null ? null : new Date(endedWallMs).toISOString(),
    observedS: observedMs / 1000,
  };
}
