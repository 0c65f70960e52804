/** The analysis held against series whose answer is known: a quick check that it is not broken. */
import { parseRule } from '../plan/rule/rule-parser.ts';
import { fitTrend } from '../trend/fit-trend.ts';
import type { Series, Trend } from '../trend/trend.ts';
import { alphaFor } from '../verdict/error-rate.ts';
import { judgeCriterion } from '../verdict/judge.ts';
import type { Verdict } from '../verdict/verdict.ts';
import {
  type Course,
  creeping,
  draw,
  filling,
  flat,
  INTERVAL_S,
  type Noise,
  READINGS,
  rising,
  sawtooth,
  slowingStairs,
  step,
  sum,
  wandering,
  white,
} from './known-series.ts';

export interface KnownAnswer {
  readonly name: string;
  readonly expected: string;
  readonly found: string;
  readonly asExpected: boolean;
  /** What else is to be said of it; often nothing. */
  readonly reason: string;
}

interface KnownCase {
  readonly name: string;
  /** One for each life of the process. */
  readonly courses: readonly Course[];
  readonly noise: Noise;
  readonly rule: string;
  /** Three of four draws at least; any: all but `never`. */
  readonly expected: Verdict | 'any';
  /** In no draw. */
  readonly never: Verdict;
  /** The slope once steady, where it has one that the interval has to hold. */
  readonly truePerHour: number | null;
}

interface Draw {
  readonly verdict: Verdict;
  /** null: it is not asked. */
  readonly holdsTruth: boolean | null;
}

const VERDICTS: readonly Verdict[] = ['fail', 'pass', 'inconclusive'];
const SEEDS = [1, 2, 3, 4];
const BUDGET = 'anon.slope < 1MB/h';
const MB = 1e6;
/** What the series' memory comes in. */
const PAGE_BYTES = 4096;
/** Operations per second that go with the series. */
const OPERATIONS_PER_S = 5;

const LEAK = { expected: 'fail', never: 'pass' } as const;
const SOUND = { expected: 'pass', never: 'fail' } as const;
/** What cannot always be told from a leak is not to be called one. */
const NO_LEAK = { expected: 'any', never: 'fail' } as const;
const quiet = white(1);
const usual = wandering(1, 300);

const CASES: readonly KnownCase[] = [
  known('flat', flat, { noise: quiet, ...SOUND, truePerHour: 0 }),
  known('flat, wandering', flat, { noise: usual, ...SOUND, truePerHour: 0 }),
  known('constant', flat, { noise: () => flat, ...SOUND }),
  known('rising within budget', rising(0.4), { noise: quiet, ...SOUND, truePerHour: 0.4 }),
  known('falling', rising(-3), { noise: usual, ...SOUND, truePerHour: -3 }),
  known('leak', rising(3), { noise: quiet, ...LEAK, truePerHour: 3 }),
  known('leak, wandering', rising(3), { noise: usual, ...LEAK, truePerHour: 3 }),
  known('leak after a warm-up', sum(filling(40, 1200), rising(4)), {
    noise: usual,
    ...LEAK,
    truePerHour: 4,
  }),
  known('leak just over the budget', rising(1.2), { noise: quiet, ...LEAK }),
  known('late leak', rising(6, 3 * 3600), { noise: usual, ...LEAK, truePerHour: 6 }),
  known('leak per operation', rising(3), {
    noise: usual,
    ...LEAK,
    // 3 MB/h at 5/s are 167 KB.
    rule: 'anon.slope < 50KB/1000ops',
  }),
  known('flat per operation', flat, { noise: usual, ...SOUND, rule: 'anon.slope < 50KB/1000ops' }),
  known('falling, where that is bad', rising(-3), {
    noise: usual,
    ...LEAK,
    rule: 'scrape.free.slope > -1MB/h',
  }),
  known('rising, where falling is bad', rising(3), {
    noise: usual,
    ...SOUND,
    rule: 'scrape.free.slope > -1MB/h',
  }),
  known('warm-up', filling(40, 1200), { noise: usual, ...NO_LEAK }),
  known('long warm-up', filling(40, 3 * 3600), { noise: usual, ...NO_LEAK }),
  known('sawtooth', sawtooth(40, 1500), { noise: usual, ...NO_LEAK }),
  known('step', step(10, 5 * 3600), { noise: usual, ...NO_LEAK }),
  known('slowing stairs', slowingStairs(6), { noise: white(0.3), ...NO_LEAK }),
  // At its end it rises by less than the budget.
  known('creeping', creeping(8, 1200), { noise: white(0.3), ...NO_LEAK }),
  known('wandering too far to tell', rising(1.5), {
    noise: wandering(8, 3600),
    expected: 'inconclusive',
    never: 'fail',
  }),
  {
    ...known('second life leaks', flat, { noise: quiet, ...LEAK }),
    courses: [flat, rising(8)],
  },
];

