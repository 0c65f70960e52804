/**
 * How often verdicts on series of known truth are right: soakd's, those of the methods in common use, and those of an
 * oracle that knows the shape and the noise; with --looks, how early. What the figures mean is said in
 * test/accuracy/README.md.
 *
 * node scripts/bench/accuracy/accuracy.ts [--split tuning|held-out|final|unseen|fifth] [--series 300] [--shape TEXT] [--only METHOD,…]
 *   [--looks] [--threads 1] [--totals] [--json FILE] [--plot FILE]
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Task } from './accuracy-worker.ts';
import type { Detection } from './detect.ts';
import { detectionScores, detectionText } from './detection-report.ts';
import { methods } from './methods.ts';
import { plotScores } from './plot.ts';
import { runAll } from './pool.ts';
import type { Judged } from './score.ts';
import { shapes, splitNamed } from './shapes.ts';
import { verdictScores, verdictText } from './verdict-report.ts';

const { values: words } = parseArgs({
  options: {
    split: { type: 'string', default: 'tuning' },
    series: { type: 'string', default: '300' },
    shape: { type: 'string', default: '' },
    only: { type: 'string' },
    looks: { type: 'boolean', default: false },
    threads: { type: 'string', default: '1' },
    totals: { type: 'boolean', default: false },
    json: { type: 'string' },
    plot: { type: 'string' },
  },
});

const split = splitNamed(words.split);
const names = methods.map(({ name }) => name).filter((name) => words.only?.split(',').includes(name) ?? true);
const tasks: Task[] = shapes[split]
  .filter(({ name }) => name.includes(words.shape))
  .map(({ name }) => ({
    split,
    shape: name,
    series: Number(words.series),
    methods: names,
    looks: words.looks,
  }));

if (words.looks) {
  const scores = detectionScores(await examineAll<Detection[]>(), names);
  report(detectionText(scores, words.totals), scores);
} else {
  const examined = await examineAll<Judged[][]>();
  const scores = names.map((name, place) =>
    verdictScores(
      name,
      examined.map((perMethod) => perMethod[place] ?? []),
    ),
  );
  report(
    verdictText(scores, words.totals),
    scores.map(({ method, shapes, total }) => ({ method, total, shapes })),
  );
  if (words.plot) writeFileSync(words.plot, plotScores(split, scores));
}

function examineAll<Result>(): Promise<Result[]> {
  const program = new URL('accuracy-worker.ts', import.meta.url);
  return runAll<Task, Result>(program, tasks, Number(words.threads), (count) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${count} of ${tasks.length} shapes\x1b[K\r`);
  });
}

function report(text: string, document: object): void {
  process.stdout.write(`${text}\n`);
  if (words.json) writeFileSync(words.json, `${JSON.stringify(document, null, 1)}\n`);
}
