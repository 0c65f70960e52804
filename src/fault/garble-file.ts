/** A file of which some bytes become others in place, at places told by a seed. Its size and its times stay. */
import { open } from 'node:fs/promises';
import { SoakdError } from '../error.ts';
import { type Proof, proof } from './act.ts';
import { restoreFileState, unlessReplaced } from './file-state.ts';
import { type ByteRange, type FileWound, healFile, keepBytes, woundable } from './wounded-file.ts';

export interface GarbleFile {
  readonly path: string;
  /** How many of its bytes; all, where it has no more. */
  readonly bytes: number;
  /** Where soakd keeps what they were; not there yet. */
  readonly kept: string;
}

/** Uniform in [0, 1). */
export type Random = () => number;

/** As a torn write or a bad sector would: some bytes together, in many places. */
const BLOCK_BYTES = 64;
/** Ranges stand in the undo record, and what is garbled is compared in memory. */
export const MOST_GARBLED_BYTES = 2 ** 20;

/** @throws SoakdError when it cannot be garbled */
export async function planGarbling(asked: GarbleFile, random: Random): Promise<FileWound> {
  const { path, was } = await woundable(asked.path);
  if (was.sizeBytes === 0) throw new SoakdError(`${path} is empty: there is nothing to garble`);
  const bytes = Math.min(asked.bytes, was.sizeBytes);
  if (bytes > MOST_GARBLED_BYTES)
    throw new SoakdError(`${bytes} bytes are to be garbled, and ${MOST_GARBLED_BYTES} are the most`);
  return {
    kind: 'file-wound',
    path,
    was,
    ranges: chooseRanges(was.sizeBytes, bytes, random),
    kept: asked.kept,
  };
}

/**
 * Blocks of `bytes` in all, anywhere in the file, none touching what another does: the free bytes are dealt to the gaps
 * between the blocks by sorted draws, so that every arrangement can come about.
 */
export function chooseRanges(sizeBytes: number, bytes: number, random: Random): ByteRange[] {
  const blocks = Math.ceil(bytes / BLOCK_BYTES);
  const free = sizeBytes - bytes;
  const before = Array.from({ length: blocks }, () => Math.floor(random() * (free + 1))).sort(
    (a, b) => a - b,
  );
  let used = 0;
  return before.map((gap) => {
    const length = Math.min(BLOCK_BYTES, bytes - used);
    const range = { offset: gap + used, length };
    used += length;
    return range;
  });
}

export async function garbleFile(wound: FileWound, random: Random): Promise<Proof> {
  const { path, was, ranges } = wound;
  await keepBytes(wound);
  const file = await unlessReplaced(() => open(path, 'r+'), was);
  if (file === null) throw new SoakdError(`${path} was replaced while it was looked at`);
  let changed = 0;
  try {
    for (const { offset, length } of ranges) {
      const before = Buffer.alloc(length);
      await file.read(before, 0, length, offset);
      // Never by 0: each byte becomes another.
      const garbled = before.map((byte) => byte ^ (1 + Math.floor(random() * 255)));
      await file.write(garbled, 0, length, offset);
      const after = Buffer.alloc(length);
      await file.read(after, 0, length, offset);
      changed += after.filter((byte, at) => byte !== before[at]).length;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  await restoreFileState(path, was);
  if (changed === 0) {
    await healFile(wound);
    throw new SoakdError(`${path} took none of the bytes`);
  }
  const text = `${changed} of ${was.sizeBytes} bytes of ${path} are others, in ${ranges.length} places`;
  return proof(true, text, { bytesGarbled: changed });
}
