import assert from 'node:assert/strict';
import { test } from 'node:test';
import { surpriseText } from '../../src/report/life-end.ts';

const life = { generation: 1, pid: 5, startedS: 0, command: 'serve', why: 'exited with code 3' };
const crashed = { ...life, endedS: 6, planned: false };

test('an end that the run ended with is a loss, and not told as one that restarts.unplanned counts', () => {
  const lives = [crashed, { ...crashed, generation: 2, endedS: 9 }];
  assert.equal(surpriseText(lives, 0, 'lost'), ' (unplanned)');
  assert.equal(surpriseText(lives, 1, 'lost'), ' (lost: the run ended with it, which is no restart)');
  assert.equal(surpriseText(lives, 1, 'completed'), ' (unplanned)');
});

test('an end that was planned, and a life that goes on, surprise nobody', () => {
  assert.equal(surpriseText([{ ...crashed, planned: true }], 0, 'completed'), '');
  assert.equal(surpriseText([{ ...crashed, endedS: null }], 0, 'running'), '');
});
