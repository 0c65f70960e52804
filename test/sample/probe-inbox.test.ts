import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProbeInbox } from '../../src/sample/probe-inbox.ts';

const process = { target: 0, generation: 1, pid: 1, startTicks: 1, tree: true };
const notYet = { value: null, unavailable: null };
const pss = (value: number | null, unavailable: string | null = null) =>
  ({ kind: 'pss', process, reading: { value, unavailable } }) as const;

test('a value is handed out once', () => {
  const inbox = new ProbeInbox();
  assert.deepEqual(inbox.takeDear('pss', process, 0), notYet);
  inbox.put(pss(1), 5);
  inbox.put(pss(2), 6);
  assert.deepEqual(inbox.takeDear('pss', process, 0), { value: 2, unavailable: null });
  assert.deepEqual(inbox.takeDear('pss', process, 0), notYet);
});

test('a value read too long ago, or of another generation, belongs to no tick', () => {
  const inbox = new ProbeInbox();
  inbox.put(pss(1), 5);
  assert.deepEqual(inbox.takeDear('pss', process, 6), notYet);
  inbox.put(pss(1), 9);
  assert.deepEqual(inbox.takeDear('pss', { ...process, generation: 2 }, 6), notYet);
});

test('a reason stands until a value comes', () => {
  const inbox = new ProbeInbox();
  inbox.put(pss(null, 'permission denied'), 5);
  for (const sinceMs of [0, 100, 200])
    assert.deepEqual(inbox.takeDear('pss', process, sinceMs), {
      value: null,
      unavailable: 'permission denied',
    });
  inbox.put(pss(3), 300);
  assert.equal(inbox.takeDear('pss', process, 200).value, 3);
  assert.deepEqual(inbox.takeDear('pss', process, 200), notYet);
});

test('of a scrape the values go and the reasons stay', () => {
  const inbox = new ProbeInbox();
  const readings = [
    { series: 'a', value: 1, unavailable: null },
    { series: 'b', value: null, unavailable: 'absent' },
  ];
  inbox.put({ kind: 'scrape', readings }, 5);
  assert.deepEqual(inbox.takeScraped(['a', 'b'], 0), readings);
  assert.deepEqual(inbox.takeScraped(['a', 'b'], 100), [
    { series: 'a', value: null, unavailable: null },
    { series: 'b', value: null, unavailable: 'absent' },
  ]);
});

test('paths and trees are handed out by name and process', () => {
  const inbox = new ProbeInbox();
  const reading = { name: 'state', bytes: 5, files: 1, unavailable: null };
  inbox.put({ kind: 'path', reading }, 5);
  assert.equal(inbox.takePath('other', 0).bytes, null);
  assert.deepEqual(inbox.takePath('state', 0), reading);
  assert.equal(inbox.takePath('state', 0).bytes, null);
  const scan = { members: [{ pid: 2, startTicks: 2 }], incomplete: null };
  inbox.put({ kind: 'tree', process, scan }, 5);
  assert.deepEqual(inbox.takeTree(process), scan);
  assert.equal(inbox.takeTree(process), null);
});
