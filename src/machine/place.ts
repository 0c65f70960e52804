/** Where the kernel and the services of a machine tell about themselves. */
import { readFileSync } from 'node:fs';

export interface MachinePlace {
  /** `/proc`, `/sys` and all others stand below it; '' for the machine's own. */
  readonly root: string;
}

export const THIS_MACHINE: MachinePlace = { root: '' };

/** null: it is not there, or may not be read. */
export function readText({ root }: MachinePlace, path: string): string | null {
  try {
    return readFileSync(`${root}${path}`, 'utf8');
  } catch {
    return null;
  }
}
