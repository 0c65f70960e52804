/**
 * How often verdicts on series of known truth are right: soakd's, and those of the methods in common use.
 * Usage: node scripts/bench/accuracy/accuracy.ts [--split tuning|held-out] [--series 300] [--shape TEXT]
 *   [--only METHOD] [--json FILE]
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Random, seeded } from '../../../test/trend/simulate.ts';
import type { LabelledShape } from './labelled-series.ts';
import { ALPHA, type Method } from './method.ts';
import { type Judged, judge, scoreOf } from './score.ts';
import { scoreTable } from './score-table.ts';
import { soakd } from './soakd.ts';
import { tuningShapes } from './tuning-shapes.ts';

const { values: words } = parseArgs({
  options: {
    split: { type: 'string', default: 'tuning' },
    series: { type: 'string', default: '300' },
    shape: { type: 'string', default: '' },
    only: { type: 'string', default: '' },
    json: { type: 'string' },
  },
});

const shapes = (words.split === 'tuning' ? tuningShapes : []).filter(({ name }) =>
  name.includes(words.shape),
);
const methods: Method[] = [soakd];

const judgedBy = new Map<string, Judged[][]>();
for (const shape of shapes) {
  const drawn = Array.from({ length: Number(words.series) }, (_, index) => shape.draw(seedOf(shape, index)));
  for (const { name, call } of methods) {
    const judged = drawn.map((labelled) => judge(labelled, call(labelled, ALPHA)));
    judgedBy.set(name, [...(judgedBy.get(name) ?? []), judged]);
  }
}

for (const [name, perShape] of judgedBy) {
  const scores = perShape.map((judged) => ({
    name: `${judged[0]?.identifiable ? ' ' : '?'} ${judged[0]?.shape}`,
    score: scoreOf(judged),
  }));
  const total = { name: 'all', score: scoreOf(perShape.flat()) };
  process.stdout.write(
    `\n${name}  (?: not identifiable in such a span)\n${scoreTable([...scores, total])}\n`,
  );
}
if (words.json) writeFileSync(words.json, JSON.stringify([...judgedBy], null, 1));

/** FNV-1a of the shape's name, so that a shape's series stay the same whatever other shapes there are. */
function seedOf({ split, name }: LabelledShape, index: number): Random {
  let hash = 0x811c9dc5;
  for (const letter of `${split} ${name} ${index}`) {
    hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  }
  return seeded(hash);
}
