import { parseArgs } from 'node:util';
import { writtenConfig } from '../daemon/config-schema.ts';
import { EXIT, SoakdError } from '../error.ts';
import { printJson, toJsonSchema } from '../plan/json-schema.ts';
import type { Command } from './command.ts';

const schemas: Readonly<Record<string, () => unknown>> = {
  plan: () => toJsonSchema(),
  config: () => toJsonSchema('soakd configuration', writtenConfig),
};

export const schema: Command = {
  summary: "print the JSON Schema of plans, or of the daemon's configuration, for editors",
  usage: `Usage: soakd schema [plan|config]

Prints the JSON Schema (draft-07) of a plan (default) or of the daemon's configuration. Editors with
a YAML language server complete and check a plan that names it in its first line:

  # yaml-language-server: $schema=plan.schema.json

Example:
  soakd schema plan > plan.schema.json
`,
  async run(args) {
    const { positionals } = parseArgs({ args: [...args], allowPositionals: true, options: {} });
    const [what = 'plan', ...more] = positionals;
    const known = Object.hasOwn(schemas, what) ? schemas[what] : undefined;
    if (known === undefined || more.length > 0) {
      throw new SoakdError(`there is no schema of "${[what, ...more].join(' ')}"`, {
        hint: 'Try: soakd schema plan, or: soakd schema config',
      });
    }
    process.stdout.write(`${printJson(known())}\n`);
    return EXIT.pass;
  },
};
