import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { hasEnded, readIdentity } from '../../src/proc/process.ts';
import { openStoreWriter } from '../../src/store/writer.ts';
import { gapsOf, reported, SoakingProcess, type SoakPlace, soakPlace, stored } from './soaking-process.ts';

/** A soak that was killed when its load was under way. */
async function killed(context: TestContext, place: SoakPlace): Promise<{ pid: number }> {
  const soaking = new SoakingProcess(context, place);
  await soaking.loaded();
  await soaking.kill();
  const pid = await stored(place, (reader, run) => reader.generations(run).at(-1)?.pid ?? 0);
  context.after(() => isThere(pid) && process.kill(pid, 'SIGKILL'));
  return { pid };
}

function isThere(pid: number): boolean {
  const identity = readIdentity('/proc', pid);
  return identity !== null && !hasEnded(identity.state);
}

async function untilGone(pid: number): Promise<void> {
  while (isThere(pid)) await delay(20);
}

test('a run goes on after the death of its soakd, with the same process, until its time was observed', async (context) => {
  const place = await soakPlace(context, { durationS: 8 });
  const { pid } = await killed(context, place);
  assert.ok(isThere(pid), 'the target outlives its soakd');
  const before = await stored(place, (reader, run) => ({
    seenMs: reader.lastSeenMs(run) ?? 0,
    due: reader.loadTotals(run).due,
  }));
  const next = new SoakingProcess(context, place);
  const gap = await next.event('gap');
  assert.match(gap.text, /soakd was down for .*; the run goes on/);
  const end = await next.end();
  const { run, targets, coverage, criteria } = await reported(place);
  assert.deepEqual([end.state, end.verdict], ['completed', 'pass'], JSON.stringify(criteria));
  assert.deepEqual(
    targets.map(({ generations }) => generations.map((one) => [one.pid, one.why])),
    [[[pid, 'soak ended']]],
  );
  assert.equal(isThere(pid), false, 'the target that was taken over is ended with the soak');
  const [down, ...others] = run.gaps.filter(({ kind }) => kind === 'gap');
  assert.ok(down !== undefined && others.length === 0);
  assert.ok(Math.abs(down.fromS * 1000 - before.seenMs) < 1000);
  const seenS = run.soakToS - run.soakFromS - (down.toS - down.fromS);
  assert.ok(run.observedS >= 8 && seenS >= 7.5, `observed ${run.observedS} s, saw ${seenS} s`);
  // The gap would be a good part of it.
  assert.ok(coverage > 0.5, `coverage ${coverage}`);
  const due = await stored(place, (reader, id) => reader.loadTotals(id).due);
  assert.ok(due > before.due + 50, `${due} due, ${before.due} of them before`);
});

test('a target that died while soakd was away is the next generation, and nobody is blamed for it', async (context) => {
  const place = await soakPlace(context, { durationS: 7 });
  const { pid } = await killed(context, place);
  process.kill(pid, 'SIGKILL');
  await untilGone(pid);
  const end = await new SoakingProcess(context, place).end();
  assert.equal(end.state, 'completed', JSON.stringify(end));
  const { targets, criteria } = await reported(place);
  const [first, second] = targets[0]?.generations ?? [];
  assert.deepEqual([first?.why, first?.planned], ['ended while soakd was away', false]);
  assert.equal(second?.why, 'soak ended');
  const restarts = criteria.find(({ rule }) => rule.startsWith('restarts.unplanned'));
  assert.deepEqual(
    [restarts?.verdict, restarts?.reason],
    ['inconclusive', 'it ended while soakd was down, and nobody knows why'],
  );
});

test('a target that was taken over is watched: when it dies, it is restarted', async (context) => {
  const place = await soakPlace(context, { durationS: 60 });
  const { pid } = await killed(context, place);
  const next = new SoakingProcess(context, place);
  await next.loaded();
  process.kill(pid, 'SIGKILL');
  const end = await next.event('generation-end');
  assert.match(end.text, new RegExp(`pid ${pid}`));
  await next.event('generation-begin');
  next.child.kill('SIGTERM');
  await next.end();
  const { targets, criteria } = await reported(place);
  assert.equal(targets[0]?.generations.length, 2);
  const restarts = criteria.find(({ rule }) => rule.startsWith('restarts.unplanned'));
  assert.deepEqual([restarts?.verdict, restarts?.observed], ['fail', 1]);
});

