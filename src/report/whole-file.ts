import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

/** The file appears whole or not at all: written beside its place, then renamed. Throws what the system says. */
export function writeFileWhole(path: string, parts: Iterable<string>): void {
  const beside = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  let descriptor: number | null = null;
  try {
    descriptor = openSync(beside, 'wx');
    for (const part of parts) writeAll(descriptor, part);
    // A rename that outlives a power cut must not name a file that did not.
    fsyncSync(descriptor);
    closeSync(descriptor);
    descriptor = null;
    renameSync(beside, path);
  } finally {
    if (descriptor !== null) closeSync(descriptor);
    rmSync(beside, { force: true });
  }
}

/** A disk that fills up takes a part, and refuses the next. */
function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}
