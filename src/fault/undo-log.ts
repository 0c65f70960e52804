/**
 * The undo records of one run: a file each, in a folder beside the database. A file and not a row, because it must be on
 * the disk before the fault begins, while rows are queued and may wait for a full disk; and because who reverts it
 * needs neither SQLite nor a sound database for that.
 */
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '../proc/failure.ts';
import type { Undo } from './undo.ts';

export interface UndoRecord {
  /** `2-0`: the fault and the occurrence. */
  readonly id: string;
  /** In words. */
  readonly what: string;
  /** When it was committed: just before it began. */
  readonly monotonicMs: number;
  readonly wallMs: number;
  /** Of CLOCK_MONOTONIC: it is to be over long before this. A soakd that stands still does not end it. */
  readonly overdueMs: number;
  readonly undo: readonly Undo[];
}

export class UndoLog {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** On the disk when it returns. @throws what the system says; then the fault must not begin */
  commit(record: UndoRecord): void {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    writeDurably(this.folder, `${record.id}.undo`, JSON.stringify(record));
  }

  /** Those that are to be over by now. */
  overdue(nowMonotonicMs: number): string[] {
    return this.open().filter((id) => {
      try {
        const record = JSON.parse(readFileSync(join(this.folder, `${id}.undo`), 'utf8')) as UndoRecord;
        return nowMonotonicMs > record.overdueMs;
      } catch {
        // Settled meanwhile, or damaged: that is found out when it is reverted.
        return false;
      }
    });
  }

  /** There is nothing left to revert, or somebody has reverted it. That it was done stays here until the run is over: its rows may yet be lost. */
  settle(id: string): void {
    try {
      renameSync(join(this.folder, `${id}.undo`), join(this.folder, `${id}.settled`));
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
  }

  settled(): string[] {
    return this.#named('.settled');
  }

  /** Of a run that is over. */
  forget(): void {
    for (const ending of ['.settled', '.reverted'])
      for (const id of this.#named(ending)) rmSync(join(this.folder, `${id}${ending}`), { force: true });
  }

  /** The ids of those that are not settled. */
  open(): string[] {
    return this.#named('.undo');
  }

  #named(ending: string): string[] {
    return listFiles(this.folder).flatMap((name) =>
      name.endsWith(ending) ? [name.slice(0, -ending.length)] : [],
    );
  }
}

/** [] when there is no such folder. */
export function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** The file appears whole, and both it and its name outlive a power cut. */
export function writeDurably(folder: string, name: string, text: string): void {
  const path = join(folder, name);
  const beside = `${path}.tmp`;
  const descriptor = openSync(beside, 'w', 0o600);
  try {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(beside, path);
  const directory = openSync(folder, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
