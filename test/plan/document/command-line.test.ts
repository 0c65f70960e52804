import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitCommand } from '../../../src/plan/document/command-line.ts';

test('a command is cut into words, quotes holding them together', () => {
  assert.deepEqual(splitCommand(`redis-server --port 7391  --save ''`), [
    'redis-server',
    '--port',
    '7391',
    '--save',
    '',
  ]);
  assert.deepEqual(splitCommand(`sh -c "echo 'a b' | wc"`), ['sh', '-c', `echo 'a b' | wc`]);
  assert.deepEqual(splitCommand(`a'b c'd`), ['ab cd']);
});

test('what only a shell could do is refused', () => {
  for (const command of ['a | b', 'a > b', 'a $HOME', 'a *', 'a; b', '"a', '', '  ']) {
    assert.ok('trouble' in splitCommand(command), command);
  }
});
