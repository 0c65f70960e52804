import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { slopesOverRuns } from '../../src/analysis/over-runs.ts';
import { parseRule } from '../../src/plan/rule/rule-parser.ts';
import { openStoreReader } from '../../src/store/reader.ts';
import { openStoreWriter } from '../../src/store/writer.ts';
import { writeLongSoak } from '../fixture/long-soak.ts';
import { soakd, temporaryFolder } from '../fixture/soakd.ts';

const WHOLE = { rules: [], sinceMs: null, untilMs: null };

/** Half an hour each, a day apart. */
async function nights(context: TestContext, leaks: readonly number[]): Promise<string> {
  const file = join(temporaryFolder(context), 'soakd.db');
  const writer = await openStoreWriter(file);
  for (const [index, leakPerHour] of leaks.entries()) {
    const startedWallMs = Date.UTC(2026, 10, 1 + index, 22);
    const shape = { seconds: 1800, everyS: 10, load: false, name: 'nightly', seed: 11 + index };
    await writeLongSoak(writer, { id: `night${index}`, startedWallMs, leakPerHour, ...shape });
  }
  await writer.close();
  return file;
}

test('a leak that came with one of the runs is dated to it', async (context) => {
  const file = await nights(context, [0, 0, 0, 0, 0, 60e6, 60e6, 60e6, 60e6, 60e6]);
  using reader = await openStoreReader(file);
  const [anon, fds] = slopesOverRuns(reader, reader.listRuns().reverse(), WHOLE);
  assert.deepEqual([anon?.metric, anon?.target, anon?.unit, anon?.runs.length], ['anon', 'api', 'bytes', 10]);
  const { change } = anon ?? {};
  assert.ok(change?.kind === 'step', JSON.stringify(change));
  assert.deepEqual([change.direction, change.since], ['rose', 5]);
  assert.ok(Math.abs(change.after - 60e6) < 6e6 && Math.abs(change.before) < 6e6);
  // What was stored when the run was judged.
  assert.equal(anon?.runs[0]?.verdict, 'fail');
  assert.equal(fds?.change.kind, 'none');
});

test('of few runs no change is told, nor of a metric that they do not have', async (context) => {
  const file = await nights(context, [0, 60e6]);
  using reader = await openStoreReader(file);
  const runs = reader.listRuns().reverse();
  const [anon] = slopesOverRuns(reader, runs, { ...WHOLE, rules: [parseRule('anon.slope < 1%/h')] });
  assert.deepEqual(anon?.change, { kind: 'too few', have: 2, need: 8 });
  const rules = [parseRule('latency.p95.slope < 1%/h')];
  assert.deepEqual(slopesOverRuns(reader, runs, { ...WHOLE, rules }), []);
});

test('trends --last tells it in a sentence, run by run, and as JSON', async (context) => {
  const database = await nights(context, [0, 0, 0, 0, 0, 60e6, 60e6, 60e6, 60e6]);
  const { code, stdout } = await soakd(['trends', '--last', '8', 'nightly', '--metric', 'anon'], {
    database,
  });
  assert.equal(code, 0);
  assert.match(
    stdout,
    /^anon of api, nightly over 8 runs: its slope rose by a step with the run of 2026-11-06 22:00, from .+ to \+\d/,
  );
  assert.match(stdout, /\n2026-11-02 22:00 +night1 /);
  assert.doesNotMatch(stdout, /night0 /);
  const args = ['trends', '--last', '8', '--metric', 'anon', '--since', '5m', '--json'];
  const part = JSON.parse((await soakd(args, { database })).stdout);
  assert.deepEqual([part.version, part.plan, part.metrics[0].change.since], [1, 'nightly', 'night5']);
  // A part of a run was never judged.
  assert.deepEqual([part.metrics[0].runs.length, part.metrics[0].runs[0].verdict], [8, null]);
  const wrong = await soakd(['trends', '--last', 'all'], { database });
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /--last takes a number of runs, found "all"/);
});
