/**
 * The only connection that writes. Takes one batch at a time, commits it as one transaction, and says so.
 * Whatever fails is tried again until it works: the thread never gives up and never ends by itself.
 */
import { statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { SoakdError } from '../error.ts';
import { openForWriting } from './database.ts';
import { prepareInserts } from './insert.ts';
import type { StoreRecord } from './record.ts';
import { answer } from './request.ts';
import { type Connection, sqliteCode } from './sqlite.ts';
import type { FromThread, StoreTrouble, ToThread } from './writer-message.ts';

const RETRY_MS = { first: 50, longest: 5000 };
const TELL_EVERY_MS = 30_000;
/** A power cut loses at most what came after the last checkpoint, which is when NORMAL syncs the log. */
const CHECKPOINT_EVERY_MS = 60_000;
/** journal_size_limit is 16 MiB; beyond this, a reader must be holding the log. */
const LOG_ALARM_BYTES = 64 * 1024 * 1024;
/** Another soakd may be making or migrating the same file. */
const OPEN_ATTEMPTS = 10;

const port = parentPort;
if (port === null) throw new Error('writer-thread.ts runs as a worker thread');
const file = String(workerData);
const say = (message: FromThread) => port.postMessage(message);
const tell = (trouble: StoreTrouble) => say({ kind: 'trouble', trouble });

const database = await open();
if (database !== null) serve(database);

async function open(): Promise<Connection | null> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await openForWriting(file);
    } catch (error) {
      const locked =
        error instanceof SoakdError && sqliteCode(error.cause)?.startsWith('SQLITE_BUSY') === true;
      if (locked && attempt < OPEN_ATTEMPTS) {
        await delay(RETRY_MS.first * attempt);
        continue;
      }
      const hint = error instanceof SoakdError ? error.hint : null;
      say({ kind: 'refused', message: messageOf(error), hint });
      return null;
    }
  }
}

function serve(open: Connection): void {
  const insert = prepareInserts(open);
  const checkpoints = setInterval(() => checkpoint(open), CHECKPOINT_EVERY_MS);
  // One after the other: a batch that is being retried holds back what comes after it.
  let work: Promise<void> = Promise.resolve();
  port?.on('message', (message: ToThread) => {
    work = work.then(() => handle(message));
  });
  say({ kind: 'opened' });

  async function handle(message: ToThread): Promise<void> {
    switch (message.kind) {
      case 'batch':
        await untilItWorks(open, () => writeAll(message.records, insert));
        return say({ kind: 'committed' });
      case 'request':
        return reply(message);
      case 'close':
        clearInterval(checkpoints);
        closeTidily(open);
        say({ kind: 'closed' });
        port?.close();
        return;
      default:
        message satisfies never;
    }
  }

  async function reply({ number, request }: ToThread & { kind: 'request' }): Promise<void> {
    try {
      const answered = await untilItWorks(open, () => answer(open, request));
      say({ kind: 'answer', number, answer: answered });
    } catch (error) {
      say({ kind: 'no-answer', number, message: messageOf(error) });
    }
  }
}

/** One bad record must not hold back all others for ever. */
function writeAll(records: readonly StoreRecord[], insert: (record: StoreRecord) => void): void {
  for (const record of records) {
    try {
      insert(record);
    } catch (error) {
      if (!isTheRecordsFault(error)) throw error;
      tell({ kind: 'rejected', message: `${record.kind}: ${messageOf(error)}` });
    }
  }
}

async function untilItWorks<T>(open: Connection, write: () => T): Promise<T> {
  const transaction = open.transaction(write);
  let failingSinceMs: number | null = null;
  let toldMs = Number.NEGATIVE_INFINITY;
  for (let waitMs = RETRY_MS.first; ; waitMs = Math.min(waitMs * 2, RETRY_MS.longest)) {
    try {
      const result = transaction.immediate();
      if (failingSinceMs !== null) tell({ kind: 'recovered', afterMs: performance.now() - failingSinceMs });
      return result;
    } catch (error) {
      if (isTheRecordsFault(error)) throw error;
      const now = performance.now();
      // Two runs that share a database meet now and then: no news.
      const busy = sqliteCode(error)?.startsWith('SQLITE_BUSY') === true && waitMs === RETRY_MS.first;
      if (!busy) failingSinceMs ??= now;
      if (failingSinceMs !== null && now - toldMs >= TELL_EVERY_MS) {
        tell({ kind: 'failing', message: messageOf(error), sinceMs: now - failingSinceMs });
        toldMs = now;
      }
      await delay(waitMs);
    }
  }
}

function isTheRecordsFault(error: unknown): boolean {
  const code = sqliteCode(error);
  if (code === null) return true;
  return /^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG|RANGE)/.test(code);
}

function checkpoint(open: Connection): void {
  try {
    open.pragma('wal_checkpoint(PASSIVE)');
  } catch {
    // A full disk shows at the next commit, which is retried and told.
  }
  const bytes = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes > LOG_ALARM_BYTES) tell({ kind: 'log-growing', bytes });
}

function closeTidily(open: Connection): void {
  try {
    // Another run that writes now need not be waited for: the last one to close empties the log.
    open.pragma('busy_timeout = 100');
    open.pragma('wal_checkpoint(TRUNCATE)');
  } catch {
    // The log stays and is read again at the next open.
  }
  open.close();
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = sqliteCode(error);
  return code === null ? error.message : `${error.message} (${code})`;
}
