/** From the stored rows of two runs, and of those before them, to what changed. */
import type { RunFacts } from '../store/read-run.ts';
import type { StoreReader } from '../store/reader.ts';
import { commonStretch, covers } from './common-stretch.ts';
import type { ComparedRun, Comparison, Differing } from './comparison.ts';
import { describe, incomparable } from './describe.ts';
import { earlierRuns } from './earlier-runs.ts';
import { type Figure, isFigure, type Reading } from './figure.ts';
import { assumedNoise, ERROR_RATE, judge, type Pair, toleranceOf } from './judge.ts';
import { type Lateness, latenessOf } from './lateness.ts';
import { type Look, lookAt } from './look.ts';
import { type Measure, measuresOf } from './measure.ts';
import { noiseOf } from './noise.ts';
import { overall, withoutBlurred } from './overall.ts';
import { blurred } from './soundness.ts';
import { type StudiedRun, study } from './studied-run.ts';
import { swayOf } from './sway.ts';

export interface CompareOptions {
  /** What differs beside the build, and may. */
  readonly differing: readonly Differing[];
  /** With the tolerances that were asked for. */
  readonly adjust: (measures: readonly Measure[]) => readonly Measure[];
  /** A run that is compared often is studied once. */
  readonly study?: (run: number) => StudiedRun;
}

interface Compared {
  readonly measure: Measure;
  readonly run: Reading;
  readonly baseline: Reading;
  readonly earlier: readonly Figure[];
}

export function compareRuns(
  reader: StoreReader,
  run: RunFacts,
  baseline: RunFacts,
  options: CompareOptions,
): Comparison {
  const { differing, adjust, study: studyRun = (each) => study(reader, each) } = options;
  const [studied, other] = [studyRun(run.run), studyRun(baseline.run)];
  const stretch = commonStretch(studied, other);
  const earlier = earlierRuns({ reader, study: studyRun }, run, baseline).filter((each) =>
    covers(each, stretch),
  );
  const looks = { run: lookAt(studied, stretch), baseline: lookAt(other, stretch) };
  const earlierLooks = earlier.map((each) => lookAt(each, stretch));
  const unblurred = earlierLooks.filter((look) => blurred(look.run) === null);
  const lateness = latenessOf({ ...looks, earlier: unblurred }, ERROR_RATE);
  const compared = adjust(measuresOf(studied.found.plan)).map((measure) =>
    readAll(measure, looks, measure.target === null ? unblurred : earlierLooks),
  );
  const findings = judge(compared.flatMap((each) => pairOf(each, lateness)));
  const described = compared.map((each) => {
    const finding = findings.find(({ pair }) => pair.measure === each.measure);
    return finding === undefined ? incomparable(each) : describe(finding);
  });
  const metrics = withoutBlurred(described, [studied, other]);
  return {
    version: 1,
    ...overall(metrics, [studied, other]),
    run: describeRun(run),
    baseline: describeRun(baseline),
    differing,
    learnedFrom: earlier.length < 2 ? [] : earlier.map(({ rows }) => rows.facts.id),
    stretch: {
      unit: run.operations.length > 0 ? 'operations' : 'seconds',
      from: stretch.fromDone,
      to: stretch.toDone,
    },
    lateness,
    errorRate: ERROR_RATE,
    metrics,
  };
}

function readAll(
  measure: Measure,
  { run, baseline }: { readonly run: Look; readonly baseline: Look },
  earlier: readonly Look[],
): Compared {
  return {
    measure,
    run: measure.read(run),
    baseline: measure.read(baseline),
    earlier: earlier.map(measure.read).filter(isFigure),
  };
}

function pairOf({ measure, run, baseline, earlier }: Compared, lateness: Lateness | null): Pair[] {
  if (!isFigure(run) || !isFigure(baseline)) return [];
  const tolerance = toleranceOf(measure, baseline);
  const noise = noiseOf([run, baseline], earlier, assumedNoise(tolerance));
  return [{ measure, run, baseline, noise, tolerance, sway: swayOf(measure, { run, baseline }, lateness) }];
}

function describeRun(facts: RunFacts): ComparedRun {
  const { id, name, state, verdict, startedWallMs, observedMs, planSha256 } = facts;
  return {
    id,
    name,
    state,
    verdict,
    startedAt: new Date(startedWallMs).toISOString(),
    observedS: observedMs / 1000,
    planSha256,
  };
}
