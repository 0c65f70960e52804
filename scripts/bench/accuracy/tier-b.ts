/**
 * Tier B: real programs and their leaky twins, as recorded, as runs of 30, 60 and 90 minutes.
 * node scripts/bench/accuracy/tier-b.ts [--split tuning|held-out] [--program NAME] [--span 30,60,90]
 */
import { metrics } from './recorded-metric.ts';
import { askedFor, reportOn } from './recorded-report.ts';
import { recordedSeries } from './recorded-series.ts';

const { programs, spans } = askedFor();
const cases = programs.flatMap((program) =>
  metrics.flatMap((metric) =>
    (['sound', 'leaky'] as const)
      .filter((twin) => metric.isKnown(program.truth, twin))
      .flatMap((twin) =>
        spans.map((spanMinutes) => ({
          spanMinutes,
          labelled: recordedSeries(program, twin, metric, 60 * spanMinutes),
        })),
      ),
  ),
);
process.stdout.write(`${reportOn(cases)}\n`);
