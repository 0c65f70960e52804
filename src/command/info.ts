import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { EXIT } from '../error.ts';
import type { Command } from './command.ts';
import { databaseFile, isCheckout, packageFolder, readVersion } from './installation.ts';

export const info: Command = {
  summary: 'show versions and all paths in use',
  usage: `Usage: soakd info [--db FILE] [--json]

Shows the version, the Node.js in use and every path soakd reads or writes.

Example:
  soakd info --json
`,
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: { db: { type: 'string' }, json: { type: 'boolean' } },
    });
    const database = databaseFile(values.db);
    const size = statSync(database, { throwIfNoEntry: false })?.size ?? null;
    const facts = {
      version: readVersion(),
      node: process.version,
      nodePath: process.execPath,
      installation: packageFolder,
      kind: isCheckout ? 'checkout' : 'release',
      database,
      databaseBytes: size,
      targetLogs: join(dirname(database), 'logs'),
      examples: join(packageFolder, 'config', 'examples'),
    };
    if (values.json === true) {
      process.stdout.write(`${JSON.stringify(facts, null, 2)}\n`);
      return EXIT.pass;
    }
    const shown = Object.entries({ ...facts, databaseBytes: size === null ? 'not there yet' : String(size) });
    for (const [name, value] of shown) process.stdout.write(`${name.padEnd(15)}${value}\n`);
    return EXIT.pass;
  },
};
