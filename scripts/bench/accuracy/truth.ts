/** What is true of a series by the parts it is made of: σ, τ, the budget it can be judged at, the slope it is given. */
import { decidableBudget, minimalDetectable } from './labelled-series.ts';
import { type Bend, type LeakForm, type Noise, SPANS } from './part.ts';

export interface Truth {
  readonly sigma: number;
  readonly tauS: number;
  readonly budgetPerHour: number;
  /** Positive; 0 of a benign series. */
  readonly slopePerHour: number;
  /** Of the minimal detectable excess. */
  readonly multiple: number;
}

/** How steep a leak is made: by so many minimal detectable excesses over the budget, or by so many budgets. */
export interface Steepness {
  readonly of: 'detectable' | 'budget';
  readonly times: number;
}

export interface Ground {
  readonly spanS: number;
  /** Noise variances are in the unit squared. */
  readonly noises: readonly Pick<Noise, 'variance' | 'tauS'>[];
  readonly leastBudgetPerHour: number;
  readonly leak: { readonly form: LeakForm; readonly steepness: Steepness } | null;
  /** false: nobody asks a verdict of such a run, only that it calls no leak, at whatever budget a user would set. */
  readonly decidable: (tauS: number) => boolean;
}

/** A leak in stairs is the coarser the steeper, and the steeper the coarser: the fixed point comes in a few rounds. */
const ROUNDS = 30;

export function truthOf({ spanS, noises, leastBudgetPerHour, leak, decidable }: Ground): Truth {
  let slope = 0;
  for (let round = 0; ; round += 1) {
    const parts = leak === null ? noises : [...noises, unevenness(leak.form, slope)];
    const variance = parts.reduce((sum, part) => sum + part.variance, 0);
    const tauS = parts.reduce((sum, part) => sum + part.variance * part.tauS, 0) / variance;
    const sigma = Math.sqrt(variance);
    const detectable = minimalDetectable(sigma, tauS, spanS - (leak?.form.onsetS ?? 0));
    const budgetPerHour =
      leak !== null || decidable(tauS) ? decidableBudget(leastBudgetPerHour, detectable) : leastBudgetPerHour;
    slope = leak === null ? 0 : steepen(leak.steepness, budgetPerHour, detectable);
    if (round === ROUNDS || leak === null) {
      return {
        sigma,
        tauS,
        budgetPerHour,
        slopePerHour: slope,
        multiple: (slope - budgetPerHour) / detectable,
      };
    }
  }
}

function unevenness(form: LeakForm, slope: number): Pick<Noise, 'variance' | 'tauS'> {
  return { variance: form.variance * slope ** 2, tauS: form.tauS };
}

function steepen({ of, times }: Steepness, budget: number, detectable: number): number {
  return of === 'budget' ? times * budget : budget + times * detectable;
}

/** How long the series must have gone on (a late leak: since its onset) for a run to tell it for what it is. */
export function identifiableFromS(noises: readonly Noise[], bends: readonly Bend[], tauS: number): number {
  return Math.max(
    SPANS.correlation * tauS,
    ...noises.map(({ periodS }) => SPANS.wave * (periodS ?? 0)),
    ...bends.map((bend) => bend.identifiableFromS),
  );
}
