import { parseArgs } from 'node:util';
import { EXIT, SoakdError } from '../error.ts';
import { formatBytes } from '../plan/quantity/quantity.ts';
import { backUp } from '../retention/backup.ts';
import type { Command } from './command.ts';
import { databaseFile } from './installation.ts';

/** A line that is written anew, on a terminal only. */
const PROGRESS_EVERY_MS = 200;

export const backup: Command = {
  summary: 'copy the database while soaks write to it',
  usage: `Usage: soakd backup FILE [--force] [--db FILE] [--json]

Copies the whole database as it is at this moment, also while soaks write to it; none of them waits.
The copy is checked page by page, and FILE appears whole, sound and on the disk, or not at all.
Every verb can read it (--db FILE).

  --force     replace FILE if it is there
  --db FILE   database (default: soakd info tells)
  --json      what was written, as JSON

Example:
  soakd backup /backup/soakd-$(date +%F).db
`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        force: { type: 'boolean', default: false },
        db: { type: 'string' },
        json: { type: 'boolean' },
      },
    });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0)
      throw new SoakdError('backup takes the name of one file', {
        hint: 'For example: soakd backup copy.db',
      });
    const database = databaseFile(values.db);
    const bytes = await backUp(database, { file, force: values.force, onProgress: progressLine() });
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
    const document = { version: 1, database, file, bytes };
    if (values.json === true) process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    else process.stderr.write(`${file}: ${formatBytes(bytes)}, checked\n`);
    return EXIT.pass;
  },
};

function progressLine(): (share: number) => void {
  let toldMs = Number.NEGATIVE_INFINITY;
  return (share) => {
    const nowMs = performance.now();
    if (!process.stderr.isTTY || nowMs - toldMs < PROGRESS_EVERY_MS) return;
    toldMs = nowMs;
    process.stderr.write(`\rcopying: ${Math.floor(100 * share)} %`);
  };
}
