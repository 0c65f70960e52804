import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { readPageBytes, TICKS_PER_SECOND } from '../../src/proc/machine.ts';

const getconf = (name: string) => Number(execFileSync('getconf', [name], { encoding: 'utf8' }));

test('page size and clock ticks are those of getconf', () => {
  assert.equal(readPageBytes(), getconf('PAGESIZE'));
  assert.equal(TICKS_PER_SECOND, getconf('CLK_TCK'));
});
