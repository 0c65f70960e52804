/** What one method made of many series of one shape, or of all. */
import type { Forecast } from './forecast.ts';
import { LIFE_SHARES } from './forecast.ts';
import { type LabelledSeries, PLAIN } from './labelled-series.ts';
import { medianOf } from './median.ts';
import type { Call } from './method.ts';
import { unavoidableFalseLeak } from './unavoidable.ts';

/** A series and what was made of it, without its readings. */
export interface Judged {
  readonly shape: string;
  readonly leaks: boolean;
  readonly identifiable: boolean;
  readonly multiple: number | null;
  readonly outcome: Call['outcome'];
  /** Whether the interval holds the true slope; null where there is no interval or no one slope. */
  readonly covered: boolean | null;
  /** |found − true| / true, of leaks with one slope. */
  readonly slopeError: number | null;
  /** |found − true| in shares of the span, of leaks that begin late and whose onset was told. */
  readonly onsetError: number | null;
  readonly forecasts: readonly Forecast[];
  /** How probable it is that whoever finds what has to be found calls it leaking; 0 of a leak. */
  readonly unavoidable: number;
}

export function judge(labelled: LabelledSeries, call: Call, forecasts: readonly Forecast[]): Judged {
  const { shape, leaks, identifiable, multiple, truePerHour, onsetS, series } = labelled;
  const { slopePerHour, lowPerHour, highPerHour } = call;
  const startS = series.seconds[0] ?? 0;
  const spanS = (series.seconds.at(-1) ?? 0) - startS;
  return {
    shape,
    leaks,
    identifiable,
    multiple,
    outcome: call.outcome,
    covered:
      truePerHour === null || lowPerHour === null || highPerHour === null
        ? null
        : lowPerHour <= truePerHour && truePerHour <= highPerHour,
    slopeError:
      leaks && truePerHour && slopePerHour !== null
        ? Math.abs(slopePerHour - truePerHour) / Math.abs(truePerHour)
        : null,
    onsetError:
      onsetS !== null && onsetS > startS && call.onsetS !== null
        ? Math.abs(call.onsetS - onsetS) / spanS
        : null,
    forecasts,
    unavoidable: unavoidableFalseLeak(labelled),
  };
}

export interface Share {
  readonly count: number;
  readonly of: number;
}

export interface Score {
  readonly series: number;
  readonly falseLeak: Share;
  /** Of those, what nobody avoids who finds what has to be found: a mean probability. */
  readonly unavoidable: number;
  readonly falseClean: Share;
  /** Of all leaks by their multiple of the minimal detectable excess, ascending. */
  readonly recall: readonly (Share & { readonly multiple: number })[];
  /** Leaks of at least 1.5 minimal detectable, of any shape. */
  readonly foundPlain: Share;
  /** The same on identifiable shapes. */
  readonly plainRecall: Share;
  /** On identifiable shapes: benign ones, and leaks of at least 1.5 minimal detectable. */
  readonly inconclusive: Share;
  readonly coverage: Share;
  readonly medianSlopeError: number | null;
  readonly medianOnsetError: number | null;
  readonly forecasts: readonly ScoredForecast[];
}

export interface ScoredForecast {
  /** Of life. */
  readonly share: number;
  /** How often anything was foretold. */
  readonly told: Share;
  readonly medianError: number | null;
}

export function scoreOf(judged: readonly Judged[]): Score {
  const benign = judged.filter(({ leaks }) => !leaks);
  const leaks = judged.filter((each) => each.leaks);
  const identifiable = judged.filter((each) => each.identifiable);
  const decidable = identifiable.filter((each) => !each.leaks || (each.multiple ?? 0) >= PLAIN);
  const steepness = [...new Set(leaks.map(rounded))].sort((a, b) => a - b);
  return {
    series: judged.length,
    falseLeak: share(benign, ({ outcome }) => outcome === 'leak'),
    unavoidable: benign.reduce((sum, each) => sum + each.unavoidable, 0) / Math.max(1, benign.length),
    falseClean: share(leaks, ({ outcome }) => outcome === 'clean'),
    recall: steepness.map((multiple) => ({
      multiple,
      ...share(
        leaks.filter((each) => rounded(each) === multiple),
        ({ outcome }) => outcome === 'leak',
      ),
    })),
    foundPlain: share(
      leaks.filter(({ multiple }) => (multiple ?? 0) >= PLAIN),
      ({ outcome }) => outcome === 'leak',
    ),
    plainRecall: share(
      decidable.filter((each) => each.leaks),
      ({ outcome }) => outcome === 'leak',
    ),
    inconclusive: share(decidable, ({ outcome }) => outcome === 'inconclusive'),
    coverage: share(
      identifiable.filter(({ covered }) => covered !== null),
      ({ covered }) => covered === true,
    ),
    medianSlopeError: medianOf(judged.map(({ slopeError }) => slopeError)),
    medianOnsetError: medianOf(judged.map(({ onsetError }) => onsetError)),
    forecasts: LIFE_SHARES.map((share) => scoreForecasts(judged, share)),
  };
}

function scoreForecasts(judged: readonly Judged[], share: number): ScoredForecast {
  const asked = judged.flatMap(({ forecasts }) => forecasts.filter((each) => each.share === share));
  const told = asked.filter(({ error }) => error !== null);
  return {
    share,
    told: { count: told.length, of: asked.length },
    medianError: medianOf(told.map(({ error }) => error)),
  };
}

/** Leaks on no noise are hundreds of detectable excesses over the budget: one class. */
const STEEPEST_CLASS = 10;

function rounded({ multiple }: Judged): number {
  return Math.min(STEEPEST_CLASS, Math.round(10 * (multiple ?? 0)) / 10);
}

function share(judged: readonly Judged[], counts: (each: Judged) => boolean): Share {
  return { count: judged.filter(counts).length, of: judged.length };
}
