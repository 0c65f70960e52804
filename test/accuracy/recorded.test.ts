/** The recorded traces, and the truth that tiers B and C hold verdicts against. */
import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { metrics, type RecordedMetric } from '../../scripts/bench/accuracy/recorded-metric.ts';
import { decidableIn, noiseOf } from '../../scripts/bench/accuracy/recorded-noise.ts';
import { raisedSeries, recordedSeries } from '../../scripts/bench/accuracy/recorded-series.ts';
import { recordings } from '../../scripts/bench/accuracy/recordings.ts';
import { readManifest, readTrace, TRACES } from '../../scripts/bench/accuracy/traces.ts';
import { seeded, wandering } from '../trend/simulate.ts';

const NINETY_MINUTES_S = 5400;
const MOST_BYTES = 6e6;
const manifest = readManifest();

test('every program that was to be recorded was, on its side of the split', () => {
  const recorded = Object.fromEntries(manifest.programs.map(({ program, split }) => [program, split]));
  const wanted = Object.entries(recordings).map(([program, { split }]) => [program, split]);
  assert.deepEqual(recorded, Object.fromEntries(wanted));
});

test('every trace is there at full rate for 90 minutes, and all of them are small', () => {
  for (const { files } of manifest.programs) {
    for (const { memory, latency, seconds } of Object.values(files)) {
      const trace = readTrace(memory);
      const spanS = (trace.seconds.at(-1) ?? 0) - (trace.seconds[0] ?? 0);
      assert.ok(Math.abs(spanS - NINETY_MINUTES_S) < 60, `${memory}: ${spanS} s`);
      assert.ok(trace.seconds.length > 0.95 * NINETY_MINUTES_S, `${memory}: ${trace.seconds.length} rows`);
      assert.deepEqual([...trace.columns.keys()], ['anon_bytes', 'rss_bytes', 'fds_count', 'threads_count']);
      for (const file of [latency, seconds])
        assert.deepEqual([...readTrace(file).columns.keys()], ['p95_ms']);
      assertAscending(trace.seconds, memory);
      assertAscending(trace.operations, memory);
    }
  }
  const bytes = readdirSync(TRACES).reduce((sum, name) => sum + statSync(new URL(name, TRACES)).size, 0);
  assert.ok(bytes < MOST_BYTES, `${bytes} bytes`);
});

test('each program leaks what it was made to leak, and its sound twin nothing', () => {
  for (const program of manifest.programs) {
    const leaks = metrics.filter(
      (metric) => recordedSeries(program, 'leaky', metric, NINETY_MINUTES_S).leaks,
    );
    assert.notEqual(leaks.length, 0, program.program);
    for (const metric of metrics) {
      const { leaks: leaky, truePerHour } = recordedSeries(program, 'sound', metric, NINETY_MINUTES_S);
      assert.deepEqual([leaky, truePerHour], [false, 0], `${program.program} ${metric.name}`);
    }
  }
});

test('σ and τ of a trace are those of its second half beside a straight line', () => {
  const at = wandering(seeded(7), 3, 20, 1);
  const seconds = Float64Array.from({ length: 20_000 }, (_, second) => second);
  const warmUp = (second: number): number => -500 * Math.exp(-second / 400);
  const values = seconds.map((second) => at() + 0.01 * second + warmUp(second));
  const { sigma, tauS } = noiseOf({ seconds, values }, 1);
  assert.ok(Math.abs(sigma - 3) < 0.3, `σ ${sigma}`);
  assert.ok(Math.abs(tauS - 20) < 5, `τ ${tauS}`);
});

test('a count that never moves cannot tell less than about a step per run', () => {
  const { budgetPerHour, detectablePerHour } = decidableIn(3600, { sigma: 0, tauS: 1 }, 1, 0.01);
  assert.ok(budgetPerHour > 1 && budgetPerHour < 3, `budget ${budgetPerHour}`);
  assert.ok(Math.abs(budgetPerHour - 1.5 * detectablePerHour) < 0.05);
});

test('a raised trace rises by what it is said to rise, in whole steps', () => {
  const [program] = manifest.programs;
  const fds = metrics.find(({ name }) => name === 'fds') as RecordedMetric;
  assert.ok(program);
  const sound = recordedSeries(program, 'sound', fds, NINETY_MINUTES_S);
  const raised = raisedSeries(program, fds, NINETY_MINUTES_S, 3);
  const added = raised.series.values.map((value, index) => value - (sound.series.values[index] ?? 0));
  const { seconds } = sound.series;
  const hours = ((seconds.at(-1) ?? 0) - (seconds[0] ?? 0)) / 3600;
  assert.ok(added.every(Number.isInteger));
  assert.ok(Math.abs((added.at(-1) ?? 0) - (raised.truePerHour ?? 0) * hours) <= 1);
  assert.ok((raised.truePerHour ?? 0) > raised.budgetPerHour);
});

function assertAscending(values: Float64Array, file: string): void {
  assert.ok(
    values.every((value, index) => index === 0 || value >= (values[index - 1] ?? 0)),
    file,
  );
}
