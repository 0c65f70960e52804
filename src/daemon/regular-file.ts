/** Reads a file that others wrote: never waits for one that is a pipe, and never takes in one without bounds. */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/** The largest plan of config/ has 4 KiB. */
const MOST_BYTES = 2 ** 20;

/** The text, or why there is none, such as "there is no such file". */
export function readRegularFile(file: string): { readonly text: string } | { readonly trouble: string } {
  let descriptor: number;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    return { trouble: explainFailure(error) };
  }
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) return { trouble: 'it is not a regular file' };
    if (stat.size > MOST_BYTES) return { trouble: `it has ${stat.size} bytes, more than 1 MiB` };
    return { text: readFileSync(descriptor, 'utf8') };
  } catch (error) {
    return { trouble: explainFailure(error) };
  } finally {
    closeSync(descriptor);
  }
}

export function explainFailure(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  const words: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file or folder',
    ENOTDIR: 'it is not in a folder',
    EACCES: 'permission denied',
    ELOOP: 'its symbolic links go round in a circle',
    EISDIR: 'it is a folder',
    EMFILE: 'too many files are open',
  };
  return words[code] ?? code;
}
