/** Where this soakd lives and where it keeps things. */
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SoakdError } from '../error.ts';

/** The folder of package.json: two above this file, in a checkout (src/) as in a packed release (dist/). */
export const packageFolder = fileURLToPath(new URL('../..', import.meta.url));

/** A checkout runs the .ts files as they are; a packed release holds .js. */
export const isCheckout = import.meta.url.endsWith('.ts');

/** The command as the user would type it again, for "try this next" lines. */
export const commandName = isCheckout ? checkoutCommand() : 'soakd';

/** As it is typed from the folder the user is in, which need not be the checkout. */
function checkoutCommand(): string {
  return quoted(fromHere('scripts/soakd'));
}

/** A file of the package, as it is named from the folder the user is in. */
function fromHere(name: string): string {
  const file = join(packageFolder, name);
  try {
    const near = relative(process.cwd(), file);
    return near.startsWith('..') ? file : near;
  } catch {
    // That folder has been removed.
    return file;
  }
}

/** Advice in which `soakd <verb>` and files are what can be typed here: a checkout has no soakd in the PATH. */
export function asTyped(advice: string, verbs: readonly string[]): string {
  const command = new RegExp(`(?<![\\w./-])soakd (?=(?:${verbs.join('|')}|--help)(?![\\w-]))`, 'g');
  return advice
    .replace(command, () => `${commandName} `)
    .replace('config/README.md', () => fromHere('config/README.md'));
}

export function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : null;
  return typeof version === 'string' ? version : 'unknown';
}

/**
 * The database in use: `--db`, else SOAKD_DB, else under systemd its StateDirectory, else data/soakd.db of a
 * checkout that can be written, else the XDG state folder.
 */
export function databaseFile(flag: string | undefined, environment: NodeJS.ProcessEnv = process.env): string {
  const named = flag ?? environment['SOAKD_DB'];
  if (named !== undefined && named !== '') return inExistingFolder(resolve(named));
  // systemd.exec(5): StateDirectory= sets this, several folders separated by colons.
  const service = environment['STATE_DIRECTORY']?.split(':')[0];
  if (service !== undefined && service !== '') return join(service, 'soakd.db');
  if (isCheckout && isWritable(join(packageFolder, 'data'))) return join(packageFolder, 'data', 'soakd.db');
  const state = environment['XDG_STATE_HOME'];
  const base = state?.startsWith('/') ? state : join(homedir(), '.local', 'state');
  return join(base, 'soakd', 'soakd.db');
}

/** ` --db FILE` for a command to type next, where the database is not the one it would use without. */
export function databaseFlag(database: string, environment: NodeJS.ProcessEnv = process.env): string {
  return database === databaseFile(undefined, environment) ? '' : ` --db ${quoted(database)}`;
}

/** A word as a shell takes it. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Output of the targets that one run starts. */
export function logFolder(database: string, runId: string): string {
  return join(dirname(database), 'logs', runId);
}

/** A typing error in a path is not made a folder. */
function inExistingFolder(file: string): string {
  const folder = dirname(file);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return file;
  throw new SoakdError(`there is no folder ${folder} for the database ${file}`, {
    hint: 'Make it first, or name another file with --db or SOAKD_DB.',
  });
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
