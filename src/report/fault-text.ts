/** What was done to the system on purpose, and what was seen of it. */
import type { AssessedFault } from '../analysis/assessed-fault.ts';
import type { Assessment } from '../analysis/assessment.ts';
import { durationText, momentText } from '../plan/quantity/figure.ts';
import { impactLines } from './impact-text.ts';
import type { Page } from './page.ts';
import { hang, plain } from './plain.ts';

const LABEL = 11;
/** The others are in the database and in the JSON. */
const MOST_FAULTS = 40;

export function renderFaults({ faults }: Assessment, page: Page): string[] {
  const shown = faults.slice(0, MOST_FAULTS);
  const omitted = faults.length - shown.length;
  return [
    ...shown.flatMap((fault) => faultLines(fault, page)),
    ...(omitted === 0 ? [] : [page.palette.faint(`(${omitted} later ones are in the database)`)]),
  ];
}

/** Its course in a few words: `for 10m`, `failed: …`. */
export function faultCourse({ state, begunS, endedS, why }: AssessedFault): string {
  const lasted = begunS === null || endedS === null ? '' : `for ${durationText(endedS - begunS)}`;
  const because = why === null ? '' : `: ${plain(why)}`;
  switch (state) {
    case 'active':
      return 'goes on';
    case 'over':
      return lasted;
    case 'interrupted':
      return `${lasted}, interrupted${because}`;
    case 'failed':
      return `failed${because}`;
    case 'not-run':
      return `not run${because}`;
    default:
      return state satisfies never;
  }
}

/** What was seen of it, and whether that is a proof; and what came of it. */
export function faultEvidence({ begin, end, impact }: AssessedFault): string[] {
  const proofs = [begin, end].flatMap((proof) =>
    proof === null || proof.text === ''
      ? []
      : [`${plain(proof.text)}${proof.seen ? '' : ' (not seen to take effect)'}`],
  );
  return [...proofs, ...impactLines(impact).map(plain)];
}

function faultLines(fault: AssessedFault, page: Page): string[] {
  const { name, what, state, begunS, plannedS } = fault;
  const moment = momentText(begunS ?? plannedS).padEnd(LABEL);
  const text = `${plain(name)}: ${plain(what)}, ${faultCourse(fault)}`;
  const [first = '', ...rest] = hang(moment, text, page.width);
  return [
    state === 'failed' ? page.palette.verdict(first, 'fail') : first,
    ...rest,
    ...faultEvidence(fault).flatMap((line) => hang(' '.repeat(LABEL), line, page.width)),
  ];
}
