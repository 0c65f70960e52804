import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coverageOf } from '../../src/analysis/coverage.ts';
import { unplannedEnds } from '../../src/analysis/restarts.ts';
import { momentObserved, observedUntil, readTimeline } from '../../src/analysis/timeline.ts';
import type { EventKind, EventRow, GenerationRow } from '../../src/store/event-record.ts';

function event(kind: EventKind, monoMs: number, text = '', durationMs: number | null = null): EventRow {
  return { event: kind, monoMs, wallMs: 1e12 + monoMs, target: null, text, durationMs };
}

const fixed = { warmup: { kind: 'fixed', durationMs: 20_000 } } as const;
const automatic = { warmup: { kind: 'auto' } } as const;
const phases = [
  event('phase', 0, 'ready'),
  event('phase', 3000, 'warm-up'),
  event('phase', 23_000, 'soak'),
  event('phase', 103_000, 'drain'),
  event('phase', 110_000, 'ended'),
];

test('a fixed warm-up ends when the soak phase begins; an automatic one is for the trends to find', () => {
  assert.equal(readTimeline(phases, fixed, 200_000).soakFromMs, 23_000);
  assert.equal(readTimeline(phases, automatic, 200_000).soakFromMs, 3000);
  assert.equal(readTimeline(phases, fixed, 200_000).soakToMs, 103_000);
  assert.equal(readTimeline(phases, fixed, 200_000).endMs, 110_000);
});

test('the soak ends where the load stops; the drain lasts until it comes on again', () => {
  const { soakToMs, drain, reload, endMs } = readTimeline(
    [...phases.slice(0, 4), event('phase', 106_000, 'reload'), event('phase', 110_000, 'ended')],
    fixed,
    200_000,
  );
  assert.deepEqual([soakToMs, endMs], [103_000, 110_000]);
  assert.deepEqual(drain, { fromMs: 103_000, toMs: 106_000 });
  assert.deepEqual(reload, { fromMs: 106_000, toMs: 110_000 });
  assert.equal(readTimeline(phases, fixed, 200_000).reload, null);
  assert.equal(readTimeline(phases.slice(0, 3), fixed, 60_000).drain, null);
});

test('a run that goes on ends where it was seen last', () => {
  const timeline = readTimeline(phases.slice(0, 2), fixed, 60_000);
  assert.deepEqual([timeline.beginMs, timeline.soakFromMs, timeline.soakToMs], [3000, 23_000, 60_000]);
});

test('a gap and a stall stand at their end; a suspend has no length on this clock', () => {
  const events = [
    event('gap', 50_000, 'down', 10_000),
    event('stall', 70_000, '', 2000),
    event('suspend', 80_000, '', 9e6),
  ];
  assert.deepEqual(readTimeline(events, automatic, 90_000).excluded, [
    { fromS: 40, toS: 50 },
    { fromS: 68, toS: 70 },
    { fromS: 80, toS: 80 },
  ]);
});

test('a pause is a gap from its event to that of its end, in the words of both', () => {
  const events = [...phases.slice(0, 3), event('pause', 40_000, 'paused'), event('resume', 50_000, 'over')];
  const { gaps, rests } = readTimeline(events, automatic, 90_000);
  assert.deepEqual(gaps, [{ fromS: 40, toS: 50, kind: 'pause', text: 'paused; over' }]);
  assert.deepEqual(rests, [{ fromMs: 40_000, toMs: 50_000 }]);
});

test('the time of a fault is left out of trends, and is observed all the same', () => {
  const faults = [
    { begunMs: 30_000, endedMs: 40_000 },
    { begunMs: 50_000, endedMs: 50_000 },
    { begunMs: 80_000, endedMs: null },
    { begunMs: null, endedMs: null },
  ];
  const timeline = readTimeline(phases.slice(0, 3), automatic, 90_000, faults);
  const { excluded, gaps, endMs } = timeline;
  assert.deepEqual(excluded, [
    { fromS: 30, toS: 40 },
    { fromS: 50, toS: 50 },
    { fromS: 80, toS: endMs / 1000 },
  ]);
  assert.deepEqual(gaps, []);
  assert.equal(observedUntil(timeline, 60_000), 57_000);
});

test('a pause that never ended lasts to the end of the run', () => {
  const { gaps } = readTimeline([...phases, event('pause', 90_000, 'paused')], automatic, 200_000);
  assert.deepEqual(gaps, [{ fromS: 90, toS: 110, kind: 'pause', text: 'paused; it was never resumed' }]);
});

