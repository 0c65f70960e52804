import { EXIT } from '../error.ts';
import { askedRun } from './asked-run.ts';
import type { Command } from './command.ts';
import { CONTROL_OPTIONS_HELP } from './control-options.ts';

export const resume: Command = {
  summary: 'go on with a soak that was paused',
  usage: `Usage: soakd resume [run] [--socket PATH | --db FILE] [--json]

Goes on with a soak that was paused: its load begins again and time is observed again. The run is
named by its id, a unique prefix, its plan's name, or latest (default).

${CONTROL_OPTIONS_HELP}

Exit code: 0 it goes on, 2 there is no such run or it is not paused.

Examples:
  soakd resume
  soakd resume nightly-api
`,
  async run(args) {
    const { client, run: named, json } = await askedRun('resume', args);
    const { run } = await client.resume(named);
    process.stdout.write(
      json ? `${JSON.stringify({ version: 1, run, paused: false })}\n` : `run ${run} goes on\n`,
    );
    return EXIT.pass;
  },
};
