/** What a fault has in its hands no other may take: the second would put back what the first had made of it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SoakdError } from '../error.ts';
import { unlessGone } from '../proc/failure.ts';
import type { Undo } from './undo.ts';
import { listFiles, type UndoRecord } from './undo-log.ts';

/** @param folder of the undo records of this run
 *  @throws SoakdError when another that is not over has it */
export function refuseTwice(undo: readonly Undo[], folder: string): void {
  const wanted = undo.flatMap(thingOf);
  for (const name of listFiles(folder).filter((one) => one.endsWith('.undo'))) {
    const text = unlessGone(() => readFileSync(join(folder, name), 'utf8'));
    if (text === null) continue;
    const record = JSON.parse(text) as UndoRecord;
    const taken = record.undo.flatMap(thingOf).find((thing) => wanted.includes(thing));
    if (taken !== undefined)
      throw new SoakdError(`${taken} is in the hands of another fault: ${record.what}`);
  }
}

/** Nothing: several may have it at once. */
function thingOf(undo: Undo): string[] {
  switch (undo.kind) {
    case 'file-wound':
    case 'file-move':
    case 'file-lock':
      return [undo.path];
    case 'mount-fill':
      return [undo.filler];
    case 'memory-limit':
      return [undo.folder];
    case 'descriptor-limit':
      return [`process ${undo.members[0]?.process.pid}`];
    case 'frozen':
    case 'proxies':
      return [];
    default:
      return undo satisfies never;
  }
}
