/** The analyst's process: one run, one read-only connection, one assessment at a time. */
import { garbageCollector } from '../collect-garbage.ts';
import { openStoreReader, type StoreReader } from '../store/reader.ts';
import type { AnalysisAnswer, AnalysisQuestion } from './analyst.ts';
import { assess } from './assess.ts';
import { Looks } from './looks.ts';

const [databaseFile = '', row = ''] = process.argv.slice(2);
const run = Number(row);

// Ctrl-C reaches every process of a terminal: this one ends when soakd has done with it, or is gone itself.
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});
process.on('disconnect', () => process.exit());

function tell(answer: AnalysisAnswer): void {
  process.send?.(answer);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function serve(reader: StoreReader): void {
  const collectGarbage = garbageCollector();
  process.on('message', ({ live, looks: taken }: AnalysisQuestion) => {
    const looks = new Looks(reader, run, taken);
    try {
      const assessment = assess(reader, run, { untilMs: null, live }, looks);
      tell({ kind: 'assessed', assessment, looks: looks.taken() });
    } catch (error) {
      tell({ kind: 'failed', message: messageOf(error) });
    }
    collectGarbage();
  });
  tell({ kind: 'ready' });
}

await openStoreReader(databaseFile).then(serve, (error) => {
  tell({ kind: 'failed', message: messageOf(error) });
  process.disconnect?.();
});
