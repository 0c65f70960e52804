import { parseArgs } from 'node:util';
import { locateRun } from '../control/locate.ts';
import { EXIT, SoakdError } from '../error.ts';
import type { Command } from './command.ts';
import { CONTROL_OPTIONS_HELP, controlOptions, placeOf } from './control-options.ts';

export const note: Command = {
  summary: "put a text on a running soak's clock",
  usage: `Usage: soakd note [run] <text> [--socket PATH | --db FILE] [--json]

Puts a text among the events of a running soak, at this moment of its clock: what you did to the
system under test, or saw of it. Reports show it beside the trends. The run is named by its id, a
unique prefix, its plan's name, or latest (default).

${CONTROL_OPTIONS_HELP}

Exit code: 0 it is noted, 2 there is no such run.

Examples:
  soakd note "the nightly backup began"
  soakd note nightly-api "deployed 4.2 to the upstream"
`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: controlOptions,
    });
    const { reference, text } = readWords(positionals);
    const place = placeOf(values);
    const located = await locateRun(place, reference);
    const { run } = await located.client.note(located.run, text);
    if (values.json === true) process.stdout.write(`${JSON.stringify({ version: 1, run, text })}\n`);
    else process.stdout.write(`noted in run ${run}\n`);
    return EXIT.pass;
  },
};

function readWords(words: readonly string[]): { readonly reference: string; readonly text: string } {
  const [first, second, ...more] = words;
  if (first !== undefined && second === undefined) return { reference: 'latest', text: first };
  if (first !== undefined && second !== undefined && more.length === 0)
    return { reference: first, text: second };
  throw new SoakdError('note takes a text, or a run and a text', {
    hint: 'Put the text in quotes: soakd note "the backup began".',
  });
}
