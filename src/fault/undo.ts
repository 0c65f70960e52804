/**
 * What reverts a fault, as plain data: written to disk before the fault begins, so that anybody can revert it who finds
 * it there. Reverting is idempotent, and looks first: what is as it should be is left alone.
 */

import { continueProcesses, type FrozenProcesses } from './freeze.ts';
import { type HarmUndo, revertHarm } from './harm-undo.ts';
import { healProxies, type UnhealedProxies } from './proxy/proxy-act.ts';

/** A further kind is a member here and a case below. */
export type Undo = FrozenProcesses | UnhealedProxies | HarmUndo;

/** What was done, in words. @throws when it could not be reverted, and may be tried again */
export async function revert(undo: Undo): Promise<string> {
  switch (undo.kind) {
    case 'frozen':
      return continueProcesses(undo);
    case 'proxies':
      return healProxies(undo);
    default:
      return (await revertHarm(undo)).text;
  }
}
