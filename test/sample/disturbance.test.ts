import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Clock } from '../../src/clock.ts';
import { classifyDisturbance, type Instant, readInstant } from '../../src/sample/disturbance.ts';

const start = fc.record({
  monoMs: fc.double({ min: 0, max: 1e9, noNaN: true }),
  bootMs: fc.double({ min: 0, max: 1e9, noNaN: true }),
  wallMs: fc.double({ min: 0, max: 2e12, noNaN: true }),
});
const everyMs = fc.integer({ min: 50, max: 600_000 });
const length = fc.double({ min: 2_000, max: 1e7, noNaN: true });

/** Time passes: all clocks by `ms`, but boot and wall by `suspendedMs` more, and the wall clock is set by `stepMs`. */
function after(from: Instant, ms: number, suspendedMs: number, stepMs: number): Instant {
  // CLOCK_BOOTTIME is told in 10 ms steps.
  const bootMs = from.bootMs === null ? null : Math.floor((from.bootMs + ms + suspendedMs) / 10) * 10;
  return { monoMs: from.monoMs + ms, bootMs, wallMs: from.wallMs + ms + suspendedMs + stepMs };
}

test('ticks on time, up to the jitter of a busy machine, are no disturbance', () => {
  fc.assert(
    fc.property(start, everyMs, fc.double({ min: -100, max: 400, noNaN: true }), (from, every, jitterMs) => {
      const ms = Math.max(0, every + jitterMs);
      assert.equal(classifyDisturbance(from, after(from, ms, 0, 0), every), null);
      // A wall clock being slewed by 5 %.
      assert.equal(classifyDisturbance(from, after(from, ms, 0, ms * 0.05), every), null);
    }),
  );
});

test('a stall, a suspend and a step of the wall clock are told apart, with their length', () => {
  fc.assert(
    fc.property(start, everyMs, length, (from, every, ms) => {
      const near = (kind: string, now: Instant, expectedMs: number) => {
        const disturbance = classifyDisturbance(from, now, every);
        assert.equal(disturbance?.kind, kind);
        assert.ok(Math.abs((disturbance?.durationMs ?? 0) - expectedMs) <= 11);
      };
      near('stall', after(from, every + ms, 0, 0), ms);
      near('suspend', after(from, every, ms, 0), ms);
      const stepMs = ms + every * 0.2;
      near('clock-step', after(from, every, 0, stepMs), stepMs);
      near('clock-step', after(from, every, 0, -stepMs), -stepMs);
      // A laptop wakes with a wall clock that is then corrected: the suspend is what counts.
      near('suspend', after(from, every, ms, stepMs), ms);
    }),
  );
});

test('without a boot clock a stall is still told from a step', () => {
  const from = { monoMs: 0, bootMs: null, wallMs: 0 };
  assert.equal(classifyDisturbance(from, after(from, 9_000, 0, 0), 1_000)?.kind, 'stall');
  assert.equal(classifyDisturbance(from, after(from, 1_000, 0, 5_000), 1_000)?.kind, 'clock-step');
});

test('clocks read apart, because the thread was held up between them, are read again', () => {
  let reads = 0;
  let monoMs = 0;
  const clock: Clock = {
    monotonicMs: () => monoMs,
    bootMs: () => {
      // Held up for two seconds within the first reading only.
      if (reads++ === 0) monoMs += 2_000;
      return monoMs;
    },
    wallMs: () => monoMs,
  };
  assert.deepEqual(readInstant(clock), { monoMs: 2_000, bootMs: 2_000, wallMs: 2_000 });
  assert.equal(reads, 2);
});

test('a machine without /proc/uptime has no boot clock', () => {
  const clock: Clock = {
    monotonicMs: () => 5,
    wallMs: () => 7,
    bootMs: () => {
      throw new Error('ENOENT');
    },
  };
  assert.deepEqual(readInstant(clock), { monoMs: 5, bootMs: null, wallMs: 7 });
});
