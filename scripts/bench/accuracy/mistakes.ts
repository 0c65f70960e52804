/**
 * The series of which soakd's verdict is not the wanted one, with its reason: for looking into a shape.
 * node scripts/bench/accuracy/mistakes.ts [--split tuning] [--series 40] [--shape TEXT]; one of them as CSV on stdout:
 * node scripts/bench/accuracy/mistakes.ts --shape TEXT --csv NUMBER
 */
import { parseArgs } from 'node:util';
import { type LabelledSeries, PLAIN } from './labelled-series.ts';
import { ONE_LOOK } from './method.ts';
import { randomOf } from './seed.ts';
import { shapes, splitNamed } from './shapes.ts';
import { soakd } from './soakd.ts';

const { values: words } = parseArgs({
  options: {
    split: { type: 'string', default: 'tuning' },
    series: { type: 'string', default: '40' },
    shape: { type: 'string', default: '' },
    csv: { type: 'string' },
  },
});

const split = splitNamed(words.split);
const wanted = shapes[split].filter(({ name }) => name.includes(words.shape));
for (const shape of wanted) {
  if (words.csv !== undefined) {
    const { series } = shape.draw(randomOf(shape, Number(words.csv)));
    for (const [index, second] of series.seconds.entries())
      process.stdout.write(`${second},${series.values[index]}\n`);
    break;
  }
  for (let index = 0; index < Number(words.series); index += 1) {
    const labelled = shape.draw(randomOf(shape, index));
    const call = soakd.call(labelled, ONE_LOOK);
    const right = rightOutcome(labelled);
    if (call.outcome === right || (right === null && call.outcome !== opposite(labelled))) continue;
    const slope = [call.slopePerHour, call.lowPerHour, call.highPerHour].map(
      (each) => each?.toFixed(2) ?? '–',
    );
    process.stdout.write(
      `${shape.name} #${index}: ${call.outcome}, ${slope[0]} (${slope[1]} … ${slope[2]}), true ${labelled.truePerHour?.toFixed(2) ?? '–'}, budget ${labelled.budgetPerHour.toFixed(2)}${labelled.multiple === null ? '' : `, ${labelled.multiple.toFixed(1)} × detectable`}: ${call.reason}\n`,
    );
  }
}

/** null: whatever is not the opposite of the truth will do. */
function rightOutcome({ leaks, identifiable, multiple }: LabelledSeries): 'leak' | 'clean' | null {
  if (!identifiable || (leaks && (multiple ?? 0) < PLAIN)) return null;
  return leaks ? 'leak' : 'clean';
}

function opposite({ leaks }: LabelledSeries): 'leak' | 'clean' {
  return leaks ? 'clean' : 'leak';
}
