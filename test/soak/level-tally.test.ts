import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Tally } from '../../src/load/figure/tally.ts';
import { failed, OK } from '../../src/load/operation.ts';
import { parsePlan } from '../../src/plan/parse.ts';
import { parseRule } from '../../src/plan/rule/rule-parser.ts';
import { LevelTally } from '../../src/soak/level-tally.ts';

const { plan } = parsePlan(
  'name: x\nduration: 1m\ntarget: { pid: 1 }\nload: { rate: 1/s, operations: [{ name: a, http: { get: "http://h/" } }, { name: b, http: { get: "http://h/" } }] }',
  { file: 'p.yaml' },
);

/** A level of two seconds: operation a is fast and sound, one in ten of b is slow and fails. */
function level({ saturatedSeconds = 0 } = {}): LevelTally {
  const seen = new LevelTally(plan);
  for (const second of [0, 1]) {
    const load = new Tally(2);
    for (let index = 0; index < 20; index += 1) {
      const operation = index % 2;
      const isBad = index === 19;
      load.due(operation, second < saturatedSeconds ? 1000 : 0);
      load.sent(operation);
      load.ended(operation, isBad ? failed('status-503') : OK, null, isBad ? 500 : 10, 10);
    }
    const { window, histograms } = load.close(
      second * 1000,
      { loopDelayMs: 0, cpuPct: 1, loopBusyPct: 1, rssBytes: 1 },
      { inFlight: 0, queued: 0, absent: false },
    );
    seen.second(window);
    seen.histogram({ monoMs: second * 1000, spanMs: 1000, operations: histograms });
  }
  return seen;
}

const judged = (...rules: string[]) =>
  level().judge(
    rules.map((rule) => parseRule(rule)),
    2000,
  );

test('rules are held against all of a level, or one of its operations', () => {
  assert.equal(judged('success >= 95%').outcome, 'held');
  assert.deepEqual(judged('success >= 99%'), { outcome: 'broke', why: 'success >= 99%: it was 95%' });
  assert.equal(judged('success{a} >= 100%').outcome, 'held');
  assert.deepEqual(judged('errors{b}.rate < 5%').why, 'errors{b}.rate < 5%: it was 10%');
  assert.equal(judged('throughput >= 18/s').outcome, 'held');
  assert.equal(judged('throughput >= 20/s').why, 'throughput >= 20/s: it was 19/s');
  assert.equal(judged('service.p99 < 11ms', 'latency{a}.p99 < 11ms').outcome, 'held');
  assert.equal(judged('latency.max < 100ms').outcome, 'broke');
});

test('the first rule that does not hold is told', () => {
  assert.match(judged('errors.count < 10', 'success >= 99%', 'throughput >= 1000/s').why, /^success/);
});

test('a level in which nothing ended holds nothing', () => {
  const empty = new LevelTally(plan).judge([parseRule('success >= 0%')], 1000);
  assert.deepEqual(empty, { outcome: 'broke', why: 'success >= 0%: it was unknown, as nothing ended' });
});

test('a level in whose seconds the generator fell behind says nothing of the target', () => {
  assert.equal(level({ saturatedSeconds: 1 }).judge([], 2000).outcome, 'held');
  assert.deepEqual(level({ saturatedSeconds: 2 }).judge([], 2000), {
    outcome: 'saturated',
    why: 'the load generator fell behind in 2 of 2 s',
  });
});
