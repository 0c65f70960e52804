import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePlan } from '../../src/plan/parse.ts';
import { shortfalls } from '../../src/plan/shortfall.ts';

function told(text: string): string[] {
  return shortfalls(parsePlan(`name: x\ntarget: { pid: 1 }\n${text}`, { file: 'plan.yaml' }).plan);
}

test('a plan with time and samples enough is told nothing', () => {
  assert.deepEqual(told('duration: 8h\n'), []);
  assert.deepEqual(
    told('duration: 90s\nsample: { every: 1s }\ncriteria: [anon.slope < 1MB/h, fds.max < 100]\n'),
    [],
  );
});

test('a drain or a reload with too few samples is told, with the time that has enough', () => {
  const load = 'load: { rate: 1/s, operations: [{ http: { get: "http://127.0.0.1:1/" } }] }\n';
  const plan = (drain: string): string =>
    `duration: 1h\nsample: { every: 2s }\n${load}criteria: [success >= 99%]\ndrain: ${drain}\n`;
  assert.deepEqual(told(plan('{ for: 1m, reload: 1m }')), []);
  assert.deepEqual(told(plan('{ for: 5m, reload: 40s }')), [
    '40s of drain or reload is too short to tell what came back: 1m have 30 samples',
  ]);
});

test('too few samples for a trend are told, with an interval that would do', () => {
  assert.deepEqual(told('duration: 75s\ncriteria: [anon.slope < 1MB/h]\n'), [
    '15 samples are too few for a trend: sample every 310ms, or run longer',
  ]);
});

test('a budget on a count that the run is too short to hold is told, with the time it takes', () => {
  assert.deepEqual(
    told('duration: 10m\nsample: { every: 1s }\ncriteria: [fds.slope < 0.5/h, threads.slope < 12/h]\n'),
    ['fds.slope < 0.5/h cannot pass in less than 2h: even a count that never moves leaves room'],
  );
});
