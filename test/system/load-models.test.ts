/** The example plans of each kind of load, run for real for some seconds against a counter with a known number of clerks. */
import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Assessment } from '../../src/analysis/assessment.ts';
import { freePort } from '../fixture/port.ts';
import { type Finished, reportOf, soakd, temporaryFolder } from '../fixture/soakd.ts';

const examples = fileURLToPath(new URL('../../config/examples/load', import.meta.url));

/** On a port of its own: someone may be running the examples beside the tests. */
async function run(context: TestContext, name: string, args: readonly string[]): Promise<Finished> {
  const folder = temporaryFolder(context);
  cpSync(examples, folder, { recursive: true });
  const plan = join(folder, `${name}.yaml`);
  const port = String(await freePort());
  writeFileSync(plan, readFileSync(plan, 'utf8').replaceAll(/\b74\d\d\b/g, port));
  return soakd(['run', plan, ...args, '--json'], { database: join(folder, 'soakd.db') });
}

async function sound(context: TestContext, name: string, args: readonly string[]): Promise<Assessment> {
  const report = reportOf(await run(context, name, args));
  assert.equal(report.run.state, 'completed', report.reason);
  assert.deepEqual(report.load?.failures, {}, 'every operation got the reply it expects');
  assert.equal(report.load?.ok, report.load?.due);
  return report;
}

describe('the example plans', { concurrency: 3 }, () => {
  test('a list is replayed to its end, and nothing comes after it', async (context) => {
    const { load } = await sound(context, 'replay', ['--set', 'load.replay.speed=10']);
    const listed = readFileSync(join(examples, 'arrivals.txt'), 'utf8').match(/^\d/gm)?.length;
    assert.equal(load?.due, listed);
  });

  test('a fixed number of operations is exact', async (context) => {
    const { load } = await sound(context, 'operations', ['--set', 'operations=500']);
    assert.equal(load?.due, 500);
  });

  test('bursts storm a quiet service', async (context) => {
    const times = 'load.burst={ every: 4s, for: 1s, rate: 200/s }';
    const { load } = await sound(context, 'burst', ['--for', '9s', '--set', times]);
    // The quiet rate alone comes to 180. The load process starts a little after the run has begun, so that the second
    // burst may not have been.
    assert.ok((load?.due ?? 0) > 250 && (load?.due ?? 0) < 700, `${load?.due} due`);
  });

  test('a day begins with its quiet hours', async (context) => {
    const { load } = await sound(context, 'day-and-night', ['--for', '5s']);
    assert.ok((load?.due ?? 0) > 5 && (load?.due ?? 0) < 75, `${load?.due} due`);
  });

  test('poisson arrivals come at about their rate', async (context) => {
    const { load } = await sound(context, 'poisson', ['--for', '5s']);
    // 250 and five standard deviations, √250, about it; and what comes until the run ends.
    assert.ok(Math.abs((load?.due ?? 0) - 262) < 5 * 16 + 40, `${load?.due} due`);
  });

  test('users come over their ramp, wait and think', async (context) => {
    const { load } = await sound(context, 'users', ['--for', '5s']);
    // Seven or eight of them by then, each at most about one a second after its first.
    assert.ok((load?.due ?? 0) >= 5 && (load?.due ?? 0) < 60, `${load?.due} due`);
  });

  test('two processes send one load', async (context) => {
    const { load } = await sound(context, 'processes', ['--for', '9s']);
    assert.ok((load?.due ?? 0) > 100, `${load?.due} due`);
  });

  for (const processes of [1, 2])
    test(`a rate beyond what can be sent is inconclusive, and says so; load processes: ${processes}`, async (context) => {
      const finished = await run(context, 'processes', [
        ...[
          '--for',
          '9s',
          '--set',
          'load.timeout=1s',
          '--set',
          'load.rate=20000000/s',
          '--set',
          `load.processes=${processes}`,
        ],
        ...['--set', 'criteria=["success >= 0%"]'],
      ]);
      const { verdict, reason, load } = reportOf(finished);
      assert.deepEqual([finished.code, verdict, load?.saturated], [11, 'inconclusive', true]);
      assert.match(reason, /^the load generator fell behind in \d+ of \d+ s\b/);
    });

  test('a sweep has a result for each of its levels', async (context) => {
    const { load } = await sound(context, 'sweep', [
      '--set',
      'load.sweep.for=2s',
      '--set',
      'load.sweep.users=[1,4]',
    ]);
    const levels = load?.levels?.levels ?? [];
    assert.deepEqual(
      levels.map(({ value, outcome }) => [value, outcome]),
      [
        [1, 'ended'],
        [4, 'ended'],
      ],
    );
    for (const { value, seen, loadS } of levels) {
      // Each user is served for 20 ms again and again.
      const most = (value * (loadS ?? 0) * 1000) / 20 + value;
      assert.ok(seen !== null && seen.ok > 0 && seen.ok <= most, `${seen?.ok} by ${value} users`);
      assert.ok((seen.latencyMs?.p50 ?? 0) >= 20, `${seen.latencyMs?.p50} ms`);
      assert.equal(seen.latencyMs?.count, seen.due);
    }
    assert.equal(
      levels.reduce((sum, { seen }) => sum + (seen?.due ?? 0), 0),
      load?.due,
    );
  });

  test('the search finds how many users the counter can serve: as many as it has clerks', async (context) => {
    const report = reportOf(
      await run(context, 'search', [
        ...['--set', 'load.search.for=2s', '--set', 'load.search.confirm=4s'],
        ...['--set', 'load.search.users.from=5'],
      ]),
    );
    assert.equal(report.run.state, 'completed', report.reason);
    const { capacity } = report.load?.levels ?? {};
    const clerks = 20;
    assert.equal(capacity?.trouble, null);
    assert.ok(Math.abs((capacity?.held ?? 0) - clerks) <= 0.1 * clerks, `found ${capacity?.held}`);
    assert.ok(Math.abs((capacity?.broke?.value ?? 0) - clerks) <= 0.1 * clerks + 1);
    assert.match(capacity?.broke?.why ?? '', /^success >= 99%: it was /);
  });
});