test('what is lost twice is lost once: a stall, or the death of soakd, in a pause', () => {
  const timeline = readTimeline(
    [
      ...phases.slice(0, 3),
      event('stall', 8000, '', 1000),
      event('pause', 10_000),
      event('gap', 25_000, 'down', 10_000),
      event('stall', 28_000, '', 2000),
      event('resume', 30_000),
    ],
    automatic,
    60_000,
  );
  assert.deepEqual(timeline.rests, [{ fromMs: 10_000, toMs: 30_000 }]);
  assert.equal(observedUntil(timeline, 60_000), 57_000 - 21_000);
  assert.equal(observedUntil(timeline, 20_000), 6000);
  assert.equal(momentObserved(timeline, 10_000), 34_000);
});

function ticks(times: readonly number[], missedAt: Readonly<Record<number, number>> = {}) {
  return {
    seconds: Float64Array.from(times),
    values: Float64Array.from(times, (second) => missedAt[second] ?? 0),
  };
}

const seconds = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

test('coverage is whole when every tick was taken', () => {
  assert.equal(coverageOf(ticks(seconds(3, 103)), readTimeline(phases, fixed, 110_000), 1000), 1);
});

test('missed ticks, a late first tick and an early last tick lower coverage', () => {
  const timeline = readTimeline(phases, fixed, 110_000);
  assert.equal(coverageOf(ticks(seconds(3, 103), { 50: 25 }), timeline, 1000), 100 / 125);
  assert.equal(coverageOf(ticks(seconds(53, 103)), timeline, 1000), 50 / 99);
  assert.equal(coverageOf(ticks(seconds(3, 53)), timeline, 1000), 50 / 100);
  assert.equal(coverageOf(ticks([]), timeline, 1000), 0);
});

test('time that soakd was down is a gap, not observed time', () => {
  const timeline = readTimeline([...phases, event('gap', 103_000, 'down', 50_000)], fixed, 110_000);
  assert.equal(coverageOf(ticks(seconds(3, 53)), timeline, 1000), 1);
});

test('ticks in a pause neither raise nor lower coverage', () => {
  const paused = [...phases, event('pause', 43_000, 'paused'), event('resume', 63_000, 'over')];
  const timeline = readTimeline(paused, fixed, 110_000);
  assert.equal(coverageOf(ticks(seconds(3, 103)), timeline, 1000), 1);
  assert.equal(coverageOf(ticks([...seconds(3, 43), ...seconds(63, 103)]), timeline, 1000), 1);
  assert.equal(coverageOf(ticks(seconds(3, 103), { 50: 7 }), timeline, 1000), 1);
  assert.equal(coverageOf(ticks(seconds(3, 103), { 70: 20 }), timeline, 1000), 80 / 100);
  const never = readTimeline(phases.slice(0, 3).concat(event('pause', 43_000)), fixed, 103_000);
  assert.equal(coverageOf(ticks(seconds(3, 43)), never, 1000), 1);
});

function generation(number: number, endedMs: number | null, planned: boolean): GenerationRow {
  return {
    target: 0,
    generation: number,
    pid: 100 + number,
    startTicks: 1,
    bootId: 'b',
    command: 'c',
    startedMs: 0,
    endedMs,
    why: endedMs === null ? null : 'exited with code 1',
    planned,
  };
}

test('only ends that nobody planned are unplanned, and the loss that ended the run is told by its state', () => {
  const crashedTwice = [generation(1, 10, false), generation(2, 20, false), generation(3, 30, true)];
  assert.deepEqual(unplannedEnds(crashedTwice, 'completed', []), { seen: 2, unseen: 0 });
  assert.deepEqual(unplannedEnds(crashedTwice.slice(0, 2), 'lost', []), { seen: 1, unseen: 0 });
  assert.deepEqual(unplannedEnds(crashedTwice.slice(0, 2), 'completed', []), { seen: 2, unseen: 0 });
  assert.deepEqual(unplannedEnds([generation(1, null, false)], 'running', []), { seen: 0, unseen: 0 });
});

test("an end while soakd was down is nobody knows whose, and one by a reboot is not the target's", () => {
  const { gaps } = readTimeline([...phases, event('gap', 60_000, 'down', 10_000)], fixed, 110_000);
  const ends = [generation(1, 50_000, false), generation(2, 70_000, false), generation(3, null, false)];
  assert.deepEqual(unplannedEnds(ends, 'completed', gaps), { seen: 1, unseen: 1 });
  const rebooted = [generation(1, 50_000, false), { ...generation(2, null, false), bootId: 'later' }];
  assert.deepEqual(unplannedEnds(rebooted, 'completed', gaps), { seen: 0, unseen: 0 });
});
