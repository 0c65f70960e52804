import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { EXIT, SoakdError } from '../error.ts';
import { counted } from '../plan/quantity/count-text.ts';
import { formatBytes, formatDuration } from '../plan/quantity/quantity.ts';
import { freedBy } from '../report/care-text.ts';
import { planned } from '../retention/care.ts';
import { DEFAULT_POLICY } from '../retention/policy.ts';
import { spaceOf } from '../retention/space.ts';
import { openForReading } from '../store/database.ts';
import type { Command } from './command.ts';
import { databaseFile, isCheckout, packageFolder, readVersion } from './installation.ts';

export const info: Command = {
  summary: 'show versions and all paths in use',
  usage: `Usage: soakd info [--db FILE] [--json]

Shows the version, the Node.js in use, every path soakd reads or writes, and how large the database
is: the whole file, what of it is free, its write-ahead log, its runs, and what the daemon's
retention would free unless it is told otherwise.

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
      ...(size === null ? { databaseBytes: null } : await databaseFacts(database)),
      targetLogs: join(dirname(database), 'logs'),
      examples: join(packageFolder, 'config', 'examples'),
    };
    if (values.json === true) {
      process.stdout.write(`${JSON.stringify(facts, null, 2)}\n`);
      return EXIT.pass;
    }
    const width = Math.max(...Object.keys(facts).map((name) => name.length)) + 2;
    for (const [name, value] of Object.entries(facts))
      process.stdout.write(`${name.padEnd(width)}${shown(name, value)}\n`);
    return EXIT.pass;
  },
};

/** A database that cannot be read has a size and says why. */
async function databaseFacts(file: string) {
  try {
    const database = await openForReading(file);
    try {
      const { fileBytes, freeBytes, logBytes } = spaceOf(database, file);
      const steps = planned(database, DEFAULT_POLICY, { file });
      return {
        databaseBytes: fileBytes,
        freeBytes,
        logBytes,
        runs: database.prepare<[], number>('SELECT count(*) FROM runs').pluck().get() ?? 0,
        retentionFreesBytes: freedBy(steps),
      };
    } finally {
      database.close();
    }
  } catch (error) {
    if (!(error instanceof SoakdError)) throw error;
    return { databaseBytes: statSync(file).size, databaseTrouble: error.message };
  }
}

function shown(name: string, value: string | number | null): string {
  if (value === null) return 'not there yet';
  if (typeof value === 'string' || !name.endsWith('Bytes')) return String(value);
  const size = `${formatBytes(value)} (${counted(value, 'byte')})`;
  if (name !== 'retentionFreesBytes') return size;
  const { thinAfterMs, keepForMs } = DEFAULT_POLICY;
  return `about ${size}: thinned after ${formatDuration(thinAfterMs ?? 0)}, deleted after ${formatDuration(keepForMs ?? 0)}`;
}
