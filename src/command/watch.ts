import { parseArgs } from 'node:util';
import { EXIT, type ExitCode, SoakdError } from '../error.ts';
import { type DashboardEnd, openDashboard } from '../screen/front.ts';
import type { Command } from './command.ts';
import { dashboardStyle, hasDashboard } from './terminal.ts';
import { textStyle } from './text-style.ts';
import { watchedDatabase } from './watched-database.ts';
import { whileWanted } from './while-wanted.ts';

export const watch: Command = {
  summary: 'a live dashboard of a run in the terminal; of an ended one, its replay',
  usage: `Usage: soakd watch [run] [--db FILE]

A dashboard of a run: the verdict so far and why, memory and descriptors with their trends, latency,
rate and errors, each criterion with its interval and the time to its limit, and what happened. The
run is named by its id, a unique prefix, its plan's name, or latest (default). A run that goes on is
shown as it goes on, and can be noted, paused and stopped; one that has ended is there to be walked
through. ? shows the keys, q leaves; the soak does not notice.

It needs a terminal of 60 x 18 or more, in tmux and over ssh too, with or without colours (NO_COLOR)
and Unicode (LANG). Where the output is no terminal, or TERM is dumb, it prints plain lines instead,
until the run ends.

  --db FILE   database (default: soakd info tells; where there is none, that of the service of this
              machine)

Exit code: 0 whatever the verdict, 130/143 ended by SIGINT/SIGTERM, 2 there is no such run.

Examples:
  soakd watch
  soakd watch nightly-api
`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { db: { type: 'string' } },
    });
    const database = await watchedDatabase(values.db);
    const [reference = 'latest', ...more] = positionals;
    if (more.length > 0) throw new SoakdError('watch takes one run', { hint: '"soakd runs" lists them.' });
    if (!hasDashboard(process.stdout)) {
      // Loaded where it is used: what waits behind a dashboard is to be small.
      const { watchInLines } = await import('../screen/plain-watch.ts');
      const style = textStyle(process.stdout);
      const print = (text: string): void => void process.stdout.write(text);
      const ended = await whileWanted((signal) =>
        watchInLines({ database, run: reference, style, print, signal }),
      );
      return typeof ended === 'number' ? ended : EXIT.pass;
    }
    return watchOnScreen(openDashboard({ database, run: reference, ...dashboardStyle(process.stdout) }, 1));
  },
};

const SIGNALS = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated, SIGHUP: EXIT.terminated } as const;

async function watchOnScreen(dashboard: ReturnType<typeof openDashboard>): Promise<ExitCode> {
  let signalled: ExitCode | null = null;
  const onSignal = (signal: NodeJS.Signals): void => {
    signalled ??= SIGNALS[signal as keyof typeof SIGNALS];
    void dashboard.close();
  };
  for (const signal of Object.keys(SIGNALS)) process.on(signal, onSignal);
  const end = await dashboard.ended;
  for (const signal of Object.keys(SIGNALS)) process.off(signal, onSignal);
  return signalled ?? codeOf(end);
}

function codeOf({ code, stderr }: DashboardEnd): ExitCode {
  // It said itself what is wrong with what was asked for.
  if (code === EXIT.usage) {
    process.stderr.write(stderr);
    return code;
  }
  if (code === EXIT.pass || code === EXIT.interrupted || code === EXIT.terminated) return code;
  const why = code === null ? 'it was killed' : stderr.trim();
  throw new SoakdError(`the dashboard ended: ${why}`, {
    exitCode: EXIT.internal,
    hint: 'The soak does not depend on it; soakd status and soakd report show the run, too.',
  });
}
