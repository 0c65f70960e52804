/** What compare says of every pair of a later run with an earlier one of the plain build, beside what is known. */
import { readFileSync } from 'node:fs';
import { compareRuns } from '../../../src/comparison/compare.ts';
import type { Outcome } from '../../../src/comparison/comparison.ts';
import { type StudiedRun, study } from '../../../src/comparison/studied-run.ts';
import type { RunFacts } from '../../../src/store/read-run.ts';
import { openStoreReader } from '../../../src/store/reader.ts';
import type { Build } from './build.ts';
import { buildsFile } from './soak-builds.ts';

export interface ScoredPair {
  readonly build: string;
  readonly run: string;
  readonly baseline: string;
  readonly learnedFrom: number;
  readonly verdict: Outcome;
  readonly reason: string;
}

export async function scorePairs(database: string, builds: readonly Build[]): Promise<ScoredPair[]> {
  const [plain] = builds;
  using reader = await openStoreReader(database);
  const buildOf = readBuilds(database);
  const runs = reader
    .listRuns()
    .reverse()
    .map(({ run }) => reader.readRun(run))
    .filter(({ id }) => buildOf.has(id));
  const known = new Map<number, StudiedRun>();
  const studyOnce = (run: number): StudiedRun => {
    const studied = known.get(run) ?? study(reader, run);
    known.set(run, studied);
    return studied;
  };
  const options = { differing: [], adjust: (measures) => measures, study: studyOnce } satisfies Parameters<
    typeof compareRuns
  >[3];
  const score = (run: RunFacts, baseline: RunFacts): ScoredPair => {
    const { verdict, reason, learnedFrom } = compareRuns(reader, run, baseline, options);
    const build = buildOf.get(run.id) ?? '';
    return { build, run: run.id, baseline: baseline.id, learnedFrom: learnedFrom.length, verdict, reason };
  };
  return runs.flatMap((run, index) =>
    runs
      .slice(0, index)
      .filter(({ id }) => buildOf.get(id) === plain?.name)
      .map((baseline) => score(run, baseline)),
  );
}

function readBuilds(database: string): Map<string, string> {
  const lines = readFileSync(buildsFile(database), 'utf8').trim().split('\n');
  return new Map(lines.map((line) => line.split(' ') as [string, string]));
}
