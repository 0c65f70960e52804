import { parseArgs } from 'node:util';
import { EXIT, SoakdError } from '../error.ts';
import { printJson, toJsonSchema } from '../plan/json-schema.ts';
import type { Command } from './command.ts';

export const schema: Command = {
  summary: 'print the JSON Schema of plans, for editors',
  usage: `Usage: soakd schema [plan]

Prints the JSON Schema (draft-07) of a plan. Editors with a YAML language server complete and check a plan that
names it in its first line:

  # yaml-language-server: $schema=plan.schema.json

Example:
  soakd schema plan > plan.schema.json
`,
  async run(args) {
    const { positionals } = parseArgs({ args: [...args], allowPositionals: true, options: {} });
    const [what = 'plan', ...more] = positionals;
    if (what !== 'plan' || more.length > 0) {
      throw new SoakdError(`there is no schema of "${[what, ...more].join(' ')}"`, {
        hint: 'Try: soakd schema plan',
      });
    }
    process.stdout.write(`${printJson(toJsonSchema())}\n`);
    return EXIT.pass;
  },
};
