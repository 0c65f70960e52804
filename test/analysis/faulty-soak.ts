/** The soak of stored-soak.ts, to whose leaky target something was done from 800 s to 860 s: it took 500 MB. */
import { assess } from '../../src/analysis/assess.ts';
import type { Assessment } from '../../src/analysis/assessment.ts';
import type { FaultRow } from '../../src/store/event-record.ts';
import { openStoreReader } from '../../src/store/reader.ts';
import { openStoreWriter } from '../../src/store/writer.ts';
import { sample } from '../store/stored-run.ts';
import { STARTED_WALL_MS, storeSoak, type Variation } from './stored-soak.ts';

export const FAULT_S = [800, 860] as const;

export const FAULT: FaultRow = {
  fault: 0,
  occurrence: 0,
  name: 'swells',
  act: 'freeze',
  subject: 'leaky',
  what: 'freezes leaky',
  seed: 7,
  plannedMs: 798_000,
  plannedEndMs: 858_000,
  begunMs: FAULT_S[0] * 1000,
  endedMs: FAULT_S[1] * 1000,
  wallMs: STARTED_WALL_MS + FAULT_S[0] * 1000,
  state: 'over',
  beginProof: JSON.stringify({ seen: true, text: '1 of 1 processes are stopped', figures: { processes: 1 } }),
  endProof: JSON.stringify({ seen: true, text: '1 processes go on', figures: {} }),
  why: null,
};

/** `told`: the run knows of the fault. */
export async function storeFaultySoak(
  folder: string,
  told: boolean,
  variation: Variation = {},
): Promise<string> {
  const { file, run } = await storeSoak(folder, variation);
  const writer = await openStoreWriter(file);
  for (let second = FAULT_S[0]; second < FAULT_S[1]; second += 1)
    writer.write(sample(run, second * 1000, { generation: 1, rssBytes: 500e6, anonBytes: 500e6 }));
  if (told) writer.write({ kind: 'fault', run, ...FAULT });
  await writer.close();
  return file;
}

export async function assessNewest(file: string): Promise<Assessment> {
  using reader = await openStoreReader(file);
  return assess(reader, reader.findRun().run, { untilMs: null, live: false });
}
