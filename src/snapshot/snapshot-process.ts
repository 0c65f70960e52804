/**
 * Looks once at a target and ends: reading the memory map of a large process takes long, and a read that hangs in the
 * kernel hangs here. The memory that it takes is given back whole.
 */
import { setPriority } from 'node:os';
import { runEvidence } from './evidence-command.ts';
import type { SnapshotAnswer, SnapshotRequest } from './snapshot-message.ts';
import { takePicture } from './take-picture.ts';

/** The target and the samples come first. */
const NICE = 10;

// Ctrl-C reaches every process of a terminal: this one ends when soakd has done with it, or is gone itself.
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});
const gone = new AbortController();
process.on('disconnect', () => gone.abort('soakd ended'));
try {
  setPriority(NICE);
} catch {
  // Not under systemd's system call filter.
}

function tell(answer: SnapshotAnswer): void {
  if (process.connected) process.send?.(answer, () => {});
}

process.once('message', async ({ procRoot, subject, evidence }: SnapshotRequest) => {
  try {
    const picture = takePicture(procRoot, subject);
    tell({ kind: 'picture', picture });
    if (picture !== null && evidence !== null)
      tell({ kind: 'command', command: await runEvidence(evidence, gone.signal) });
  } catch (error) {
    tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
  process.disconnect?.();
});
