import { EXIT } from '../error.ts';
import { askedRun } from './asked-run.ts';
import type { Command } from './command.ts';
import { CONTROL_OPTIONS_HELP, sameFlags, whoAsks } from './control-options.ts';
import { commandName } from './installation.ts';

export const stop: Command = {
  summary: 'end a running soak early, with its partial report',
  usage: `Usage: soakd stop [run] [--socket PATH | --db FILE] [--json]

Ends a running soak early and waits for its partial report: the load ends, targets that the plan
started are stopped, what was seen is judged, and the run's state is interrupted. The run is named
by its id, a unique prefix, its plan's name, or latest (default). A foreground "soakd run" prints
its report then and exits with code 143.

${CONTROL_OPTIONS_HELP}

Exit code: 0 it has ended, whatever its verdict; 2 there is no such run.

Examples:
  soakd stop
  soakd stop nightly-api && soakd report nightly-api
`,
  async run(args) {
    const { client, run: named, place, json } = await askedRun('stop', args);
    const { run, verdict } = await client.stop(named, `soakd stop (${whoAsks()})`);
    // Who was given a socket may have no access to the database.
    const next = place.socket === null ? `; ${commandName} report ${run}${sameFlags(place)} tells all` : '';
    process.stdout.write(
      json
        ? `${JSON.stringify({ version: 1, run, verdict })}\n`
        : `run ${run} has ended: ${verdict}${next}\n`,
    );
    return EXIT.pass;
  },
};
