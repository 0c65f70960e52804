import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearest } from '../src/nearest.ts';

test('the nearest word is a typing mistake away', () => {
  const words = ['duration', 'operations', 'warmup', 'run', 'runs', 'report'];
  assert.equal(nearest('durration', words), 'duration');
  assert.equal(nearest('dutarion', words), 'duration');
  assert.equal(nearest('warmpu', words), 'warmup');
  assert.equal(nearest('rnu', words), 'run');
  assert.equal(nearest('Report', words), 'report');
  assert.equal(nearest('reprt', words), 'report');
});

test('a word that is nowhere near is not guessed', () => {
  assert.equal(nearest('colour', ['duration', 'report', 'run']), null);
  assert.equal(nearest('x', ['y', 'z']), null);
  assert.equal(nearest('', ['a', 'ab']), null);
  assert.equal(nearest('run', []), null);
});
