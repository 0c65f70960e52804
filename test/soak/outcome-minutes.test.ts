import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { OutcomeMinutes } from '../../src/soak/outcome-minutes.ts';

const count = fc.record({
  operation: fc.nat(1),
  category: fc.constantFrom('sqli', 'path'),
  expected: fc.constantFrom('blocked' as const, 'allowed' as const),
  blocked: fc.nat(9),
  allowed: fc.nat(9),
  undecided: fc.nat(9),
});
/** Of each operation, category and expectation one, as a second has them. */
const counts = fc.uniqueArray(count, {
  selector: ({ operation, category, expected }) => `${operation} ${category} ${expected}`,
});

test('rows add up to the seconds that they stand for, a few of them a minute, whoever takes up the run', () => {
  fc.assert(
    fc.property(fc.array(counts, { maxLength: 200 }), fc.nat(200), (seconds, takenUpAt) => {
      const stored = new Map<string, { blocked: number; allowed: number; undecided: number }>();
      let minutes = new OutcomeMinutes();
      for (const [second, outcomes] of seconds.entries()) {
        if (second === takenUpAt) minutes = new OutcomeMinutes();
        // As the store keeps them: one written again replaces it.
        for (const row of minutes.add(second * 1000, outcomes)) {
          const key = `${row.monoMs} ${row.operation} ${row.category} ${row.expected}`;
          stored.set(key, row);
        }
      }
      const all = seconds.flat();
      for (const name of ['blocked', 'allowed', 'undecided'] as const)
        assert.equal(
          [...stored.values()].reduce((sum, row) => sum + row[name], 0),
          all.reduce((sum, one) => sum + one[name], 0),
        );
      assert.ok(stored.size <= 8 * (Math.ceil(seconds.length / 60) + 1));
    }),
  );
});
