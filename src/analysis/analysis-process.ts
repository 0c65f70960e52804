/**
 * The analyst's process: one run, one assessment at a time, each with a read-only connection of its own, for the file may
 * be another one by then: one that was damaged is replaced while the run goes on.
 */
import { garbageCollector } from '../collect-garbage.ts';
import { openStoreReader } from '../store/reader.ts';
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

async function answer({ live, looks: taken }: AnalysisQuestion): Promise<AnalysisAnswer> {
  try {
    using reader = await openStoreReader(databaseFile);
    const looks = new Looks(reader, run, taken);
    const whole = assess(reader, run, { untilMs: null, live }, looks);
    // Whoever has them taken while the run goes on need not be sent them again and again.
    const assessment = live ? { ...whole, snapshots: [] } : whole;
    return { kind: 'assessed', assessment, looks: looks.taken() };
  } catch (error) {
    return { kind: 'failed', message: messageOf(error) };
  }
}

function serve(): void {
  const collectGarbage = garbageCollector();
  process.on('message', async (question: AnalysisQuestion) => {
    tell(await answer(question));
    collectGarbage();
  });
  tell({ kind: 'ready' });
}

try {
  // What cannot be read is known before the soak begins.
  (await openStoreReader(databaseFile)).close();
  serve();
} catch (error) {
  tell({ kind: 'failed', message: messageOf(error) });
  process.disconnect?.();
}
