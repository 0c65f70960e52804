/**
 * Tier C: known slopes added to real sound traces, at multiples of what a run of that length can detect over its budget.
 * Threads are left out: those of most programs never move, and the same staircase again and again is no real trace.
 * node scripts/bench/accuracy/tier-c.ts [--split tuning|held-out] [--program NAME] [--span 30,60,90]
 */
import { metrics } from './recorded-metric.ts';
import { askedFor, reportOn } from './recorded-report.ts';
import { raisedSeries } from './recorded-series.ts';

const MULTIPLES = [1.5, 2, 3, 5];

const { programs, spans } = askedFor();
const cases = programs.flatMap((program) =>
  metrics
    .filter(({ name, isKnown }) => name !== 'threads' && isKnown(program.truth, 'sound'))
    .flatMap((metric) =>
      spans.flatMap((spanMinutes) =>
        MULTIPLES.map((multiple) => ({
          spanMinutes,
          labelled: raisedSeries(program, metric, 60 * spanMinutes, multiple),
        })),
      ),
    ),
);
process.stdout.write(`${reportOn(cases)}\n`);
