/** A file that is cut short in place, and has its end again afterwards. */
import { truncate } from 'node:fs/promises';
import { SoakdError } from '../error.ts';
import { type Proof, proof } from './act.ts';
import { readFileState } from './file-state.ts';
import { type FileWound, healFile, keepBytes, woundable } from './wounded-file.ts';

export interface TruncateFile {
  readonly path: string;
  /** What is left of it. */
  readonly toBytes: number;
  /** Where soakd keeps what is cut off; not there yet. */
  readonly kept: string;
}

/** @throws SoakdError when there is nothing to cut off */
export async function planTruncation({ path: asked, toBytes, kept }: TruncateFile): Promise<FileWound> {
  const { path, was } = await woundable(asked);
  const length = was.sizeBytes - toBytes;
  if (length <= 0)
    throw new SoakdError(`${path} has ${was.sizeBytes} bytes: cutting it to ${toBytes} changes nothing`);
  return { kind: 'file-wound', path, was, ranges: [{ offset: toBytes, length }], kept };
}

export async function truncateFile(wound: FileWound): Promise<Proof> {
  await keepBytes(wound);
  await truncate(wound.path, wound.ranges[0]?.offset ?? 0);
  const sizeBytes = (await readFileState(wound.path))?.sizeBytes;
  if (sizeBytes === undefined || sizeBytes >= wound.was.sizeBytes) {
    await healFile(wound);
    throw new SoakdError(`${wound.path} kept its size`);
  }
  const bytesCut = wound.was.sizeBytes - sizeBytes;
  return proof(true, `${wound.path} has ${sizeBytes} of ${wound.was.sizeBytes} bytes`, { bytesCut });
}
