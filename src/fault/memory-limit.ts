/** Less memory for a target: `memory.max` of the control group that is its own. Beyond it the kernel takes back, then kills. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SoakdError } from '../error.ts';
import { parseCgroupNumber } from '../proc/cgroup.ts';
import { codeOf } from '../proc/failure.ts';
import { type Proof, proof } from './act.ts';

export interface MemoryLimit {
  readonly kind: 'memory-limit';
  /** The control group, of version 2. */
  readonly folder: string;
  readonly bytes: number;
  /** `max`, or bytes. */
  readonly maxWas: string;
}

/** @throws SoakdError when the group has no such limit, or no more than that anyway */
export async function planMemoryLimit(folder: string, bytes: number): Promise<MemoryLimit> {
  const maxWas = await read(folder);
  if (maxWas === null)
    throw new SoakdError('its control group has no memory controller: its memory cannot be limited');
  if ((parseCgroupNumber(Buffer.from(maxWas)) ?? 0) <= bytes)
    throw new SoakdError(`it may have ${maxWas} bytes of memory: ${bytes} is no lower limit`);
  return { kind: 'memory-limit', folder, bytes, maxWas };
}

export async function limitMemory({ folder, bytes }: MemoryLimit): Promise<Proof> {
  await writeFile(fileOf(folder), String(bytes));
  // The kernel keeps whole pages, rounded down.
  const max = Number(await read(folder));
  const text = `memory.max of its control group is ${max} bytes`;
  return proof(max <= bytes, text, { memoryLimitBytes: max });
}

/** May be called again after any end, and without a begin. */
export async function unlimitMemory({ folder, maxWas }: MemoryLimit): Promise<Proof> {
  try {
    await writeFile(fileOf(folder), maxWas);
  } catch (error) {
    // ENODEV: kernfs, of a group that is being removed.
    if (!['ENOENT', 'ENODEV'].includes(codeOf(error))) throw error;
    return proof(true, 'its control group is gone, and the limit with it');
  }
  const max = await read(folder);
  return proof(max === maxWas, `memory.max of its control group is ${max} again`);
}

async function read(folder: string): Promise<string | null> {
  try {
    return (await readFile(fileOf(folder), 'latin1')).trim();
  } catch (error) {
    if (['ENOENT', 'ENODEV'].includes(codeOf(error))) return null;
    throw error;
  }
}

function fileOf(folder: string): string {
  return join(folder, 'memory.max');
}
