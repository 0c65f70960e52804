import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Counts, countsBetween, cumulate, endedUpTo } from '../../src/analysis/load-counts.ts';

const NONE: Counts = {
  due: 0,
  sent: 0,
  ok: 0,
  failed: 0,
  blocked: 0,
  skipped: 0,
  bypassed: 0,
  overblocked: 0,
  undecided: 0,
};

function columnsOf(rows: readonly (readonly [second: number, counts: Partial<Counts>])[]) {
  const column = (count: keyof Counts) =>
    Float64Array.from(rows, ([, counts]) => ({ ...NONE, ...counts })[count]);
  return {
    monoMs: Float64Array.from(rows, ([second]) => second * 1000),
    values: {
      due: column('due'),
      sent: column('sent'),
      ok: column('ok'),
      failed: column('failed'),
      blocked: column('blocked'),
      skipped: column('skipped'),
      bypassed: column('bypassed'),
      overblocked: column('overblocked'),
      undecided: column('undecided'),
    },
  };
}

test('counts between two moments equal a plain sum over the seconds, of operations with seconds of their own', () => {
  const second = fc.record({ second: fc.nat(50), ok: fc.nat(100), failed: fc.nat(5) });
  const operation = fc
    .uniqueArray(second, { selector: (one) => one.second })
    .map((seconds) => seconds.toSorted((a, b) => a.second - b.second));
  fc.assert(
    fc.property(
      fc.array(operation, { minLength: 1, maxLength: 3 }),
      fc.nat(60),
      fc.nat(60),
      (operations, a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const cumulative = cumulate(
          operations.map((rows) => columnsOf(rows.map(({ second: at, ok, failed }) => [at, { ok, failed }]))),
        );
        const inside = operations.flat().filter((one) => one.second >= from && one.second < to);
        const counts = countsBetween(cumulative, from, to);
        assert.equal(
          counts.ok,
          inside.reduce((sum, { ok }) => sum + ok, 0),
        );
        assert.equal(
          counts.failed,
          inside.reduce((sum, { failed }) => sum + failed, 0),
        );
      },
    ),
  );
});

test('ended operations grow in a straight line within a second and stand still in a hole', () => {
  const cumulative = cumulate([
    columnsOf([
      [0, { ok: 10 }],
      [1, { ok: 20, failed: 2, skipped: 7 }],
      [5, { blocked: 4 }],
    ]),
  ]);
  const at = Float64Array.from([-1, 0, 0.5, 1, 1.25, 2, 4, 5.5, 9]);
  assert.deepEqual([...endedUpTo(cumulative, at)], [0, 0, 5, 10, 15.5, 32, 32, 34, 36]);
});
