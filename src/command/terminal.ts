/** Whether a dashboard can be shown: keys come from a terminal, and what is drawn goes to one that has a cursor. */
import type { WriteStream } from 'node:tty';

export function hasDashboard(output: WriteStream, environment: NodeJS.ProcessEnv = process.env): boolean {
  const term = environment['TERM'] ?? '';
  return output.isTTY === true && process.stdin.isTTY === true && term !== '' && term !== 'dumb';
}
