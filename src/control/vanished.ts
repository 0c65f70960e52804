/**
 * A run whose soakd died before its end, in the same words wherever it is met: it was interrupted, why, and what comes
 * of it.
 */
import type { RunningRun } from '../store/conductors.ts';
import type { RunProgress } from '../store/run-record.ts';

type OwnerKind = RunProgress['ownerKind'] | null;

export function vanishedText({ id, name, ownerKind, owner }: RunningRun): string {
  return `run ${id} (${name}) was interrupted: ${whoIsGone(ownerKind)} (process ${owner.pid})`;
}

export function whoIsGone(ownerKind: OwnerKind): string {
  return ownerKind === 'daemon' ? 'its daemon is gone' : 'its soakd is gone';
}

/** Where there is no room for more. */
export function isResumedText(ownerKind: OwnerKind): string {
  return ownerKind === 'daemon' ? 'resumed when it is back' : 'not resumed';
}

/** Whether it is resumed, and what to do. One sentence. */
export function vanishedHint({
  id,
  ownerKind,
}: {
  readonly id: string;
  readonly ownerKind: OwnerKind;
}): string {
  return ownerKind === 'daemon'
    ? 'The daemon resumes it, or ends it, when it is started again.'
    : `It is not resumed: "soakd report ${id}" judges what was stored, and the next "soakd run" ends what still runs of it.`;
}
