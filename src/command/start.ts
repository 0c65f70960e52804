import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { locateDaemon } from '../control/locate.ts';
import { EXIT, SoakdError } from '../error.ts';
import { parsePlan, readPlanText } from '../plan/parse.ts';
import { parseDuration } from '../plan/quantity/quantity.ts';
import type { Command } from './command.ts';
import { CONTROL_OPTIONS_HELP, controlOptions, placeOf, sameFlags } from './control-options.ts';
import { commandName } from './installation.ts';

export const start: Command = {
  summary: 'start a soak in the daemon, by a plan',
  usage: `Usage: soakd start <plan> [--for D] [--set path=value]... [--socket PATH | --db FILE] [--json]

Starts a soak in the daemon and comes back when it runs. The plan is read and checked here, so it
need not be where the daemon can read it; relative paths in it begin at its folder, and the daemon's
user needs access to what they name. Secrets, \${env:X} and \${file:X}, are those of the daemon.
Whoever may use the daemon's socket can start programs as its user by this.

  --for D            this long instead of the plan's duration; stages are not scaled
  --set path=value   replace one value of the plan, e.g. --set load.rate=20/s
${CONTROL_OPTIONS_HELP}

Exit code: 0 it runs; 2 the plan is not valid, the daemon refuses it, or there is no daemon.

Examples:
  soakd start plans/nightly-api.yaml
  soakd start plans/nightly-api.yaml --for 30m --set load.rate=20/s
`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...controlOptions,
        for: { type: 'string' },
        set: { type: 'string', multiple: true, default: [] },
      },
    });
    const [named, ...more] = positionals;
    if (named === undefined || more.length > 0) {
      throw new SoakdError('start takes one plan', {
        hint: 'soakd init writes one; soakd start --help shows examples.',
      });
    }
    const durationMs = values.for === undefined ? null : parseDuration(values.for);
    const text = readPlanText(named);
    // Its errors are shown with the name that the user gave it, before anyone is asked.
    parsePlan(text, { file: named, overrides: values.set, durationMs });
    const place = placeOf(values);
    const client = await locateDaemon(place);
    const started = await client.start({ file: resolve(named), text, overrides: values.set, durationMs });
    if (values.json === true) process.stdout.write(`${JSON.stringify({ version: 1, ...started })}\n`);
    else
      process.stdout.write(
        `run ${started.run} (${started.name}) has begun; ${commandName} status${sameFlags(place)} shows how it goes\n`,
      );
    return EXIT.pass;
  },
};
