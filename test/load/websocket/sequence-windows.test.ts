import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SequenceWindows, WINDOW } from '../../../src/load/websocket/sequence-windows.ts';

/** What is to be said of numbers that arrive one after the other: by remembering all of them. */
function remembered(first: number, numbers: readonly number[]): string[] {
  const received = new Set<number>();
  let greatest = first - 1;
  return numbers.map((number) => {
    const isNew = !received.has(number);
    if (number > greatest) {
      greatest = number;
      received.add(number);
      return 'next';
    }
    if (number < first || number <= greatest - WINDOW) return 'unknown';
    received.add(number);
    return isNew ? 'late' : 'again';
  });
}

/** Walks through a channel: mostly forward, with gaps, steps back and far leaps. */
const walk = fc
  .array(fc.oneof({ weight: 5, arbitrary: fc.constant(1) }, fc.integer({ min: -300, max: 300 }), fc.nat(9)), {
    maxLength: 400,
  })
  .map((steps) => {
    let at = 1000;
    return steps.map((step) => {
      at = Math.max(0, at + step);
      return at;
    });
  });

test('a window says of every arrival what remembering all of them would', () => {
  fc.assert(
    fc.property(walk, walk, fc.integer({ min: 900, max: 1100 }), (numbers, others, first) => {
      const windows = new SequenceWindows(3);
      windows.begin(1, first);
      windows.begin(2, 0);
      // The neighbours have walks of their own.
      const said = numbers.map((number, at) => {
        windows.arrive(2, others[at] ?? 0);
        return windows.arrive(1, number);
      });
      assert.deepEqual(said, remembered(first, numbers));
    }),
    { numRuns: 500 },
  );
});

test('has tells what has come, and of what is beyond the window that it has', () => {
  const windows = new SequenceWindows(1);
  windows.begin(0, 5);
  for (const number of [5, 7, 9]) windows.arrive(0, number);
  assert.deepEqual(
    [4, 5, 6, 7, 8, 9, 10].map((number) => windows.has(0, number)),
    [true, true, false, true, false, true, false],
  );
  windows.arrive(0, 6 + WINDOW);
  assert.equal(windows.has(0, 6), true);
});

test('a subscription that begins again expects what is sent from then on', () => {
  const windows = new SequenceWindows(1);
  windows.begin(0, 0);
  windows.arrive(0, 3);
  windows.begin(0, 10);
  assert.equal(windows.arrive(0, 9), 'unknown');
  assert.equal(windows.arrive(0, 11), 'next');
  assert.equal(windows.arrive(0, 10), 'late');
});
