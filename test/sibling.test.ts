import assert from 'node:assert/strict';
import { test } from 'node:test';
import { siblingEnvironment, takeOwnEnvironment, takingEnvironment } from '../src/sibling.ts';

test("what the starting script set for soakd is its own threads' and processes', and no target's; the user's own stays", () => {
  process.env['NODE_COMPILE_CACHE'] = '/cache';
  process.env['SOAKD_SET_NODE_COMPILE_CACHE'] = '1';
  process.env['MALLOC_ARENA_MAX'] = '3';
  takeOwnEnvironment();
  assert.equal(process.env['NODE_COMPILE_CACHE'], undefined);
  assert.equal(process.env['SOAKD_SET_NODE_COMPILE_CACHE'], undefined);
  assert.equal(process.env['MALLOC_ARENA_MAX'], '3');
  const own = siblingEnvironment();
  assert.deepEqual([own['NODE_COMPILE_CACHE'], own['MALLOC_ARENA_MAX']], ['/cache', '3']);
  assert.equal(own['SOAKD_SET_NODE_COMPILE_CACHE'], undefined, 'theirs have nothing to take away');
  const taking = takingEnvironment();
  assert.equal(taking['SOAKD_SET_NODE_COMPILE_CACHE'], '1', 'but that of one that starts programs itself');
  assert.equal(taking['SOAKD_SET_MALLOC_ARENA_MAX'], undefined);
});
