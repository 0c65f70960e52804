import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WriteStream } from 'node:tty';
import { textStyle } from '../../src/command/text-style.ts';

const terminal: WriteStream = Object.assign(Object.create(WriteStream.prototype), {
  isTTY: true,
  columns: 80,
});

test('the locale is the first that is set and not empty', () => {
  for (const [environment, unicode] of [
    [{}, true],
    [{ LANG: 'C' }, false],
    [{ LANG: 'de_DE.utf8' }, true],
    [{ LANG: 'C', LC_ALL: 'C.UTF-8' }, true],
    [{ LANG: 'C.UTF-8', LC_CTYPE: 'C' }, false],
    [{ LANG: 'C.UTF-8', LC_ALL: '', LC_CTYPE: '' }, true],
  ] as const)
    assert.equal(textStyle(terminal, environment).unicode, unicode, JSON.stringify(environment));
});

test('colours are for a terminal that has them, and whose user did not decline them', () => {
  assert.equal(textStyle(terminal, {}).colour, true);
  for (const environment of [{ NO_COLOR: '1' }, { TERM: 'dumb' }])
    assert.equal(textStyle(terminal, environment).colour, false);
  assert.equal(textStyle(terminal, { NO_COLOR: '' }).colour, true);
});
