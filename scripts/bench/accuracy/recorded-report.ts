/** Recorded series put to soakd and the baselines: each verdict beside the truth, then the totals. */
import { parseArgs } from 'node:util';
import type { LabelledSeries, Split } from './labelled-series.ts';
import { type Call, type Method, ONE_LOOK } from './method.ts';
import { baselines } from './methods.ts';
import { type Judged, judge, scoreOf } from './score.ts';
import { aligned, scoreTable } from './score-table.ts';
import { soakd } from './soakd.ts';
import { type RecordedProgram, readManifest } from './traces.ts';

/** Nobody knows the shape of a real program: there is no oracle. */
const METHODS: readonly Method[] = [soakd, ...baselines];
const LETTERS: Readonly<Record<Call['outcome'], string>> = { leak: 'L', clean: 'c', inconclusive: '?' };

export interface RecordedCase {
  readonly spanMinutes: number;
  readonly labelled: LabelledSeries;
}

/** What the command line asks for: `--split tuning|held-out`, `--program NAME`, `--span MINUTES`. */
export function askedFor(): {
  readonly programs: readonly RecordedProgram[];
  readonly spans: readonly number[];
} {
  const { values: words } = parseArgs({
    options: {
      split: { type: 'string', default: 'tuning' },
      program: { type: 'string', default: '' },
      span: { type: 'string', default: '30,60,90' },
    },
  });
  const split: Split = words.split === 'held-out' ? 'held-out' : 'tuning';
  const programs = readManifest().programs.filter(
    (each) => each.split === split && each.program.includes(words.program),
  );
  return { programs, spans: words.span.split(',').map(Number) };
}

export function reportOn(cases: readonly RecordedCase[]): string {
  const called = cases.map(({ spanMinutes, labelled }) => ({
    spanMinutes,
    labelled,
    calls: METHODS.map(({ call }) => call(labelled, ONE_LOOK)),
  }));
  const judgedBy = (method: number): Judged[] =>
    called.flatMap(({ labelled, calls }) => {
      const call = calls[method];
      return call === undefined ? [] : [judge(labelled, call, [])];
    });
  return [
    `Baselines, in this order: ${baselines.map(({ name }) => name).join(', ')}. L leak, c clean, ? inconclusive`,
    aligned([
      [
        'series',
        'min',
        'budget/h',
        'true/h',
        '×MDE',
        'soakd',
        'slope/h',
        'interval',
        'error',
        'others',
        'reason',
      ],
      ...called.map(({ spanMinutes, labelled, calls }) => row(spanMinutes, labelled, calls)),
    ]),
    scoreTable(METHODS.map(({ name }, method) => ({ name, score: scoreOf(judgedBy(method)) }))),
  ].join('\n\n');
}

function row(spanMinutes: number, labelled: LabelledSeries, calls: readonly Call[]): string[] {
  const [own, ...others] = calls;
  const { truePerHour, multiple, leaks, identifiable, budgetPerHour } = labelled;
  const wrong = own?.outcome === (leaks ? 'clean' : 'leak');
  const missed = leaks && (multiple ?? 0) >= 1.5 && own?.outcome !== 'leak';
  const error = leaks && truePerHour && own?.slopePerHour != null ? own.slopePerHour / truePerHour - 1 : null;
  return [
    `${identifiable ? ' ' : '?'} ${labelled.shape}`,
    String(spanMinutes),
    figure(labelled, budgetPerHour),
    figure(labelled, truePerHour),
    multiple === null ? '' : multiple.toFixed(1),
    `${own?.outcome}${wrong ? ' WRONG' : missed ? ' missed' : ''}`,
    figure(labelled, own?.slopePerHour ?? null),
    `${figure(labelled, own?.lowPerHour ?? null)} … ${figure(labelled, own?.highPerHour ?? null)}`,
    error === null ? '' : `${error > 0 ? '+' : ''}${(100 * error).toFixed(0)} %`,
    others.map(({ outcome }) => LETTERS[outcome]).join(''),
    own?.reason ?? '',
  ];
}

/** Bytes in MB. */
function figure({ unit }: LabelledSeries, value: number | null): string {
  if (value === null) return '–';
  return unit === 'bytes' ? (value / 1e6).toFixed(2) : value.toFixed(3);
}
