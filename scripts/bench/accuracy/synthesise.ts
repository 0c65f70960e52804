/** A series summed from its parts, and its truth from theirs. */
import type { Random } from '../../../test/trend/simulate.ts';
import type { LabelledSeries, LabelledShape, Split } from './labelled-series.ts';
import type { Bend, Draw, LeakForm, Noise } from './part.ts';
import { identifiableFromS, type Steepness, truthOf } from './truth.ts';
import { MEMORY, type Unit } from './unit.ts';

const HOUR = 3600;
/** A limit is broken by a peak: one reading in twenty is this far over the course (a normal distribution's 95 %). */
const PEAK_SIGMAS = 1.645;

type Share = readonly [from: number, to: number];

export interface Recipe {
  /** Default memory in MB. */
  readonly unit?: Unit;
  readonly hours: number;
  readonly intervalS: number;
  readonly noises?: readonly Draw<Noise>[];
  readonly bends?: readonly Draw<Bend>[];
  /** Noises and bends are in shares of the level. */
  readonly relative?: boolean;
  /** The judged generation begins in this share of the run; its parts run from there. */
  readonly restart?: Share;
  /** Shares of the span without readings, and those that the analysis is told to leave out. */
  readonly missing?: readonly Share[];
  readonly excluded?: readonly Share[];
  /** Coarser than the unit's own. */
  readonly quantum?: number;
  /** Of a sound series: a growth of this share of the budget. */
  readonly growth?: number;
}

export interface LeakRecipe extends Recipe {
  readonly leak: Draw<LeakForm>;
  readonly steepness: { readonly of: Steepness['of']; readonly times: readonly number[] };
  /** A sound course (a creep, a slow wave, a few steps) explains the leak's as well: no run can tell. */
  readonly ambiguous?: true;
}

export function benign(split: Split, name: string, recipe: Recipe): LabelledShape {
  return { name, split, draw: (random) => synthesise(name, recipe, null, random) };
}

export function leaking(split: Split, name: string, recipe: LeakRecipe): LabelledShape {
  return { name, split, draw: (random) => synthesise(name, recipe, recipe, random) };
}

function synthesise(
  shape: string,
  recipe: Recipe,
  leakRecipe: LeakRecipe | null,
  random: Random,
): LabelledSeries {
  const { unit = MEMORY, intervalS } = recipe;
  const fromS =
    intervalS * Math.round((recipe.hours * HOUR * among(random, recipe.restart ?? [0, 0])) / intervalS);
  const spanS = recipe.hours * HOUR - fromS;
  const level = among(random, unit.levels);
  const scale = recipe.relative ? level : 1;
  const sign = unit.direction === 'fall' ? -1 : 1;
  const quantum = Math.max(unit.quantum, recipe.quantum ?? 0);
  const noises = (recipe.noises ?? []).map((draw) => draw(random, spanS, intervalS));
  const bends = (recipe.bends ?? []).map((draw) => draw(random, spanS, intervalS));
  const leak = leakRecipe && {
    form: leakRecipe.leak(random, spanS, intervalS),
    steepness: { of: leakRecipe.steepness.of, times: pick(random, leakRecipe.steepness.times) },
  };
  const onsetS = leak?.form.onsetS ?? 0;
  const enoughS = (tauS: number): number =>
    leakRecipe?.ambiguous ? Number.POSITIVE_INFINITY : onsetS + identifiableFromS(noises, bends, tauS);
  const truth = truthOf({
    spanS,
    noises: [
      ...noises.map(({ variance, tauS }) => ({ variance: variance * scale ** 2, tauS })),
      { variance: quantum ** 2 / 12, tauS: intervalS },
    ],
    leastBudgetPerHour: unit.leastBudget(level),
    leak,
    decidable: (tauS) => enoughS(tauS) <= spanS,
  });

  const form = leak?.form ?? null;
  const slopePerHour =
    sign * (form === null ? (recipe.growth ?? 0) * truth.budgetPerHour : truth.slopePerHour);
  const course = (age: number): number =>
    level +
    sign * scale * bends.reduce((sum, bend) => sum + bend.at(age), 0) +
    slopePerHour * (form === null ? age / HOUR : form.at(age));
  const seconds: number[] = [];
  const values: number[] = [];
  for (let age = 0; age < spanS; age += intervalS) {
    const noise = scale * noises.reduce((sum, part) => sum + part.at(age), 0);
    if ((recipe.missing ?? []).some(([from, to]) => age >= from * spanS && age < to * spanS)) continue;
    seconds.push(fromS + age);
    values.push(quantum * Math.round((course(age) + noise) / quantum));
  }

  return {
    shape,
    tier: 'A',
    series: { seconds: Float64Array.from(seconds), values: Float64Array.from(values) },
    unit: unit.name,
    intervalS,
    quantum: unit.quantum,
    excluded: (recipe.excluded ?? []).map(([from, to]) => ({
      fromS: fromS + from * spanS,
      toS: fromS + to * spanS,
    })),
    direction: unit.direction,
    budgetPerHour: truth.budgetPerHour,
    leaks: form !== null,
    truePerHour: form?.straight === false ? null : slopePerHour,
    multiple: form === null ? null : truth.multiple,
    identifiable: enoughS(truth.tauS) <= spanS,
    sigma: truth.sigma,
    tauS: truth.tauS,
    onsetS: form === null ? null : fromS + onsetS,
    limit: form?.straight && onsetS === 0 ? course(spanS) + sign * PEAK_SIGMAS * truth.sigma : null,
    known: {
      identifiableFromS: enoughS(truth.tauS),
      leak: (second) => Math.max(0, second - fromS - onsetS) / HOUR,
      nuisances: bends.flatMap(({ columns }) =>
        columns.map((column) => (second: number) => column(second - fromS)),
      ),
      course: (second) => course(second - fromS),
    },
  };
}

function among(random: Random, [from, to]: Share): number {
  return from + (to - from) * random.uniform();
}

function pick(random: Random, list: readonly number[]): number {
  return list[Math.floor(random.uniform() * list.length)] ?? 0;
}
