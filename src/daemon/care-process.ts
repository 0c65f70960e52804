/** Does once what the retention policy asks for, with a connection of its own, and tells how it went. */
import { setPriority } from 'node:os';
import { care } from '../retention/care.ts';
import { openForWriting } from '../store/database.ts';
import type { CareMessage, CareWork } from './care.ts';

// Ctrl-C reaches every process of a terminal: this one ends when soakd does.
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});
process.on('disconnect', () => process.exit());

/** For soaks and their targets, the rest of the machine. */
const PRIORITY = 10;

function tell(message: CareMessage): void {
  // One that is not heard any more is no error: the process ends by that.
  process.send?.(message, () => {});
}

process.once('message', async ({ database: file, logs, policy }: CareWork) => {
  try {
    setPriority(PRIORITY);
  } catch {
    // Not under systemd's system call filter.
  }
  try {
    const database = await openForWriting(file);
    const { signal } = new AbortController();
    const report = await care(database, policy, {
      file,
      logs,
      signal,
      onStep: ({ action, run, why }) => tell({ kind: 'step', action, run: run.id, name: run.name, why }),
    });
    database.close();
    const { isOverLimit, before, after } = report;
    tell({ kind: 'done', isOverLimit, freedBytes: before.fileBytes - after.fileBytes });
  } catch (error) {
    tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
  process.disconnect?.();
});
