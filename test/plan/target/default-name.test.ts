import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultTargetName } from '../../../src/plan/target/default-name.ts';

const named = (command: string): string => defaultTargetName(command.split(' '));

test('a target is called by its program', () => {
  assert.equal(named('/usr/bin/redis-server --port 7001'), 'redis-server');
  assert.equal(named('./run.sh'), 'run-sh');
  assert.equal(defaultTargetName(null), 'target');
  assert.equal(named('/opt/…'), 'target');
});

test('what an interpreter runs is called by its script or module', () => {
  assert.equal(named('node --max-old-space-size=200 -r ./trace.js dist/server.js'), 'server');
  assert.equal(named('node dist/server.mjs --port 80'), 'server');
  assert.equal(named('/usr/bin/python3.11 -u shop/api.py'), 'api');
  assert.equal(named('python3 -m http.server 8000'), 'http-server');
  assert.equal(named('java -Xmx64m -jar build/shop.jar'), 'shop');
  assert.equal(named('node server'), 'server');
});

test('an interpreter whose script cannot be told keeps its own name', () => {
  assert.equal(named('node'), 'node');
  assert.equal(named('node --eval setInterval(()=>{},9)'), 'node');
});
