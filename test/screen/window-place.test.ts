import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RANGES } from '../../src/screen/view.ts';
import { isSamePlace, placeFor } from '../../src/screen/window-place.ts';

const ALL = { target: 0, fromMs: 0, spanMs: null, toMs: null };
const HOUR = RANGES.findIndex(({ name }) => name === '1 h');
const HOUR_MS = 3_600_000;

function place(
  view: { range?: number; target?: number; cursorMs?: number | null },
  now = ALL as Parameters<typeof isSamePlace>[0],
) {
  const whole = { range: RANGES.length - 1, target: 0, cursorMs: null, ...view };
  return placeFor(whole, { now, newestMs: 10 * HOUR_MS, targets: 2 });
}

test('all of a run is one window, wherever the cursor is', () => {
  assert.deepEqual(place({}), ALL);
  assert.ok(isSamePlace(place({ cursorMs: 5 }), ALL));
  assert.ok(!isSamePlace(place({ target: 1 }), ALL));
  assert.equal(place({ target: 7 }).target, 1, 'a run of fewer targets');
});

test('without a cursor the last hour is seen, and goes on with the run', () => {
  const last = place({ range: HOUR });
  assert.deepEqual(last, { target: 0, fromMs: 9 * HOUR_MS, spanMs: HOUR_MS, toMs: null });
  assert.ok(isSamePlace(last, { ...last, fromMs: last.fromMs + 1000 }), 'it is not read anew each second');
});

test('with a cursor the hour around it is seen, and stays while the cursor moves in it', () => {
  const around = place({ range: HOUR, cursorMs: 5 * HOUR_MS });
  assert.deepEqual(around, { target: 0, fromMs: 4.5 * HOUR_MS, spanMs: HOUR_MS, toMs: 5.5 * HOUR_MS });
  assert.equal(place({ range: HOUR, cursorMs: 5.4 * HOUR_MS }, around), around);
  assert.equal(place({ range: HOUR, cursorMs: 5.6 * HOUR_MS }, around).fromMs, 5.1 * HOUR_MS);
  assert.ok(!isSamePlace(place({ range: HOUR, cursorMs: 5.4 * HOUR_MS, target: 1 }, around), around));
});

test('at both ends of the run the hour stays within it', () => {
  assert.equal(place({ range: HOUR, cursorMs: 0 }).fromMs, 0);
  assert.equal(place({ range: HOUR, cursorMs: 9.9 * HOUR_MS }).toMs, 10 * HOUR_MS);
});
