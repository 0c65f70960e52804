import { parseArgs } from 'node:util';
import { type TrendRequest, trendsOf } from '../analysis/list-trends.ts';
import { EXIT, SoakdError } from '../error.ts';
import type { Plan } from '../plan/plan.ts';
import { formatDuration } from '../plan/quantity/quantity.ts';
import { renderTrends } from '../report/text.ts';
import type { StoredRun } from '../store/read-run.ts';
import { openStoreReader, type StoreReader } from '../store/reader.ts';
import { FEWEST_FIGURES } from '../trend/change-point.ts';
import type { Command } from './command.ts';
import { databaseFile } from './installation.ts';
import { readMetric } from './metric-argument.ts';
import { momentOf, offsetFromBegin, withNegativeTimes } from './moment.ts';
import { textStyle } from './text-style.ts';
import { tellOverRuns } from './trends-over-runs.ts';

export const trends: Command = {
  summary: 'slope, interval, shape and onset of each metric of a run',
  usage: `Usage: soakd trends [run] [--metric M]... [--since T] [--until T] [--last N] [--db FILE] [--json]

Slope and interval per hour and per 1,000 operations, shape, onset and steady state of each metric,
target and generation of a run: those that the plan's rules name and the usual ones, or the metrics
asked for. Beside them what the run could detect, how much longer it had to be for a rule that is
undecided, and when a leak gets to its limit.

With --last: how a slope changed over the newest runs of a plan, run by run, and whether it rose or fell by more than
chance. Between runs whose slopes do not depend on each other; fewer than ${FEWEST_FIGURES} of them cannot tell.

  --metric M   as rules name it: anon, fds@api, latency{read}.p99, path.state.bytes,
               scrape.heap_bytes, self.rss
  --since T    leave out what came before: 10m after the begin, -2h before the end, or 2026-11-20 22:10 (UTC)
  --until T    leave out what came after
  --last N     the newest N ended runs of the plan (of the run named, or the newest); --since and
               --until as offsets
  --db FILE    database (default: soakd info tells)
  --json       as JSON

Exit code: 0 whatever the trends say.

Examples:
  soakd trends
  soakd trends nightly-api --metric anon --since 30m
  soakd trends nightly-api --metric 'latency{read}.p99' --since '2026-11-20 22:10' --until '2026-11-21 02:00'
  soakd trends --last 30 nightly-api --metric anon
`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: withNegativeTimes(args),
      allowPositionals: true,
      options: {
        metric: { type: 'string', multiple: true, default: [] },
        since: { type: 'string' },
        until: { type: 'string' },
        last: { type: 'string' },
        db: { type: 'string' },
        json: { type: 'boolean' },
      },
    });
    const [reference, ...more] = positionals;
    if (more.length > 0) throw new SoakdError('trends takes one run', { hint: '"soakd runs" lists them.' });
    using reader = await openStoreReader(databaseFile(values.db));
    const found = reader.findRun(reference);
    const facts = reader.readRun(found.run);
    const plan = JSON.parse(facts.planJson) as Plan;
    const operations = facts.operations.map(({ name }) => name);
    const names = { targets: facts.targets, operations, sample: plan.sample };
    const rules = values.metric.map((metric) => readMetric(metric, names));
    if (values.last !== undefined) {
      const { since, until, last, json = false } = values;
      tellOverRuns(reader, plan, last, json, {
        rules,
        sinceMs: since === undefined ? null : offsetFromBegin('--since', since),
        untilMs: until === undefined ? null : offsetFromBegin('--until', until),
      });
      return EXIT.pass;
    }
    const fitted = trendsOf(reader, found.run, { rules, ...partOf(reader, found, values) });
    if (values.json === true) {
      const { id, name } = found;
      const run = { id, name, fromMinuteMeans: fitted.fromMinutes };
      const document = { version: 1, run, trends: fitted.trends };
      process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    } else process.stdout.write(renderTrends(found, fitted, textStyle(process.stdout), plan));
    return EXIT.pass;
  },
};

/** What is asked for must be a part of what there is: of nothing there are no trends. */
function partOf(
  reader: StoreReader,
  { run, startedWallMs }: StoredRun,
  { since, until }: { readonly since?: string | undefined; readonly until?: string | undefined },
): Pick<TrendRequest, 'sinceMs' | 'untilMs'> {
  const clock = { startedWallMs, endMs: reader.lastSeenMs(run) ?? 0, events: reader.events(run) };
  const sinceMs = since === undefined ? null : momentOf('--since', since, clock);
  const untilMs = until === undefined ? null : momentOf('--until', until, clock);
  const wall = (ms: number): string =>
    new Date(startedWallMs + ms).toISOString().slice(0, 16).replace('T', ' ');
  const from = Math.max(0, sinceMs ?? 0);
  const to = Math.min(clock.endMs, untilMs ?? clock.endMs);
  if (to > from || clock.endMs === 0) return { sinceMs, untilMs };
  throw new SoakdError('there is nothing of the run between --since and --until', {
    hint: `It lasted ${formatDuration(Math.round(clock.endMs / 1000) * 1000)}, from ${wall(0)} to ${wall(clock.endMs)} UTC.`,
  });
}
