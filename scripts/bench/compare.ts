/**
 * How good compare is: soaks builds of one small service for a minute each, of which what differs is known, and compares
 * every run with every earlier one of the plain build.
 *
 *   node scripts/bench/compare.ts --db /tmp/compare.db --soaks 20,20,20 [--lanes 2]    soak, then score
 *   node scripts/bench/compare.ts --db /tmp/compare.db                                 score what is there
 *
 * --soaks: how many runs of each build, in the order of compare/build.ts. --lanes: so many at a time (1 to the number of
 * cores). It takes `unshare` and `ip`, and a minute and a few seconds for each run of a lane.
 */
import { parseArgs } from 'node:util';
import { clopperPearson } from './accuracy/clopper-pearson.ts';
import { builds } from './compare/build.ts';
import { type ScoredPair, scorePairs } from './compare/score.ts';
import { soakBuilds } from './compare/soak-builds.ts';

const VERDICTS = ['regressed', 'same', 'better', 'cannot tell'] as const;
/** With fewer earlier runs a noise floor is hardly learned yet. */
const FEW = 5;

const { values } = parseArgs({
  options: {
    db: { type: 'string' },
    soaks: { type: 'string' },
    lanes: { type: 'string', default: '1' },
  },
});
if (values.db === undefined) throw new Error('--db FILE: where the runs are, or go');
if (values.soaks !== undefined) {
  const counts = values.soaks.split(',').map(Number);
  const queue = builds.flatMap((build, index) => Array.from({ length: counts[index] ?? 0 }, () => build));
  await soakBuilds({ queue, lanes: Number(values.lanes), database: values.db });
}
report(await scorePairs(values.db, builds));

function report(pairs: readonly ScoredPair[]): void {
  for (const { name, truth, about } of builds) {
    const own = pairs.filter(({ build }) => build === name);
    if (own.length === 0) continue;
    process.stdout.write(`\n${name} beside plain (${about}): ${own.length} pairs, has to be ${truth}\n`);
    for (const verdict of VERDICTS) line(verdict, own, (pair) => pair.verdict === verdict);
    const learned = own.filter(({ learnedFrom }) => learnedFrom >= FEW);
    line(`${truth}, from ${FEW} earlier runs on`, learned, ({ verdict }) => verdict === truth);
    for (const [reason, count] of reasons(own.filter(({ verdict }) => verdict !== truth)))
      process.stdout.write(`      ${count} x ${reason}\n`);
  }
  line('\ncannot tell, of all', pairs, ({ verdict }) => verdict === 'cannot tell');
}

function line(title: string, pairs: readonly ScoredPair[], is: (pair: ScoredPair) => boolean): void {
  if (pairs.length === 0) return;
  const count = pairs.filter(is).length;
  const [low, high] = clopperPearson({ count, of: pairs.length }).map((share) => (100 * share).toFixed(1));
  const share = ((100 * count) / pairs.length).toFixed(1).padStart(5);
  process.stdout.write(`  ${title.padEnd(34)}${share} %  (${low} to ${high})  ${count} of ${pairs.length}\n`);
}

/** The most frequent ones first. */
function reasons(pairs: readonly ScoredPair[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { verdict, reason } of pairs) {
    const told = `${verdict}: ${reason}`;
    counts.set(told, (counts.get(told) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a).slice(0, 5);
}
