/** Opens a database for its writer; in the place of one that turns out to be damaged, a fresh one. */
import { statSync } from 'node:fs';
import { openForWriting } from './database.ts';
import { firstFault, hasLog, isInUse } from './examine.ts';
import { identify } from './identify.ts';
import { checkPlace } from './place.ts';
import { replaceDamaged } from './replace-damaged.ts';
import { setStrangeLogAside } from './set-aside.ts';
import { type Connection, isDamage } from './sqlite.ts';
import type { StoreTrouble } from './trouble.ts';
import type { Examine } from './writer-message.ts';

/** @throws SoakdError for a file that is not soakd's, is newer, or cannot be opened */
export async function openSound(
  file: string,
  examine: Examine,
  tell: (trouble: StoreTrouble) => void,
): Promise<Connection> {
  checkPlace(file);
  const isEmptied =
    identify(file) === 'new' && hasLog(file) && statSync(file, { throwIfNoEntry: false })?.size === 0;
  const strangeLog = isEmptied ? null : setStrangeLogAside(file);
  const wasCutOff = hasLog(file) || strangeLog !== null;
  let opened: Connection | null = null;
  let fault: string | null = null;
  try {
    // SQLite would take the log of an empty file for one that was forgotten, and delete it.
    if (isEmptied) fault = 'it is empty, and its log is not';
    else {
      opened = await openForWriting(file);
      if (examine === 'always' || (wasCutOff && !isInUse(opened))) fault = firstFault(opened);
    }
  } catch (error) {
    if (!isDamage(error)) throw error;
    fault = error instanceof Error ? error.message : String(error);
  }
  if (opened !== null && fault === null) {
    if (strangeLog !== null)
      tell({ kind: 'damaged', message: 'its write-ahead log was overwritten', aside: strangeLog });
    return opened;
  }
  const { connection, aside } = await replaceDamaged(file, opened);
  opened?.close();
  tell({ kind: 'damaged', message: fault ?? 'it cannot be read', aside });
  return connection;
}
