/**
 * Reverts what a soakd that stands still does not end in time, and outlives soakd just long enough: when soakd is gone, however it went, its end of this pipe closes, and what is left
 * of its faults is reverted. Knows nothing of soakd but a folder.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { revertLeft, revertOverdue } from './revert-left.ts';
import { UndoLog } from './undo-log.ts';

/** A process that does not go on at once may do so later; the next soakd tries again in any case. */
const TRIES = 5;
const APART_MS = 1000;
/** For what is overdue: a few small files are read. */
const LOOK_MS = 1000;

// Whoever ends soakd's group or session ends soakd: there is work to do then.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGPIPE'] as const)
  process.on(signal, () => {});
process.stdin.on('end', () => void revert());
process.stdin.on('error', () => void revert());
process.stdin.resume();
process.stdout.on('error', () => {});
process.stdout.write('watching\n');
const log = new UndoLog(process.argv[2] ?? '');
let looking: Promise<void> = Promise.resolve();
const overdue = setInterval(() => {
  looking = looking.then(() => revertOverdue(log)).catch(() => {});
}, LOOK_MS);

async function revert(): Promise<void> {
  clearInterval(overdue);
  await looking;
  for (let tries = 0; tries < TRIES; tries += 1) {
    if (tries > 0) await delay(APART_MS);
    await revertLeft(log.folder);
    if (log.open().length === 0) break;
  }
  process.exit(0);
}
