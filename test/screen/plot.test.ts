import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Buckets } from '../../src/screen/buckets.ts';
import { type Curve, levelsOf, type PlotRequest, plotOf } from '../../src/screen/plot.ts';

function request(curves: readonly Curve[], more: Partial<PlotRequest> = {}): PlotRequest {
  return {
    columns: 60,
    rows: 10,
    fromMs: 0,
    toMs: 60_000,
    unit: 'count',
    binary: false,
    curves,
    cutsPeaks: false,
    marksMs: [],
    cursorMs: null,
    ...more,
  };
}

function curve(levelAt: Curve['levelAt'], more: Partial<Curve> = {}): Curve {
  return { ink: 'data', stroke: 'line', levelAt, scales: true, ...more };
}

test('what rises goes up, from the lower left to the upper right', () => {
  const { lines } = plotOf(request([curve((ms) => ms)]));
  const dots = lines[0]?.dots ?? [];
  const seen = dots.filter((dot) => dot !== null);
  assert.equal(seen.length, dots.length);
  assert.deepEqual(
    seen.toSorted((one, other) => other - one),
    seen,
  );
  assert.ok((seen[0] ?? 0) > 30 && (seen.at(-1) ?? 99) < 4);
});

test('a gap in the readings is a gap in the line', () => {
  const course = new Buckets(0, null, 1000);
  for (let second = 0; second < 60; second += 1)
    if (second < 20 || second >= 40) course.add(second * 1000, second);
  const { lines } = plotOf(request([curve(levelsOf(course.stretches(), 3000))]));
  const dots = lines[0]?.dots ?? [];
  assert.equal(dots[Math.floor(dots.length / 2)], null);
  assert.ok(dots[2] !== null && dots.at(-3) !== null);
});

test('a band that is far off does not flatten the readings, and is not drawn outside', () => {
  const band = curve((ms) => ms * 1e9, { scales: false });
  const { lines, axis } = plotOf(request([curve((ms) => 10 + ms / 60_000), band]));
  assert.ok(axis.high < 20);
  assert.ok((lines[1]?.dots ?? []).slice(2).every((dot) => dot === null));
});

test('one peak does not flatten all else: it is cut at the upper edge', () => {
  const peak = curve((ms) => (ms > 30_000 && ms < 30_600 ? 5000 : 10 + ms / 60_000));
  const { axis, lines } = plotOf(request([peak], { cutsPeaks: true, unit: 'ms' }));
  assert.ok(axis.high < 30);
  assert.ok((lines[0]?.dots ?? []).every((dot) => dot !== null));
});

test('labels stand beside the grid and under it, and the cursor and marks on it', () => {
  const { labels, left, cursor, marks } = plotOf(
    request([curve((ms) => ms)], { cursorMs: 30_000, marksMs: [0, 15_000, 600_000] }),
  );
  const beneath = labels.filter(({ row }) => row === 9).map(({ text }) => text);
  assert.deepEqual(beneath, ['0:00', '1:00', '0:30']);
  for (const { column, text, row } of labels) assert.ok(row === 9 || column + text.length < left);
  assert.equal(cursor, 60 - left);
  assert.equal(marks.length, 2);
});
