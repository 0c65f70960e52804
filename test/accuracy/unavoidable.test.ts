import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LabelledSeries } from '../../scripts/bench/accuracy/labelled-series.ts';
import { normalShare } from '../../scripts/bench/accuracy/normal.ts';
import { unavoidableFalseLeak } from '../../scripts/bench/accuracy/unavoidable.ts';
import { near } from '../trend/near.ts';
import { labelled } from './labelled.ts';

const HOUR = 3600;
const SPAN_S = 8 * HOUR;
const HAS_TO_FIND = 0.97;

/** Sound, of 8 h, with noise of σ 1 and τ 60 s, at 1 an hour: the least leak rises by 1.054 an hour. */
function sound(course: (second: number) => number, changed: Partial<LabelledSeries> = {}): LabelledSeries {
  const seconds = Float64Array.from({ length: SPAN_S / 30 }, (_, index) => 30 * index);
  return {
    ...labelled({ seconds, values: seconds.map(course) }),
    known: { identifiableFromS: Number.POSITIVE_INFINITY, leak: () => 0, nuisances: [], course },
    ...changed,
  };
}

test('a sound series whose course is that of a leak is called leaking as often as the leak', () => {
  near(unavoidableFalseLeak(sound((second) => 50 + (2 * second) / HOUR)), HAS_TO_FIND, 1e-6);
  const sinking = sound((second) => 50 - (2 * second) / HOUR, { direction: 'fall' });
  near(unavoidableFalseLeak(sinking), HAS_TO_FIND, 1e-6);
});

test('a flat one is told from all leaks, and so is one that falls', () => {
  assert.ok(unavoidableFalseLeak(sound(() => 50)) < 1e-6);
  assert.ok(unavoidableFalseLeak(sound((second) => 50 - second / HOUR)) < 1e-6);
});

test('the later a rise ends, the harder it is to tell from a leak', () => {
  const endsAt = (share: number): number =>
    unavoidableFalseLeak(sound((second) => 12 * Math.min(1, second / (share * SPAN_S))));
  const found = [0.5, 0.8, 0.95, 1].map(endsAt);
  assert.deepEqual(
    found.toSorted((a, b) => a - b),
    found,
  );
  assert.ok((found[0] ?? 1) < 0.01, found.join());
  near(found[3] ?? 0, HAS_TO_FIND, 1e-6);
});

test('the figure is that of the best test: the likelihood ratio of the course and the nearest line', () => {
  // Up and down by turns: a line takes up next to nothing of it. White noise has as many free readings as readings.
  const bend = (second: number): number => (Math.floor(second / 600) % 2 === 0 ? 1 : -1);
  const readings = SPAN_S / 30;
  const height = 3 / Math.sqrt(readings);
  const series = sound((second) => (2 * second) / HOUR + height * bend(second), {
    tauS: 30,
    intervalS: 30,
  });
  near(unavoidableFalseLeak(series), normalShare(1.8807936 - 3), 0.1);
});

test('a leak is no false one', () => {
  assert.equal(unavoidableFalseLeak(sound((second) => second / HOUR, { leaks: true })), 0);
});