/** Noise may hide a leak, or what shows that there is none, in one of four draws; it never turns one into the other. */
const LEAST_AS_EXPECTED = 3 / 4;
/** Intervals of 95 % that hold the truth less often are too narrow; those half as wide hold it in two of three draws. */
const LEAST_COVERED = 3 / 4;

export function checkKnownAnswers(): KnownAnswer[] {
  const drawn = CASES.map((one) => ({ one, draws: SEEDS.map((seed) => answer(one, seed)) }));
  const covered = drawn.flatMap(({ draws }) => draws.flatMap(({ holdsTruth }) => holdsTruth ?? []));
  const count = covered.filter((holds) => holds).length;
  const least = Math.ceil(LEAST_COVERED * covered.length);
  const coverage = {
    name: 'intervals hold the truth',
    expected: `at least ${least} of ${covered.length}`,
    found: String(count),
    asExpected: count >= least,
    reason: '',
  };
  return [...drawn.map(({ one, draws }) => compare(one, draws)), coverage];
}

function compare({ name, expected, never }: KnownCase, draws: readonly Draw[]): KnownAnswer {
  const count = (verdict: Verdict): number => draws.filter((one) => one.verdict === verdict).length;
  const enough = expected === 'any' || count(expected) >= LEAST_AS_EXPECTED * draws.length;
  const found = VERDICTS.flatMap((verdict) => (count(verdict) === 0 ? [] : [`${count(verdict)} ${verdict}`]));
  return {
    name,
    expected: expected === 'any' ? `never ${never}` : expected,
    found: found.join(', '),
    asExpected: enough && count(never) === 0,
    reason: '',
  };
}

function known(
  name: string,
  course: Course,
  rest: Pick<KnownCase, 'noise' | 'expected' | 'never'> & Partial<KnownCase>,
): KnownCase {
  return { name, courses: [course], rule: BUDGET, truePerHour: null, ...rest };
}

function answer({ name, courses, noise, rule: text, truePerHour }: KnownCase, seed: number): Draw {
  const rule = parseRule(text);
  const { low, high } = alphaFor(rule.comparison.startsWith('<') ? 'rise' : 'fall');
  const generations = courses.map((course, index) => ({
    generation: index + 1,
    trend: fitTrend(inBytes(draw(`${name} ${index}`, seed, course, noise)), {
      intervalS: INTERVAL_S,
      warmupS: 0,
      minimumSpanS: 0,
      alphaLow: low,
      alphaHigh: high,
      excluded: [],
      operations: Float64Array.from(
        { length: READINGS },
        (_, place) => place * INTERVAL_S * OPERATIONS_PER_S,
      ),
      quantum: PAGE_BYTES,
    }),
  }));
  const criterion = { rule, overMs: null, abort: false, during: null };
  const { verdict } = judgeCriterion(criterion, null, { kind: 'trend', generations });
  const [first] = generations;
  return {
    verdict,
    holdsTruth: truePerHour === null || first === undefined ? null : holds(first.trend, MB * truePerHour),
  };
}

function holds({ lowPerHour, highPerHour }: Trend, perHour: number): boolean {
  return lowPerHour !== null && highPerHour !== null && lowPerHour <= perHour && perHour <= highPerHour;
}

function inBytes({ seconds, values }: Series): Series {
  return { seconds, values: values.map((mb) => PAGE_BYTES * Math.round((MB * mb) / PAGE_BYTES)) };
}
