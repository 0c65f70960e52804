/** node-cron as an alarm clock: it wakes the scheduler at each slot. What is due then, the scheduler decides. */
import { type Logger, schedule } from 'node-cron';

/** What it says about late and overlapping tasks is the scheduler's to judge. */
const SILENT: Logger = { info() {}, warn() {}, error() {}, debug() {} };

/**
 * `wake` may be called late, several times for one slot, and not at all for one that its clock skips.
 * @returns what ends it, and leaves nothing behind
 */
export function wakeAtSlots(cron: string, timezone: string, wake: () => void): () => void {
  const task = schedule(cron, wake, { timezone, unref: true, suppressMissedWarning: true, logger: SILENT });
  task.on('execution:missed', wake);
  // stop() would keep the task in node-cron's registry.
  return () => {
    task.destroy();
  };
}
