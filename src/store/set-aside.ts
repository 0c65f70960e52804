/** A damaged file is never deleted: it is renamed, with its log, so that what can be read of it can be read later. */
import { closeSync, existsSync, openSync, readSync, renameSync, rmSync, statSync } from 'node:fs';

/** https://www.sqlite.org/fileformat.html#the_write_ahead_log */
const LOG_HEADER_BYTES = 32;
const LOG_MAGIC = 0x377f0682;

/** To `FILE.corrupt-20261121T163000Z`, the answer. */
export function setAside(file: string): string {
  const aside = freeName(file);
  renameSync(file, aside);
  // By the names SQLite looks for them. The -shm is made anew from the log.
  if (existsSync(`${file}-wal`)) renameSync(`${file}-wal`, `${aside}-wal`);
  rmSync(`${file}-shm`, { force: true });
  return aside;
}

/** As if it had not been set aside: no fresh one could be made in its place. */
export function putBack(file: string, aside: string): void {
  for (const companion of ['', '-wal', '-shm']) rmSync(`${file}${companion}`, { force: true });
  renameSync(aside, file);
  if (existsSync(`${aside}-wal`)) renameSync(`${aside}-wal`, `${file}-wal`);
  rmSync(`${aside}-shm`, { force: true });
}

/**
 * SQLite takes a log with a strange header for an empty one and overwrites it. What had not been moved into the database
 * yet is lost, which nobody would hear of; the log is renamed, the answer. null: it is as it should be.
 */
export function setStrangeLogAside(file: string): string | null {
  const log = `${file}-wal`;
  const size = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  if (size < LOG_HEADER_BYTES || !isStrange(log)) return null;
  const aside = `${freeName(file)}-wal`;
  renameSync(log, aside);
  return aside;
}

function isStrange(log: string): boolean {
  const descriptor = openSync(log, 'r');
  try {
    const magic = Buffer.alloc(4);
    readSync(descriptor, magic, 0, magic.length, 0);
    // The last bit is the byte order of the checksums.
    return (magic.readUInt32BE(0) | 1) !== (LOG_MAGIC | 1);
  } finally {
    closeSync(descriptor);
  }
}

/** `to`: what becomes of the file, such as "corrupt". */
export function freeName(file: string, to = 'corrupt'): string {
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const name = `${file}.${to}-${time}`;
  for (let copy = 1; ; copy++) {
    const candidate = copy === 1 ? name : `${name}-${copy}`;
    if (!existsSync(candidate) && !existsSync(`${candidate}-wal`)) return candidate;
  }
}
