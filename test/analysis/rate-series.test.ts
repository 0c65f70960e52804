import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CumulativeCounts, cumulate } from '../../src/analysis/load-counts.ts';
import {
  errorCourse,
  errorQuantum,
  throughputBySecond,
  throughputCourse,
} from '../../src/analysis/rate-series.ts';

interface Second {
  readonly ok?: number;
  readonly failed?: number;
  readonly skipped?: number;
  readonly due?: number;
}

/** A load whose second `s` did `secondOf(s)`; a second without operations has no row, as in the store. */
function load(seconds: number, secondOf: (second: number) => Second) {
  const rows = Array.from({ length: seconds }, (_, second) => ({ second, ...secondOf(second) })).filter(
    ({ ok = 0, failed = 0, skipped = 0, due = 0 }) => ok + failed + skipped + due > 0,
  );
  const column = (of: (row: (typeof rows)[number]) => number | undefined): Float64Array =>
    Float64Array.from(rows, (row) => of(row) ?? 0);
  const none = new Float64Array(rows.length);
  const counts: CumulativeCounts = cumulate([
    {
      monoMs: column(({ second }) => 1000 * second),
      values: {
        due: column(({ due, ok = 0, failed = 0, skipped = 0 }) => due ?? ok + failed + skipped),
        sent: none,
        ok: column(({ ok }) => ok),
        failed: column(({ failed }) => failed),
        blocked: none,
        bypassed: none,
        overblocked: none,
        undecided: none,
        skipped: column(({ skipped }) => skipped),
      },
    },
  ]);
  return {
    counts,
    loadSeconds: Float64Array.from({ length: seconds }, (_, second) => second),
    resolutionS: 1,
  };
}

const hour = { fromS: 0, toS: 3600, excluded: [] };

test('a load of ten a minute is a tenth of that in every window, though most seconds have no operation', () => {
  const source = load(3600, (second) => (second % 6 === 0 ? { ok: 1 } : {}));
  const { series, intervalS } = throughputCourse(source, hour);
  assert.equal(intervalS, 30);
  assert.ok(series.values.every((perSecond) => perSecond === 1 / 6));
  assert.equal(throughputBySecond(source).values.filter((ok) => ok === 0).length, (3600 / 6) * 5);
});

test('a service that hangs has no throughput, and what it never answered is an error', () => {
  const source = load(600, (second) => (second < 300 ? { ok: 10 } : { due: 10 }));
  const throughput = throughputCourse(source, { ...hour, toS: 600 });
  assert.equal(throughput.series.values.at(-1), 0);
  const errors = errorCourse(source, { ...hour, toS: 600 });
  assert.deepEqual([errors.series.values[0], errors.series.values.at(-1)], [0, 1]);
});

test('a second without load is no second without success: only seconds of load count', () => {
  const inHole = (second: number): boolean => second >= 200 && second < 300;
  const { counts, loadSeconds } = load(600, (second) => (inHole(second) ? {} : { ok: 10 }));
  const holed = { counts, loadSeconds: loadSeconds.filter((second) => !inHole(second)), resolutionS: 1 };
  const { series } = throughputCourse(holed, { ...hour, toS: 600 });
  assert.ok(series.values.every((perSecond) => perSecond === 10));
  assert.ok(series.seconds.every((second) => second < 200 || second > 300));
});

test('windows over a gap are left out, and so are the seconds that begin and end only partly in the span', () => {
  const source = load(600, () => ({ ok: 10 }));
  const gap = { fromS: 200, toS: 210 };
  const { series } = throughputCourse(source, { fromS: 0.4, toS: 599.5, excluded: [gap] });
  assert.equal(series.seconds[0], 3.5);
  assert.equal(series.seconds.at(-1), 593.5);
  assert.ok(series.seconds.every((second) => second + 2.5 <= 200 || second - 2.5 >= 210));
});

test('the share of errors is of what ended, skipped operations are among them, a window without any is missing', () => {
  const source = load(1200, (second) =>
    second >= 601 && second < 701 ? {} : { ok: 97, failed: 2, skipped: 1 },
  );
  const { series } = errorCourse(source, { ...hour, toS: 1200 });
  assert.ok(series.values.every((share) => share === 0.03));
  assert.ok(series.seconds.every((second) => second < 601 || second > 701));
});

test('an hour without a single error bounds its growth by the rule of three', () => {
  const source = load(3600, () => ({ ok: 10 }));
  const clean = errorCourse(source, hour);
  assert.ok(Math.abs(errorQuantum(source, clean, hour) - 6 / 36_000) < 1e-6);
  const erring = load(3600, (second) => (second === 99 ? { ok: 9, failed: 1 } : { ok: 10 }));
  assert.ok(Math.abs(errorQuantum(erring, errorCourse(erring, hour), hour) - 119 / 36_000) < 1e-6);
});
