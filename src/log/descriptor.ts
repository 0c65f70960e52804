/** A descriptor that may be written to without ever waiting for who reads it. */
import { constants, fstatSync, openSync, readFileSync } from 'node:fs';

/**
 * A pipe, socket or terminal that nobody reads would block the writer. What is opened anew has flags of its own, so that
 * those who share the old description are not surprised by EAGAIN; a socket (the journal's) cannot be opened anew: there
 * Node.js sets the flag, as it does for every pipe and socket that becomes process.stdout. A file never blocks so.
 */
export function withoutWaiting(descriptor: number): number {
  const stat = fstatSync(descriptor);
  // The offset in a file is shared with whoever opened it; a second one would write over its lines.
  if (stat.isFile() || isNonBlocking(descriptor)) return descriptor;
  try {
    const flags = constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY;
    return openSync(`/proc/self/fd/${descriptor}`, flags);
  } catch {
    // A socket (ENXIO), or a pipe of another user (EACCES).
    const stream = descriptor === 2 ? process.stderr : process.stdout;
    stream.on('error', () => {});
    return descriptor;
  }
}

/** proc(5): the flags of an open file, in octal. */
function isNonBlocking(descriptor: number): boolean {
  const [, flags = '0'] =
    /^flags:\s*(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'latin1')) ?? [];
  return (Number.parseInt(flags, 8) & constants.O_NONBLOCK) !== 0;
}
