import { parseArgs } from 'node:util';
import { trendsOf } from '../analysis/list-trends.ts';
import { EXIT, SoakdError } from '../error.ts';
import { SELF_METRICS, TARGET_METRICS } from '../plan/metric.ts';
import type { Rule } from '../plan/rule.ts';
import { readRule } from '../plan/rule-parser.ts';
import { renderTrends } from '../report/text.ts';
import { openStoreReader } from '../store/reader.ts';
import type { Command } from './command.ts';
import { databaseFile } from './installation.ts';
import { momentOf } from './moment.ts';
import { textStyle } from './text-style.ts';

export const trends: Command = {
  summary: 'slope, interval, shape and onset of each metric of a run',
  usage: `Usage: soakd trends [run] [--metric M]... [--since T] [--until T] [--db FILE] [--json]

Slope and interval per hour and per 1,000 operations, shape, onset and steady state of each metric, target and
generation of a run: those that the plan's rules name and the usual ones, or the metrics asked for. Beside them what the
run could detect, how much longer it had to be for a rule that is undecided, and when a leak gets to its limit.

  --metric M   as rules name it: anon, fds@api, latency{read}.p99, path.state.bytes, scrape.heap_bytes, self.rss
  --since T    leave out what came before: 10m after the begin, or 2026-11-20T22:10:00Z
  --until T    leave out what came after
  --db FILE    database (default: soakd info tells)
  --json       as JSON

Exit code: 0 whatever the trends say.

Examples:
  soakd trends
  soakd trends nightly-api --metric anon --since 30m
`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        metric: { type: 'string', multiple: true, default: [] },
        since: { type: 'string' },
        until: { type: 'string' },
        db: { type: 'string' },
        json: { type: 'boolean' },
      },
    });
    const [reference, ...more] = positionals;
    if (more.length > 0) throw new SoakdError('trends takes one run', { hint: '"soakd runs" lists them.' });
    using reader = await openStoreReader(databaseFile(values.db));
    const found = reader.findRun(reference);
    const facts = reader.readRun(found.run);
    const names = { targets: facts.targets, operations: facts.operations.map(({ name }) => name) };
    const fitted = trendsOf(reader, found.run, {
      rules: values.metric.map((metric) => readMetric(metric, names)),
      sinceMs: values.since === undefined ? null : momentOf('--since', values.since, found.startedWallMs),
      untilMs: values.until === undefined ? null : momentOf('--until', values.until, found.startedWallMs),
    });
    if (values.json === true) {
      const { id, name, thinnedWallMs } = found;
      const run = { id, name, fromMinuteMeans: thinnedWallMs !== null };
      const document = { version: 1, run, trends: fitted };
      process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    } else process.stdout.write(renderTrends(found, fitted, textStyle(process.stdout)));
    return EXIT.pass;
  },
};

/** A metric is written as in a slope rule; a relative limit fits every one of them. */
function readMetric(
  text: string,
  names: { readonly targets: readonly string[]; readonly operations: readonly string[] },
): Rule {
  const usual = /^(latency|service)(\{[^}]*\})?$/.test(text) ? `${text}.p95` : text;
  const rule = readRule(`${usual}.slope < 1%/h`);
  const known =
    'metric' in rule &&
    (rule.target === null || names.targets.includes(rule.target)) &&
    (rule.operation === null || names.operations.includes(rule.operation));
  if (known) return rule;
  const of = 'metric' in rule ? 'this run has no such target or operation' : 'no such metric';
  throw new SoakdError(`--metric ${text}: ${of}`, {
    hint: `Metrics are ${[...Object.keys(TARGET_METRICS), 'latency.p95', 'service.p95', 'throughput', 'errors'].join(', ')}, path.NAME.bytes, scrape.SERIES and ${Object.keys(
      SELF_METRICS,
    )
      .map((name) => `self.${name}`)
      .join(', ')}.`,
  });
}
