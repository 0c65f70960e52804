import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { lives, type NamedProcess, stateOf } from '../../src/fault/named-process.ts';
import { until } from '../../src/fault/until.ts';
import { descendants } from '../../src/proc/children.ts';
import { isStopped, readCmdline } from '../../src/proc/process.ts';
import type { FaultRow } from '../../src/store/event-record.ts';
import { reported, SoakingProcess, type SoakPlace, soakPlace, stored } from './soaking-process.ts';

/** Longer than anything takes on a busy machine: a test fails by it, and never waits for it. */
const PATIENCE_MS = 60_000;

function faulty(context: TestContext, durationS: number, timeline: string): Promise<SoakPlace> {
  return soakPlace(context, { durationS, more: `faults: { seed: 7, timeline: [${timeline}] }` });
}

function rowsOf(place: SoakPlace): Promise<readonly Required<FaultRow>[]> {
  return stored(place, (reader, run) => reader.faults(run));
}

/** The target's process of the newest run. */
function targetOf(place: SoakPlace): Promise<NamedProcess> {
  return stored(place, (reader, run) => {
    const life = reader.generations(run).at(-1);
    assert.ok(life !== undefined);
    return life;
  });
}

function isFrozen(process: NamedProcess): boolean {
  return isStopped(stateOf(process) ?? '');
}

/** A soak whose target is frozen for longer than the test lasts. */
async function freezing(
  context: TestContext,
): Promise<{ soaking: SoakingProcess; place: SoakPlace; target: NamedProcess }> {
  const place = await faulty(context, 600, '{ at: 1s, for: 5m, freeze: { target: service } }');
  const soaking = new SoakingProcess(context, place);
  await soaking.event('fault-begin');
  const target = await targetOf(place);
  assert.ok(isFrozen(target));
  return { soaking, place, target };
}

test('a fault begins and ends on the clock of its run, with proof of both', async (context) => {
  const place = await faulty(
    context,
    8,
    '{ name: stands still, at: 2s, for: 1s, every: 4s, times: 3, freeze: { target: service } }',
  );
  const end = await new SoakingProcess(context, place).end();
  assert.equal(end.state, 'completed', JSON.stringify(end));
  const { faults, events, run } = await reported(place);
  assert.deepEqual(
    faults.map(({ name, state, occurrence }) => [name, occurrence, state]),
    [
      ['stands still', 0, 'over'],
      ['stands still', 1, 'over'],
      ['stands still', 2, 'not-run'],
    ],
  );
  const [first] = faults;
  assert.ok(first !== undefined && first.begunS !== null && first.endedS !== null);
  assert.ok(first.endedS - first.begunS >= 1, 'no timer fires early');
  assert.equal(first.begin?.seen, true);
  assert.match(first.begin?.text ?? '', /1 of 1 processes are stopped/);
  assert.match(first.end?.text ?? '', /1 processes go on/);
  assert.deepEqual(
    events.filter(({ kind }) => kind.startsWith('fault')).map(({ kind, target }) => [kind, target]),
    [
      ['fault-begin', 'service'],
      ['fault-end', 'service'],
      ['fault-begin', 'service'],
      ['fault-end', 'service'],
    ],
  );
  assert.deepEqual(run.gaps, [], 'the time of a fault is observed time');
});

test('the status names the faults in force, and nobody else', async (context) => {
  const place = await faulty(
    context,
    600,
    '{ name: stands still, at: 1s, for: 2s, freeze: { target: service } }',
  );
  const soaking = new SoakingProcess(context, place);
  const { faults: inForce } = await soaking.status(({ faults }) => (faults?.length ?? 0) > 0, 0);
  assert.deepEqual(
    inForce?.map(({ name }) => name),
    ['stands still'],
  );
  assert.ok((inForce?.[0]?.sinceS ?? 0) >= 1);
  await soaking.event('fault-end');
  await soaking.status(({ faults }) => faults?.length === 0);
});

test('a soak that is ended early leaves nothing stopped', async (context) => {
  const { soaking, place, target } = await freezing(context);
  soaking.child.kill('SIGTERM');
  assert.equal((await soaking.end()).state, 'interrupted');
  assert.equal(lives(target), false, 'a stopped process could not have ended by SIGTERM');
  const [row] = await rowsOf(place);
  assert.equal(row?.state, 'over');
  const { targets } = await reported(place);
  assert.equal(targets[0]?.generations[0]?.why, 'soak ended');
});

test('kill -9 of soakd leaves nothing stopped; the run goes on, and what was reverted is not done again', async (context) => {
  const { soaking, place, target } = await freezing(context);
  await soaking.kill();
  assert.ok(await until(() => !isFrozen(target), PATIENCE_MS), 'the guardian continues it');
  assert.ok(lives(target), 'and does no more than that');
  const next = new SoakingProcess(context, place);
  const ended = await next.event('fault-end');
  assert.match(ended.text, /^freeze service: soakd died; 1 processes go on$/);
  await next.loaded();
  assert.equal(isFrozen(target), false);
  next.child.kill('SIGTERM');
  await next.closed;
  const rows = await rowsOf(place);
  assert.deepEqual(
    rows.map(({ state, occurrence }) => [occurrence, state]),
    [[0, 'interrupted']],
  );
  assert.ok((rows[0]?.endedMs ?? 0) < ended.monoMs, 'it was over before soakd was back');
});

test('where the guardian is killed with its soakd, the next soakd reverts before anything else', async (context) => {
  const { soaking, place, target } = await freezing(context);
  const { pids } = descendants('/proc', soaking.child.pid ?? 0);
  const guardian = pids.find((pid) =>
    (readCmdline('/proc', pid) ?? []).some((word) => /fault.guardian-process/.test(word)),
  );
  assert.ok(guardian !== undefined);
  process.kill(guardian, 'SIGKILL');
  await soaking.kill();
  assert.ok(isFrozen(target), 'nobody is there to continue it');
  const next = new SoakingProcess(context, place);
  await next.event('fault-end');
  assert.equal(isFrozen(target), false);
  await next.loaded();
  assert.deepEqual(
    (await rowsOf(place)).map(({ state }) => state),
    ['interrupted'],
  );
});

test('a fault ends after its own time also while the soak is paused', async (context) => {
  const place = await faulty(context, 600, '{ at: 1s, for: 2s, freeze: { target: service } }');
  const soaking = new SoakingProcess(context, place);
  await soaking.event('fault-begin');
  soaking.child.kill('SIGUSR2');
  const paused = await soaking.event('pause');
  const ended = await soaking.event('fault-end');
  assert.ok(ended.monoMs > paused.monoMs);
  assert.equal(isFrozen(await targetOf(place)), false);
  assert.equal(
    soaking.lines.some(({ event }) => event?.event === 'resume'),
    false,
  );
});

test('a run that nobody takes up is told what became of its fault', async (context) => {
  const { soaking, place, target } = await freezing(context);
  await soaking.kill();
  assert.ok(await until(() => !isFrozen(target), PATIENCE_MS));
  await new SoakingProcess(context, place, ['--within', '0']).closed;
  const [row] = await rowsOf(place);
  assert.deepEqual([row?.state, row?.why], ['interrupted', 'soakd died; 1 processes go on']);
  assert.equal(lives(target), false);
});
