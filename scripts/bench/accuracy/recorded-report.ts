/** Recorded series put to soakd and the baselines: each verdict beside the truth, then the totals. */
import { parseArgs } from 'node:util';
import { type LabelledSeries, PLAIN, type Split } from './labelled-series.ts';
import { medianOf } from './median.ts';
import { type Call, type Method, ONE_LOOK } from './method.ts';
import { baselines } from './methods.ts';
import { type Judged, judge, scoreOf } from './score.ts';
import { aligned, scoreTable } from './score-table.ts';
import { soakd } from './soakd.ts';
import { type RecordedProgram, readManifest } from './traces.ts';

/** Nobody knows the shape of a real program: there is no oracle. */
const METHODS: readonly Method[] = [soakd, ...baselines];
const LETTERS: Readonly<Record<Call['outcome'], string>> = { leak: 'L', clean: 'c', inconclusive: '?' };

const HEAD = 'series,min,budget/h,true/h,×MDE,soakd,slope/h,interval,error,others,reason'.split(',');

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
  const spans = [...new Set(called.map(({ spanMinutes }) => spanMinutes))];
  const judgedBy = (place: number, spanMinutes: number | null): Judged[] =>
    called.flatMap(({ labelled, calls, spanMinutes: own }) => {
      const call = calls[place];
      return call === undefined || (spanMinutes ?? own) !== own ? [] : [judge(labelled, call, [])];
    });
  return [
    `Others, in this order: ${baselines.map(({ name }) => name).join(', ')}. L leak, c clean, ? inconclusive`,
    aligned([HEAD, ...called.map(({ spanMinutes, labelled, calls }) => row(spanMinutes, labelled, calls))]),
    scoreTable(METHODS.map(({ name }, place) => ({ name, score: scoreOf(judgedBy(place, null)) }))),
    aligned([
      ['', 'min', 'false leaks', 'leaks ≥ 1.5 × MDE found', 'median slope error of these'],
      ...METHODS.flatMap(({ name }, place) =>
        [...spans, null].map((span) => summary(name, span, judgedBy(place, span))),
      ),
    ]),
  ].join('\n\n');
}

function summary(name: string, span: number | null, judged: readonly Judged[]): string[] {
  const { falseLeak, foundPlain } = scoreOf(judged);
  const error = medianOf(
    judged.filter(({ multiple }) => (multiple ?? 0) >= PLAIN).map(({ slopeError }) => slopeError),
  );
  return [
    name,
    span === null ? 'all' : String(span),
    `${falseLeak.count} of ${falseLeak.of}`,
    `${foundPlain.count} of ${foundPlain.of}`,
    error === null ? '–' : `${(100 * error).toFixed(1)} %`,
  ];
}

function row(spanMinutes: number, labelled: LabelledSeries, calls: readonly Call[]): string[] {
  const [own, ...others] = calls;
  const { truePerHour, multiple, leaks, identifiable, budgetPerHour } = labelled;
  const wrong = own?.outcome === (leaks ? 'clean' : 'leak');
  const missed = leaks && (multiple ?? 0) >= PLAIN && own?.outcome !== 'leak';
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
