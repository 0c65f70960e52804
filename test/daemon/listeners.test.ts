import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { News } from '../../src/control/controlled.ts';
import { Listeners } from '../../src/daemon/listeners.ts';

const news: News = { kind: 'ended', run: 'abc', state: 'completed', verdict: 'pass' };

test('everyone who listens is told, until they have heard enough', () => {
  const listeners = new Listeners(() => {});
  const heard: string[] = [];
  const enough = new AbortController();
  listeners.add(() => heard.push('one'), enough.signal);
  listeners.add(() => heard.push('two'), new AbortController().signal);
  listeners.tell(news);
  enough.abort();
  listeners.tell(news);
  listeners.add(() => heard.push('late'), enough.signal);
  listeners.tell(news);
  assert.deepEqual(heard, ['one', 'two', 'two', 'two']);
});

test('a listener that fails keeps nobody else from hearing, and is told nothing more', () => {
  const troubles: string[] = [];
  const listeners = new Listeners((message) => troubles.push(message));
  const heard: News[] = [];
  const { signal } = new AbortController();
  listeners.add(() => {
    throw new Error('broken pipe');
  }, signal);
  listeners.add((each) => heard.push(each), signal);
  listeners.tell(news);
  listeners.tell(news);
  assert.equal(heard.length, 2);
  assert.deepEqual(troubles, ['a listener failed: broken pipe']);
});
