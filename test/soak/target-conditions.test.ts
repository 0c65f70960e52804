import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TargetReading } from '../../src/sample/sample.ts';
import { TargetConditions } from '../../src/soak/target-conditions.ts';

function watch() {
  const told: string[] = [];
  const conditions = new TargetConditions({
    stopped: (target, text) => told.push(`${target} ${text}`),
    continued: (target, text, afterMs) => told.push(`${target} ${text} after ${afterMs}`),
  });
  const see = (monoMs: number, stopped: number, more: Partial<TargetReading> = {}) =>
    conditions.see({ monoMs, targets: [{ ...reading, stopped, ...more }] });
  return { told, see };
}

const reading: TargetReading = {
  target: 0,
  generation: 1,
  state: 'read',
  why: null,
  rssBytes: null,
  anonBytes: null,
  swapBytes: null,
  pssBytes: null,
  vszBytes: null,
  fds: null,
  threads: null,
  connections: null,
  cpuPct: null,
  readBytes: null,
  writtenBytes: null,
  processes: 1,
  stopped: 0,
  cgroup: null,
  unavailable: {},
};

test('a stop is told once, and that it is over once, with its time', () => {
  const { told, see } = watch();
  for (const [atMs, stopped] of [
    [0, 0],
    [1000, 1],
    [2000, 1],
    [3000, 0],
    [4000, 0],
  ] as const)
    see(atMs, stopped);
  assert.deepEqual(told, ['0 stopped by a signal or a debugger (state T)', '0 goes on after 2000']);
});

test('of a tree it is told how many of it are stopped', () => {
  const { told, see } = watch();
  see(0, 2, { processes: 5 });
  assert.deepEqual(told, ['0 2 of 5 processes stopped by a signal or a debugger (state T)']);
});

test('what ended while it was stopped does not go on, and the next one begins anew', () => {
  const { told, see } = watch();
  see(0, 1);
  see(1000, 0, { state: 'gone' });
  see(2000, 0, { generation: 2 });
  see(3000, 1, { generation: 2 });
  assert.deepEqual(told, [
    '0 stopped by a signal or a debugger (state T)',
    '0 stopped by a signal or a debugger (state T)',
  ]);
});
