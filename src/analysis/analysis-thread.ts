/** The analyst's thread: one run, one read-only connection, one assessment at a time. */
import { parentPort, workerData } from 'node:worker_threads';
import { openStoreReader } from '../store/reader.ts';
import type { AnalystAnswer, AssessRequest } from './analyst.ts';
import { assess } from './assess.ts';
import { garbageCollector } from './collect-garbage.ts';
import { Looks } from './looks.ts';

const { databaseFile, run } = workerData as { readonly databaseFile: string; readonly run: number };

function answer(message: AnalystAnswer): void {
  parentPort?.postMessage(message);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const collectGarbage = garbageCollector();

try {
  const reader = await openStoreReader(databaseFile);
  const looks = new Looks(reader, run);
  parentPort?.on('message', ({ live }: AssessRequest) => {
    try {
      answer({ kind: 'assessed', assessment: assess(reader, run, { untilMs: null, live }, looks) });
    } catch (error) {
      answer({ kind: 'failed', message: messageOf(error) });
    }
    collectGarbage();
  });
  answer({ kind: 'ready' });
} catch (error) {
  answer({ kind: 'failed', message: messageOf(error) });
}
