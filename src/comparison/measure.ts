/** What two runs of a plan are compared by. */
import type { Subject } from '../analysis/trend-book.ts';
import { isOfLevels } from '../plan/load/level.ts';
import type { Plan } from '../plan/plan.ts';
import type { TargetMetric } from '../plan/rule/rule.ts';
import type { Unit } from '../verdict/unit.ts';
import type { Reading } from './figure.ts';
import { levelFigure } from './level.ts';
import type { Look } from './look.ts';
import { percentileFigure } from './percentile.ts';
import { slopeFigure } from './slope.ts';
import { errorFigure, throughputFigure } from './work-rate.ts';

export interface Measure {
  /** As rules name it: anon, latency.p99, anon.slope. */
  readonly name: string;
  readonly target: string | null;
  readonly operation: string | null;
  /** Base unit of its figures; of a slope per hour. */
  readonly unit: Unit;
  /** Its figures are logarithms: a difference is a ratio. */
  readonly isRatio: boolean;
  /** Its course over the run, whose sum is in a level that is compared as well. */
  readonly isSlope: boolean;
  readonly worse: 'rise' | 'fall';
  /** A busy machine alone makes it worse. */
  readonly isSwayed: boolean;
  /** Of a time: by how many times what the generator's lateness grew it may have grown for that alone. */
  readonly mostWaits?: number;
  /** What a difference must exceed to be worth telling: a share of the baseline, of errors of all operations. */
  readonly tolerance: number;
  readonly read: (look: Look) => Reading;
}

/** A twentieth of its memory is what a program takes or leaves by where its collector happened to be. */
const MEMORY_TOLERANCE = 0.05;
/**
 * Of what it has of descriptors or threads, gained over the run. Connections of the load come and go: of 20 runs of a
 * minute of a service with 26 descriptors two opened three or four more on their way.
 */
const COUNT_TOLERANCE = 0.25;
/**
 * Under a tenth nobody waits longer; a percentile's bucket alone is up to 1 % wide. A tail is made by one operation in
 * twenty or in a hundred, and by whatever the machine does beside: of it twice as much.
 */
const TIME_TOLERANCE = 0.1;
const TAIL_TOLERANCE = 0.2;
/**
 * A time grows in proportion to the generator's lateness where it is made of waiting for a processor, and by no more than
 * so many times what the lateness grew where it is not. Measured: the p99 of a service by 2.0 to 3.5 times, its p95 by 1.3,
 * its median by 0.2.
 */
const MOST_WAITS = { 50: 1, 95: 3, 99: 4 } as const;
const PERCENTILES = [
  [50, TIME_TOLERANCE],
  [95, TAIL_TOLERANCE],
  [99, TAIL_TOLERANCE],
] as const;
/** An open load that is kept up with differs by nothing at all, and a closed one by what times differ by. */
const THROUGHPUT_TOLERANCE = 0.05;
/** One operation in a thousand: the smallest share that plans usually ask about (success >= 99.9%). */
const ERROR_TOLERANCE = 0.001;

/** The load as a whole, each operation where there are several, then each target: levels, then slopes. */
export function measuresOf(plan: Plan): Measure[] {
  const targets = plan.targets.map(({ name }) => name);
  const levels = targets.flatMap((target) =>
    (['anon', 'rss'] as const).map((metric) => memory(metric, target)),
  );
  const slopes = targets.flatMap((target) => [
    slope({ name: 'anon', target }, 'bytes', MEMORY_TOLERANCE),
    ...['fds', 'threads'].map((name) => slope({ name, target }, 'count', COUNT_TOLERANCE)),
  ]);
  if (plan.load === null) return [...levels, ...slopes];
  const operations = plan.load.operations.map(({ name }) => name);
  const { model } = plan.load;
  const isClosed = isOfLevels(model) ? model.of === 'users' : model.kind === 'closed';
  const each = operations.length < 2 ? [] : operations.flatMap((name) => ofLoad(name, isClosed));
  const latency = { name: 'latency.p95', target: null };
  return [...ofLoad(null, isClosed), ...each, ...levels, slope(latency, 'ms', TAIL_TOLERANCE), ...slopes];
}

const LEVEL = { isSlope: false, worse: 'rise', isSwayed: true } as const;

function memory(metric: TargetMetric, target: string): Measure {
  return {
    ...LEVEL,
    name: metric,
    target,
    operation: null,
    unit: 'bytes',
    isRatio: true,
    isSwayed: false,
    tolerance: MEMORY_TOLERANCE,
    read: (look) => levelFigure(look, target, metric),
  };
}

function ofLoad(operation: string | null, isClosed: boolean): Measure[] {
  const shared = { ...LEVEL, target: null, operation };
  const times = PERCENTILES.map(
    ([percentile, tolerance]): Measure => ({
      ...shared,
      name: `latency.p${percentile}`,
      unit: 'ms',
      isRatio: true,
      tolerance,
      mostWaits: MOST_WAITS[percentile],
      read: (look) => percentileFigure(look.times(operation), percentile),
    }),
  );
  return [
    ...times,
    {
      ...shared,
      name: 'throughput',
      unit: '/s',
      isRatio: true,
      worse: 'fall',
      // An open load sends as much whether the target is quick or slow.
      isSwayed: isClosed,
      tolerance: THROUGHPUT_TOLERANCE,
      read: (look) => throughputFigure(look, operation),
    },
    {
      ...shared,
      name: 'errors',
      unit: 'ratio',
      isRatio: false,
      isSwayed: false,
      tolerance: ERROR_TOLERANCE,
      read: (look) => errorFigure(look, operation),
    },
  ];
}

/** What it adds up to over the run is told by the tolerance of the level. */
function slope({ name, target }: Pick<Measure, 'name' | 'target'>, unit: Unit, tolerance: number): Measure {
  return {
    name: `${name}.slope`,
    target,
    operation: null,
    unit,
    isRatio: false,
    isSlope: true,
    worse: 'rise',
    isSwayed: unit !== 'bytes',
    tolerance,
    read: ({ run }) => {
      if (target === null) return slopeFigure(run, LATENCY);
      const index = run.rows.facts.targets.indexOf(target);
      return index === -1 ? 'there is no such target' : slopeFigure(run, ofTarget(name, index));
    },
  };
}

const LATENCY: Subject = {
  metric: { kind: 'load', name: 'latency' },
  percentile: 95,
  operation: null,
  target: null,
};

function ofTarget(name: string, target: number): Subject {
  const metric = { kind: 'target', name: name as TargetMetric } as const;
  return { metric, percentile: null, operation: null, target };
}
