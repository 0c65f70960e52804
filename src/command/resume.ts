import { parseArgs } from 'node:util';
import { locateRun } from '../control/locate.ts';
import { EXIT } from '../error.ts';
import type { Command } from './command.ts';
import { CONTROL_OPTIONS_HELP, controlOptions, placeOf } from './control-options.ts';
import { oneRun } from './run-argument.ts';

export const resume: Command = {
  summary: 'go on with a soak that was paused',
  usage: `Usage: soakd resume [run] [--socket PATH | --db FILE] [--json]

Goes on with a soak that was paused: its load begins again and time is observed again. The run is named by its id, a
unique prefix, its plan's name, or latest (default).

${CONTROL_OPTIONS_HELP}

Exit code: 0 it goes on, 2 there is no such run or it is not paused.

Examples:
  soakd resume
  soakd resume nightly-api
`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: controlOptions,
    });
    const place = placeOf(values);
    const located = await locateRun(place, oneRun('resume', positionals));
    const { run } = await located.client.resume(located.run);
    if (values.json === true) process.stdout.write(`${JSON.stringify({ version: 1, run, paused: false })}\n`);
    else process.stdout.write(`run ${run} goes on\n`);
    return EXIT.pass;
  },
};
