/**
 * How alike the sets of shapes are in what makes a verdict hard, by the truth and the oracle alone.
 * node scripts/bench/accuracy/likeness.ts [--series 20]
 */
import { parseArgs } from 'node:util';
import { type LabelledSeries, minimalDetectable, type Split } from './labelled-series.ts';
import { ONE_LOOK } from './method.ts';
import { oracle } from './oracle.ts';
import { judge, scoreOf } from './score.ts';
import { aligned, percent } from './score-table.ts';
import { randomOf } from './seed.ts';
import { shapes } from './shapes.ts';

const { values: words } = parseArgs({ options: { series: { type: 'string', default: '20' } } });
const HOUR = 3600;

const rows = (Object.keys(shapes) as Split[]).map((split) => {
  const drawn = shapes[split].flatMap((shape) =>
    Array.from({ length: Number(words.series) }, (_, index) => shape.draw(randomOf(shape, index))),
  );
  const told = drawn.filter(({ identifiable }) => identifiable);
  const straight = told.filter(({ leaks, truePerHour }) => leaks && truePerHour !== null);
  const score = scoreOf(drawn.map((each) => judge(each, oracle.call(each, ONE_LOOK), [])));
  return [
    split,
    shareOf(drawn.filter(({ leaks }) => !leaks)),
    shareOf(drawn.filter(({ leaks }) => leaks)),
    quartiles(told.map((each) => spanOf(each) / each.tauS)),
    quartiles(told.map((each) => (each.budgetPerHour * spanOf(each)) / HOUR / each.sigma)),
    quartiles(straight.map((each) => Math.abs(each.truePerHour ?? 0) / detectableOf(each))),
    percent(score.coverage),
    percent(score.plainRecall),
  ];
});
const head = [
  '',
  'sound (told)',
  'leaks (told)',
  'span / τ',
  'budget · span / σ',
  'slope / MDE',
  'covers',
  'recall',
];
process.stdout.write(`${aligned([head, ...rows])}\n`);

function spanOf({ series, intervalS }: LabelledSeries): number {
  return (series.seconds.at(-1) ?? 0) + intervalS - (series.seconds[0] ?? 0);
}

function detectableOf(each: LabelledSeries): number {
  return minimalDetectable(each.sigma, each.tauS, spanOf(each));
}

function shareOf(drawn: readonly LabelledSeries[]): string {
  const told = drawn.filter(({ identifiable }) => identifiable).length;
  return `${drawn.length} (${percent({ count: told, of: drawn.length })})`;
}

function quartiles(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  return [0.25, 0.5, 0.75]
    .map((share) => Number((sorted[Math.floor(share * sorted.length)] ?? Number.NaN).toPrecision(2)))
    .join(' / ');
}
