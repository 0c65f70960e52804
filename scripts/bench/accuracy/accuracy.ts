/**
 * How often verdicts on series of known truth are right: soakd's, those of the methods in common use, and those of an
 * oracle that knows the shape and the noise. What the figures mean is said in test/accuracy/README.md.
 *
 * node scripts/bench/accuracy/accuracy.ts [--split tuning|held-out] [--series 300] [--shape TEXT] [--only METHOD,…]
 *   [--threads 1] [--totals] [--json FILE]
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Task } from './accuracy-worker.ts';
import type { Examined } from './examine.ts';
import { methods } from './methods.ts';
import { mustShow } from './must-show.ts';
import { runAll } from './pool.ts';
import { type Judged, scoreOf } from './score.ts';
import { methodTable, scoreTable } from './score-table.ts';
import { shapes } from './shapes.ts';

const { values: words } = parseArgs({
  options: {
    split: { type: 'string', default: 'tuning' },
    series: { type: 'string', default: '300' },
    shape: { type: 'string', default: '' },
    only: { type: 'string', default: methods.map(({ name }) => name).join(',') },
    threads: { type: 'string', default: '1' },
    totals: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});

const split = words.split === 'held-out' ? 'held-out' : 'tuning';
const tasks: Task[] = shapes[split]
  .filter(({ name }) => name.includes(words.shape))
  .map(({ name }) => ({ split, shape: name, series: Number(words.series), only: words.only.split(',') }));
const program = new URL('accuracy-worker.ts', import.meta.url);
const examined = await runAll<Task, Examined>(program, tasks, Number(words.threads), (count) => {
  if (process.stderr.isTTY) process.stderr.write(`\r${count} of ${tasks.length} shapes\x1b[K\r`);
});

const report = methods
  .filter(({ name }) => words.only.split(',').includes(name))
  .map(({ name }) => {
    const perShape = examined.map(
      (each) => each.methods.find((method) => method.name === name)?.judged ?? [],
    );
    const scores = perShape.map((judged) => ({ name: titleOf(judged), score: scoreOf(judged) }));
    return { method: name, perShape, scores, total: { name, score: scoreOf(perShape.flat()) } };
  });
const parts = [
  ...(words.totals ? [] : shapeTables()),
  `All shapes together\n${scoreTable(report.map(({ total }) => total))}`,
  ...report.filter(({ method }) => method === 'soakd').map(({ perShape }) => mustShow(perShape)),
];
process.stdout.write(`${parts.join('\n\n')}\n`);
if (words.json) {
  const document = report.map(({ method, scores, total }) => ({
    method,
    shapes: scores,
    total: total.score,
  }));
  writeFileSync(words.json, `${JSON.stringify(document, null, 1)}\n`);
}

function shapeTables(): string[] {
  const own = report.filter(({ method }) => method === 'soakd');
  return [
    '? not identifiable in such a span, ± some are',
    ...own.map(({ scores }) => `soakd\n${scoreTable(scores)}`),
    `False leaks of what is sound, and leaks of ≥ 1.5 × detectable that were found, by method\n${methodTable(
      report.map(({ method, scores }) => ({ name: method, scores })),
    )}`,
  ];
}

function titleOf(judged: readonly Judged[]): string {
  const count = judged.filter(({ identifiable }) => identifiable).length;
  return `${count === judged.length ? ' ' : count === 0 ? '?' : '±'} ${judged[0]?.shape ?? ''}`;
}
