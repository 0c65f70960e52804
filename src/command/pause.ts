import { parseArgs } from 'node:util';
import { locateRun } from '../control/locate.ts';
import { EXIT } from '../error.ts';
import type { Command } from './command.ts';
import { CONTROL_OPTIONS_HELP, controlOptions, placeOf, sameFlags } from './control-options.ts';
import { commandName } from './installation.ts';
import { oneRun } from './run-argument.ts';

export const pause: Command = {
  summary: 'rest the load of a running soak until it is resumed',
  usage: `Usage: soakd pause [run] [--socket PATH | --db FILE] [--json]

The load of a running soak rests, and its targets go on. What passes until "soakd resume" counts neither as observed
time nor in any trend, and the report tells it. The run is named by its id, a unique prefix, its plan's name, or latest
(default).

${CONTROL_OPTIONS_HELP}

Exit code: 0 it is paused, 2 there is no such run or it cannot be paused.

Examples:
  soakd pause
  soakd pause nightly-api
`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: controlOptions,
    });
    const place = placeOf(values);
    const located = await locateRun(place, oneRun('pause', positionals));
    const { run } = await located.client.pause(located.run);
    if (values.json === true) process.stdout.write(`${JSON.stringify({ version: 1, run, paused: true })}\n`);
    else
      process.stdout.write(
        `run ${run} is paused; ${commandName} resume ${run}${sameFlags(place)} goes on with it\n`,
      );
    return EXIT.pass;
  },
};
