import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assumeDetectable, detectable, MEMORY_NOISE } from '../../src/plan/detectable.ts';
import { parsePlan } from '../../src/plan/parse.ts';

function assumed(duration: string, criteria: readonly string[]) {
  const text = `name: x
duration: ${duration}
target: { pid: 1 }
load: { rate: 10/s, operations: [{ http: { get: "http://127.0.0.1:9/" } }] }
criteria: ${JSON.stringify(criteria)}
`;
  return assumeDetectable(parsePlan(text, { file: 'plan.yaml' }).plan);
}

test('an excess that would be found shrinks with the power 3/2 of the time', () => {
  const ratio = detectable(MEMORY_NOISE, 2) / detectable(MEMORY_NOISE, 8);
  assert.ok(Math.abs(ratio - 4 ** 1.5) < 1e-9, String(ratio));
});

test('memory and times are assumed by their level, counts by a step; of all else nothing is said', () => {
  const found = assumed('8h', [
    'anon.slope < 20MiB/h',
    'fds.slope < 1/h',
    'latency.p95.slope < 2%/h',
    'anon.slope < 1MB/1000ops',
    'cpu.slope < 1%/h',
    'anon.max < 1GiB',
  ]);
  assert.deepEqual(
    found.map(({ rule, of }) => [rule, of]),
    [
      ['anon.slope < 20MiB/h', 'level'],
      ['fds.slope < 1/h', 'step'],
      ['latency.p95.slope < 2%/h', 'level'],
    ],
  );
  const [anon, fds, latency] = found;
  // 3.1 × 0.002 × √(24 × 2/60 h / (6 h)³), with a quarter of eight hours gone for the warm-up.
  assert.equal(anon?.excessPerHour.toFixed(6), '0.000377');
  assert.equal(fds?.excessPerHour, 1 / 6);
  assert.equal(latency?.excessPerHour.toFixed(3), '0.104');
});

test('a plan that ends after operations of unknown pace lets nothing be said', () => {
  const text = `name: x
operations: 1000
target: { pid: 1 }
load: { users: 2, operations: [{ http: { get: "http://127.0.0.1:9/" } }] }
criteria: [anon.slope < 20MiB/h]
`;
  assert.deepEqual(assumeDetectable(parsePlan(text, { file: 'plan.yaml' }).plan), []);
});
