import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Backlog, type Mark } from '../../src/store/backlog.ts';
import type { StoreRecord } from '../../src/store/record.ts';
import { sample } from './stored-run.ts';

function event(monoMs: number): StoreRecord {
  return {
    kind: 'event',
    run: 1,
    event: 'note',
    monoMs,
    wallMs: 0,
    target: null,
    text: '',
    durationMs: null,
  };
}

function heartbeat(run: number, observedMs: number): StoreRecord {
  return { kind: 'run-update', run, observedMs, heartbeatWallMs: observedMs };
}

function drain(backlog: Backlog, limit = 1000): StoreRecord[] {
  const all: StoreRecord[] = [];
  while (backlog.size > 0) {
    all.push(...backlog.take(limit));
    backlog.settle();
  }
  return all;
}

test('a full backlog drops the newest samples and keeps every event, which goes first', () => {
  const backlog = new Backlog(4);
  for (const at of [0, 1, 2, 3]) assert.equal(backlog.add(sample(1, at)), true);
  assert.equal(backlog.add(sample(1, 4)), false);
  assert.equal(backlog.add(event(5)), false);
  assert.equal(backlog.dropped, 2);
  assert.deepEqual(
    drain(backlog).map((record) => 'monoMs' in record && record.monoMs),
    [5, 0, 1, 2],
  );
});

test('what is under way is never dropped', () => {
  const backlog = new Backlog(3);
  for (const at of [0, 1, 2]) backlog.add(sample(1, at));
  const underWay = backlog.take(3);
  assert.equal(backlog.add(event(3)), false);
  assert.equal(backlog.size, 3);
  backlog.settle();
  assert.equal(underWay.length, 3);
  assert.equal(backlog.size, 0);
});

test('what was under way in a thread that ended is taken again', () => {
  const backlog = new Backlog(10);
  for (const at of [0, 1, 2]) backlog.add(sample(1, at));
  const lost = backlog.take(2);
  backlog.release();
  backlog.add(event(3));
  assert.deepEqual(backlog.take(10), [event(3), ...lost, sample(1, 2)]);
});

test('whoever waits for a sample that is dropped meanwhile does not wait for ever', () => {
  const backlog = new Backlog(3);
  for (const at of [0, 1, 2]) backlog.add(sample(1, at));
  const mark = backlog.mark();
  assert.equal(backlog.add(event(3)), false);
  assert.equal(backlog.hasCommitted(mark), false);
  backlog.take(3);
  backlog.settle();
  assert.equal(backlog.hasCommitted(mark), true);
});

test('heartbeats of an outage become one, each run its own, and nothing of a state is lost', () => {
  const backlog = new Backlog(10);
  backlog.add({ kind: 'run-update', run: 1, state: 'completed', observedMs: 1 });
  for (let at = 2; at < 100; at++) {
    backlog.add(heartbeat(1, at));
    backlog.add(heartbeat(2, at));
  }
  assert.deepEqual(drain(backlog), [
    { kind: 'run-update', run: 1, state: 'completed', observedMs: 99, heartbeatWallMs: 99 },
    { kind: 'run-update', run: 2, observedMs: 99, heartbeatWallMs: 99 },
  ]);
  assert.equal(backlog.dropped, 0);
});

test('whatever comes in whatever order, it stays bounded, in order, and flushes only what is committed', () => {
  const steps = fc.array(fc.constantFrom('sample', 'event', 'heartbeat', 'take', 'settle', 'flush'), {
    maxLength: 200,
  });
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 8 }), (kinds, capacity) => {
      const backlog = new Backlog(capacity);
      const committed: StoreRecord[] = [];
      const flushes: { mark: Mark; needs: readonly number[] }[] = [];
      let underWay: readonly StoreRecord[] = [];
      let waiting: number[] = [];
      let at = 0;
      const timesOf = (records: readonly StoreRecord[]) =>
        records.flatMap((record) => ('monoMs' in record && record.kind === 'event' ? [record.monoMs] : []));
      for (const kind of kinds) {
        if (kind === 'sample') backlog.add(sample(1, at++));
        if (kind === 'event' && backlog.add(event(at))) waiting.push(at++);
        if (kind === 'heartbeat') backlog.add(heartbeat(1, at++));
        if (kind === 'flush') flushes.push({ mark: backlog.mark(), needs: [...waiting] });
        if (kind === 'take' && underWay.length === 0) underWay = backlog.take(3);
        if (kind === 'settle' && underWay.length > 0) {
          backlog.settle();
          committed.push(...underWay);
          const done = new Set(timesOf(underWay));
          waiting = waiting.filter((time) => !done.has(time));
          underWay = [];
        }
        assert.ok(backlog.size <= capacity);
        const done = new Set(timesOf(committed));
        for (const { mark, needs } of flushes)
          if (backlog.hasCommitted(mark)) assert.ok(needs.every((time) => done.has(time)));
      }
      const samples = committed.flatMap((record) => (record.kind === 'sample' ? [record.monoMs] : []));
      assert.deepEqual(
        samples,
        samples.toSorted((a, b) => a - b),
      );
    }),
  );
});
