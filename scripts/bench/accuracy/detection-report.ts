/** Time to detect, as text and as a document. */
import type { Detection } from './detect.ts';
import { type DetectionScore, detectionScoreOf } from './detection-score.ts';
import type { Share } from './score.ts';
import { aligned, interval, percent } from './score-table.ts';

const ABSENT = '–';

/** What an early stop is held to. */
const MOST_TIMES_ORACLE = 1.5;
const MOST_FALSE_ALARMS = 0.01;

interface MethodScores {
  readonly method: string;
  readonly total: DetectionScore;
  readonly shapes: readonly { readonly name: string; readonly score: DetectionScore }[];
}

export function detectionScores(
  perShape: readonly (readonly Detection[])[],
  methods: readonly string[],
): MethodScores[] {
  return methods.map((method) => ({
    method,
    total: detectionScoreOf(perShape.flat(), method),
    shapes: perShape.map((detections) => ({
      name: detections[0]?.shape ?? '',
      score: detectionScoreOf(detections, method),
    })),
  }));
}

export function detectionText(scores: readonly MethodScores[], totalsOnly: boolean): string {
  return [
    ...(totalsOnly ? [] : shapeTables(scores)),
    `All shapes together: looks at a quarter more time each, from a quarter of the span on, and its end\n${aligned(
      [
        [
          ['', 'false alarms', '(95 %)', 'worst shape', 'once identifiable', '(95 %)', 'worst shape'],
          ['found', 'median time', '× oracle'],
        ].flat(),
        ...scores.map(({ method, total, shapes }) => [
          method,
          percent(total.falseAlarms),
          interval(total.falseAlarms),
          percent(worstOf(shapes, 'falseAlarms')),
          percent(total.toldFalseAlarms),
          interval(total.toldFalseAlarms),
          percent(worstOf(shapes, 'toldFalseAlarms')),
          percent(total.found),
          share(total.medianTime),
          ratio(total.medianRatio),
        ]),
      ],
    )}`,
    ...scores.filter(({ method }) => method === 'soakd').map(heldTo),
  ].join('\n\n');
}

function shapeTables(scores: readonly MethodScores[]): string[] {
  const own = scores.find(({ method }) => method === 'soakd');
  const names = scores.map(({ method }) => method);
  const table = (cell: (score: DetectionScore) => string): string =>
    aligned([
      ['', ...names, ''],
      ...(own?.shapes ?? [])
        .map(({ name }, place) => [
          name,
          ...scores.map(({ shapes }) => cell(shapes[place]?.score ?? NOTHING)),
          '',
        ])
        .filter((cells) => cells.slice(1, -1).some((each) => each !== ABSENT)),
    ]);
  return [
    `False alarms over all looks, by shape\n${table(({ falseAlarms }) => percent(falseAlarms))}`,
    `The same at looks after which the shape could be identified\n${table(({ toldFalseAlarms }) => percent(toldFalseAlarms))}`,
    `Median time since the onset over the oracle's, by shape\n${table(({ medianRatio }) => ratio(medianRatio))}`,
  ];
}

const NOBODY: Share = { count: 0, of: 0 };
const NOTHING: DetectionScore = {
  falseAlarms: NOBODY,
  toldFalseAlarms: NOBODY,
  found: NOBODY,
  medianRatio: null,
  medianTime: null,
};

function heldTo({ total, shapes }: MethodScores): string {
  const slow = total.medianRatio ?? Number.POSITIVE_INFINITY;
  const alarms = (what: string, share: Share): string[] => [
    what,
    `≤ ${100 * MOST_FALSE_ALARMS} %`,
    percent(share),
    mark(rate(share) <= MOST_FALSE_ALARMS),
  ];
  return aligned([
    ['must show', 'wanted', 'found', ''],
    [
      'median time, × oracle',
      `≤ ${MOST_TIMES_ORACLE}`,
      ratio(total.medianRatio),
      mark(slow <= MOST_TIMES_ORACLE),
    ],
    alarms('false alarms over all looks, worst shape', worstOf(shapes, 'falseAlarms')),
    alarms('… once it could be identified, worst shape', worstOf(shapes, 'toldFalseAlarms')),
  ]);
}

function worstOf(shapes: MethodScores['shapes'], which: 'falseAlarms' | 'toldFalseAlarms'): Share {
  const asked = shapes.map(({ score }) => score[which]).filter(({ of }) => of > 0);
  return asked.reduce((worst, each) => (rate(each) > rate(worst) ? each : worst), asked[0] ?? NOBODY);
}

function rate({ count, of }: Share): number {
  return count / Math.max(1, of);
}

function mark(held: boolean): string {
  return held ? 'held' : 'MISSED';
}

function ratio(value: number | null): string {
  if (value === null) return ABSENT;
  return Number.isFinite(value) ? value.toFixed(2) : 'never';
}

function share(value: number | null): string {
  if (value === null) return ABSENT;
  return Number.isFinite(value) ? `${(100 * value).toFixed(0)} % of the span` : 'never';
}
