/** What reverts the faults of files, limits and mounts, as plain data. */
import type { Proof } from './act.ts';
import { type DescriptorLimit, unlimitDescriptors } from './descriptor-limit.ts';
import { emptyMount, type MountFill } from './filled-mount.ts';
import { type FileLock, unlockFile } from './locked-file.ts';
import { type MemoryLimit, unlimitMemory } from './memory-limit.ts';
import { type FileMove, putFileBack } from './moved-file.ts';
import { type FileWound, healFile } from './wounded-file.ts';

export type HarmUndo = FileWound | FileMove | FileLock | MountFill | DescriptorLimit | MemoryLimit;

/** @throws when it could not be reverted, and may be tried again */
export function revertHarm(undo: HarmUndo): Promise<Proof> {
  switch (undo.kind) {
    case 'file-wound':
      return healFile(undo);
    case 'file-move':
      return putFileBack(undo);
    case 'file-lock':
      return unlockFile(undo);
    case 'mount-fill':
      return emptyMount(undo);
    case 'descriptor-limit':
      return unlimitDescriptors(undo);
    case 'memory-limit':
      return unlimitMemory(undo);
    default:
      return undo satisfies never;
  }
}
