/** Proxies that have outlived their soakd pass on what goes through them; the next soakd ends them, to have their ports. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { lives, type NamedProcess, signalNamed } from '../named-process.ts';
import { writeDurably } from '../undo-log.ts';
import { until } from '../until.ts';

const NAME = 'proxies.process';
/** SIGKILL is done by the kernel. */
const ENDS_WITHIN_MS = 5000;

export function rememberProxies(folder: string, process: NamedProcess): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeDurably(folder, NAME, JSON.stringify(process));
}

export async function endEarlierProxies(folder: string): Promise<void> {
  const path = join(folder, NAME);
  const process = readProcess(path);
  if (process === null) return;
  signalNamed(process, 'SIGKILL');
  await until(() => !lives(process), ENDS_WITHIN_MS);
  rmSync(path, { force: true });
}

/** null: there were none, or nobody can say which. */
function readProcess(path: string): NamedProcess | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as NamedProcess;
  } catch {
    return null;
  }
}
