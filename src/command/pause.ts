import { EXIT } from '../error.ts';
import { askedRun } from './asked-run.ts';
import type { Command } from './command.ts';
import { CONTROL_OPTIONS_HELP, sameFlags } from './control-options.ts';
import { commandName } from './installation.ts';

export const pause: Command = {
  summary: 'rest the load of a running soak until it is resumed',
  usage: `Usage: soakd pause [run] [--socket PATH | --db FILE] [--json]

The load of a running soak rests, and its targets go on. What passes until "soakd resume" counts
neither as observed time nor in any trend, and the report tells it. The run is named by its id, a
unique prefix, its plan's name, or latest (default).

${CONTROL_OPTIONS_HELP}

Exit code: 0 it is paused, 2 there is no such run or it cannot be paused.

Examples:
  soakd pause
  soakd pause nightly-api
`,
  async run(args) {
    const { client, run: named, place, json } = await askedRun('pause', args);
    const { run } = await client.pause(named);
    const next = `${commandName} resume ${run}${sameFlags(place)} goes on with it`;
    process.stdout.write(
      json ? `${JSON.stringify({ version: 1, run, paused: true })}\n` : `run ${run} is paused; ${next}\n`,
    );
    return EXIT.pass;
  },
};
