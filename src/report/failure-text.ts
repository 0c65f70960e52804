/** Operations that were no success, the first of each kind, with what was sent and what came back. */
import type { AssessedLoad, FailureSample } from '../analysis/assessed-load.ts';
import { durationText, numberText } from '../plan/quantity/figure.ts';
import type { Page } from './page.ts';
import { hang, plain } from './plain.ts';

/** More would be a list that nobody reads to its end; the JSON has more of them. */
const MOST_SHOWN = 10;

export function renderFailures({ failureSamples }: AssessedLoad, page: Page): string[] {
  const shown = firstOfEachKind(failureSamples, MOST_SHOWN);
  if (shown.length === 0) return [];
  return [
    page.palette.faint('no success, the first of each kind'),
    ...shown.flatMap((sample) => [
      ...hang('', failureSentence(sample), page.width),
      ...side('sent', sample.sent, page),
      ...side('received', sample.received, page),
    ]),
  ];
}

/** At most so many, of as many kinds as there are, in the order of time. */
export function firstOfEachKind(samples: readonly FailureSample[], most: number): readonly FailureSample[] {
  const seen = new Set<string>();
  return samples
    .filter(({ operation, failure }) => {
      const kind = `${operation} ${failure}`;
      if (seen.has(kind)) return false;
      seen.add(kind);
      return true;
    })
    .slice(0, most);
}

/** `attack: bypassed, number 132, after 3.4 s in 12 ms`. */
export function failureSentence({ operation, failure, arrival, atS, latencyMs }: FailureSample): string {
  return `${plain(operation)}: ${plain(failure)}, number ${numberText(arrival)}, after ${durationText(atS)} in ${numberText(latencyMs)} ms`;
}

/** On one line, as a program would write it. */
export function oneLine(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1);
  return escaped.replaceAll('\\"', '"');
}

function side(name: string, text: string | null, page: Page): string[] {
  if (text === null || text === '') return [];
  return hang(`    ${name} `, plain(oneLine(text)), page.width).slice(0, 4);
}
