/**
 * The only connection that writes. Takes one batch at a time, commits it as one transaction, and says so.
 * Whatever fails is tried again until it works: the thread never gives up and never ends by itself.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { collectEveryMinute } from '../collect-garbage.ts';
import { SoakdError } from '../error.ts';
import { Ballast } from './ballast.ts';
import { Committer, isForWantOfRoom, isTheWrittensFault, messageOf } from './committer.ts';
import { LiveDatabase } from './live-database.ts';
import type { StoreRecord } from './record.ts';
import { type Answer, answer, isTransaction, type StoreRequest } from './request.ts';
import { sqliteCode } from './sqlite.ts';
import type { FromThread, StoreTrouble, ThreadOptions, ToThread } from './writer-message.ts';

const RETRY_MS = 50;
/** A look at the file costs a few microseconds, a checkpoint writes: one a minute, at the usual pace of looks. */
const CHECKS_PER_CHECKPOINT = 12;
/** journal_size_limit is 16 MiB; beyond this, a reader must be holding the log. */
const LOG_ALARM_BYTES = 64 * 1024 * 1024;
/** Another soakd may be making or migrating the same file. */
const OPEN_ATTEMPTS = 10;

collectEveryMinute();

const port = parentPort;
if (port === null) throw new Error('writer-thread.ts runs as a worker thread');
const { file, examine, checkUpEveryMs } = workerData as ThreadOptions;
const say = (message: FromThread) => port.postMessage(message);
const tell = (trouble: StoreTrouble) => say({ kind: 'trouble', trouble });

const ballast = new Ballast(file);
const database = await open();
if (database !== null) serve(database);

async function open(): Promise<LiveDatabase | null> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await LiveDatabase.open(file, examine, tell);
    } catch (error) {
      const cause = error instanceof SoakdError ? error.cause : error;
      if (isForWantOfRoom(cause) && ballast.spend(true) !== null) continue;
      if (sqliteCode(cause)?.startsWith('SQLITE_BUSY') === true && attempt < OPEN_ATTEMPTS) {
        await delay(RETRY_MS * attempt);
        continue;
      }
      const hint = error instanceof SoakdError ? error.hint : null;
      say({ kind: 'refused', message: messageOf(error), hint });
      return null;
    }
  }
}

function serve(open: LiveDatabase): void {
  const committer = new Committer(open, ballast, tell);
  // One after the other: a batch that is being retried holds back what comes after it.
  let work: Promise<void> = Promise.resolve();
  let checks = 0;
  const checkUps = setInterval(() => {
    work = work.then(checkUp);
  }, checkUpEveryMs);
  port?.on('message', (message: ToThread) => {
    if (message.kind === 'urgent') committer.hurry();
    else work = work.then(() => handle(message));
  });
  say({ kind: 'opened' });
  ballast.fill();

  async function handle(message: Exclude<ToThread, { kind: 'urgent' }>): Promise<void> {
    switch (message.kind) {
      case 'batch':
        await committer.commit(() => writeAll(message.records));
        return say({ kind: 'committed' });
      case 'request':
        return reply(message);
      case 'close':
        return close();
      default:
        message satisfies never;
    }
  }

  /** One bad record must not hold back all others for ever. */
  function writeAll(records: readonly StoreRecord[]): void {
    for (const record of records) {
      try {
        open.insert(record);
      } catch (error) {
        if (!isTheWrittensFault(error)) throw error;
        tell({ kind: 'rejected', message: `${record.kind}: ${messageOf(error)}` });
      }
    }
  }

  async function reply({ number, request }: ToThread & { kind: 'request' }): Promise<void> {
    try {
      say({ kind: 'answer', number, answer: await answerTo(request) });
    } catch (error) {
      say({ kind: 'no-answer', number, message: messageOf(error) });
    }
  }

  async function answerTo(request: StoreRequest): Promise<Answer> {
    if (!isTransaction(request)) return open.examine();
    const answered = await committer.commit((connection) => answer(connection, request));
    open.remember(request);
    return answered;
  }

  async function checkUp(): Promise<void> {
    try {
      await open.follow();
      if (open.isOverwritten()) await open.replace('it was overwritten');
      if (++checks % CHECKS_PER_CHECKPOINT === 0) await checkpoint();
    } catch {
      // A full disk shows at the next commit, which is retried and told.
    }
    committer.lookForRoom();
  }

  /** A power cut loses at most what came after the last one, which is when NORMAL syncs the log. */
  async function checkpoint(): Promise<void> {
    const fault = open.moveLogIntoFile();
    if (fault !== null) await open.replace(fault);
    const bytes = open.logBytes;
    if (bytes > LOG_ALARM_BYTES) tell({ kind: 'log-growing', bytes });
  }

  async function close(): Promise<void> {
    clearInterval(checkUps);
    await open.follow().catch(() => undefined);
    open.close();
    ballast.remove();
    say({ kind: 'closed' });
    port?.close();
  }
}
