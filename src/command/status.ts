import { parseArgs } from 'node:util';
import { howToStart } from '../control/locate.ts';
import { type Survey, survey } from '../control/survey.ts';
import { EXIT, SoakdError } from '../error.ts';
import { renderStatus } from '../report/status-text.ts';
import type { Command } from './command.ts';
import { CONTROL_OPTIONS_HELP, controlOptions, placeOf } from './control-options.ts';
import { asTyped } from './installation.ts';
import { textStyle } from './text-style.ts';

export const status: Command = {
  summary: 'show the daemon, the running soaks and the schedules',
  usage: `Usage: soakd status [--socket PATH | --db FILE] [--json]

Shows what runs now: the daemon, each running soak with its phase, observed time, load and what its
criteria say so far, and of each schedule the next and the last slot.

${CONTROL_OPTIONS_HELP}

Exit code: 0 whatever it shows; 2 a socket or a database that was named cannot be used.

Examples:
  soakd status
  soakd status --json
`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: controlOptions,
    });
    if (positionals.length > 0) {
      throw new SoakdError('status takes no words: it shows all that runs', {
        hint: '"soakd report <run>" tells of one run.',
      });
    }
    const found = await survey(placeOf(values));
    if (values.json === true) process.stdout.write(`${JSON.stringify(documentOf(found), null, 2)}\n`);
    else
      process.stdout.write(
        renderStatus(typed(found), {
          howToStart: asTyped(howToStart(), ['daemon', 'run']),
          style: textStyle(process.stdout),
          nowMs: Date.now(),
        }),
      );
    return EXIT.pass;
  },
};

/** Advice with the verbs as they are typed here. */
function typed({ soakds, troubles }: Survey): Survey {
  return { soakds, troubles: troubles.map((trouble) => asTyped(trouble, ['report', 'run'])) };
}

function documentOf({ soakds, troubles }: Survey) {
  return {
    version: 1,
    soakds: soakds.map(({ socket, overview }) => ({ socket, ...overview.soakd })),
    runs: soakds.flatMap(({ socket, overview }) => overview.runs.map((run) => ({ socket, ...run }))),
    schedules: soakds.flatMap(({ socket, overview }) =>
      overview.schedules.map((schedule) => ({ socket, ...schedule })),
    ),
    troubles,
  };
}