test('a run that was paused stays paused', async (context) => {
  const place = await soakPlace(context, { durationS: 60 });
  const first = new SoakingProcess(context, place);
  await first.loaded();
  first.child.kill('SIGUSR2');
  const paused = await first.status(({ paused, load }) => paused && load === null);
  await first.kill();
  const next = new SoakingProcess(context, place);
  await next.event('gap');
  const still = await next.status(({ paused }) => paused);
  assert.ok(Math.abs(still.observedMs - paused.observedMs) < 1);
  assert.equal(still.load, null);
  next.child.kill('SIGUSR2');
  await next.event('resume');
  await next.loaded();
  next.child.kill('SIGTERM');
  await next.end();
  const assessment = await reported(place);
  assert.equal(gapsOf(assessment, 'pause').length, 1);
});

test('past the window a run is not taken up again: it ends as interrupted, judged, with nothing left of it', async (context) => {
  const place = await soakPlace(context, { durationS: 60 });
  const { pid } = await killed(context, place);
  const end = await new SoakingProcess(context, place, ['--within', '0']).end();
  assert.match(end.failed ?? '', /does not go on, and ended as interrupted: soakd was away for/);
  await untilGone(pid);
  const { run, verdict, frozen, events, targets } = await reported(place);
  assert.deepEqual([run.state, frozen], ['interrupted', true]);
  assert.notEqual(verdict, 'pass');
  assert.match(
    events.find(({ kind }) => kind === 'gap')?.text ?? '',
    /soakd died, seen last at 20.*away for/,
  );
  assert.equal(targets[0]?.generations[0]?.why, 'soak ended');
  assert.ok(run.endedAt !== null);
});

test('a plan counted in operations goes on from those that were due', async (context) => {
  const place = await soakPlace(context, { durationS: null, more: 'operations: 300' });
  await killed(context, place);
  const end = await new SoakingProcess(context, place).end();
  assert.equal(end.state, 'completed', JSON.stringify(end));
  assert.equal(await stored(place, (reader, run) => reader.loadTotals(run).due), 300);
});

test('a run that was in its drain goes on there, and comes to its reload', async (context) => {
  const place = await soakPlace(context, { durationS: 2, more: 'drain: { for: 3s, reload: 2s }' });
  const first = new SoakingProcess(context, place);
  await first.status(({ phase }) => phase === 'drain');
  await first.kill();
  const second = new SoakingProcess(context, place);
  await second.status(({ phase }) => phase === 'reload');
  await second.kill();
  const end = await new SoakingProcess(context, place).end();
  assert.equal(end.state, 'completed', JSON.stringify(end));
  const { run, events } = await reported(place);
  assert.deepEqual(
    events.filter(({ kind }) => kind === 'phase').map(({ text }) => text),
    ['ready', 'warm-up', 'soak', 'drain', 'reload', 'ended'],
  );
  assert.ok(run.observedS >= 7, `${run.observedS} s`);
});

test('after a reboot the clock goes on by the wall, and the target of before is another generation by no fault of its own', async (context) => {
  const place = await soakPlace(context, { durationS: 7 });
  const { pid } = await killed(context, place);
  const before = await stored(place, (reader, run) => ({
    run,
    seenMs: reader.lastSeenMs(run) ?? 0,
    life: reader.generations(run)[0],
  }));
  // As if it had all been in an earlier boot, whose clock stood elsewhere.
  assert.ok(before.life !== undefined);
  const writer = await openStoreWriter(place.database);
  const { run } = before;
  writer.write({ kind: 'generation', run, ...before.life, bootId: 'earlier' });
  writer.write({
    kind: 'run-update',
    run,
    bootId: 'earlier',
    monotonicOriginMs: 1e9,
    ownerBootId: 'earlier',
  });
  await writer.close();
  process.kill(pid, 'SIGKILL');
  await untilGone(pid);

  const next = new SoakingProcess(context, place);
  const gap = await next.event('gap');
  assert.match(gap.text, /the machine was restarted meanwhile/);
  assert.ok(gap.monoMs > before.seenMs && gap.monoMs < before.seenMs + 120_000);
  const end = await next.end();
  assert.equal(end.state, 'completed', JSON.stringify(end));
  const { targets, criteria } = await reported(place);
  assert.deepEqual(
    targets[0]?.generations.map(({ why, planned }) => [why, planned]),
    [
      ['the machine was restarted', false],
      ['soak ended', true],
    ],
  );
  const restarts = criteria.find(({ rule }) => rule.startsWith('restarts.unplanned'));
  assert.deepEqual([restarts?.verdict, restarts?.observed], ['pass', 0]);
});
