import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideTrend, decideTrendPerOperation } from '../../src/trend/decide-trend.ts';
import { fitTrend } from '../../src/trend/fit-trend.ts';
import type { Trend } from '../../src/trend/trend.ts';
import { near } from './near.ts';
import { optionsFor } from './shapes.ts';
import { straightTrend } from './straight-trend.ts';

/** Rises 4/h (3.5 to 4.5) over 8 h, as steadily at the end as before. */
function rising(changed: Partial<Trend> = {}): Trend {
  return straightTrend(4, 0.5, changed);
}

function tails(slopePerHour: number, highPerHour: number | null): Trend['tails'] {
  return [0.5, 0.35, 0.25].map((share) => ({
    share,
    slopePerHour,
    lowPerHour: slopePerHour - 1,
    highPerHour,
    errorPerHour: 0.1,
  }));
}

test('a leak has the lower end over the budget, a clean trend the upper end under it', () => {
  assert.equal(decideTrend(rising(), 3.4, 'rise').outcome, 'leak');
  assert.equal(decideTrend(rising(), 4.6, 'rise').outcome, 'clean');
  assert.equal(decideTrend(rising(), 3.6, 'rise').outcome, 'inconclusive');
  assert.equal(decideTrend(rising(), 4.4, 'rise').outcome, 'inconclusive');
});

test('an end that lies right on the budget decides nothing', () => {
  assert.equal(decideTrend(rising(), 3.5, 'rise').outcome, 'inconclusive');
  assert.equal(decideTrend(rising(), 4.5, 'rise').outcome, 'inconclusive');
});

test('where falling is bad everything is mirrored', () => {
  const falling = straightTrend(-4, 0.5);
  assert.equal(decideTrend(falling, 3.4, 'fall').outcome, 'leak');
  assert.equal(decideTrend(falling, 4.6, 'fall').outcome, 'clean');
  assert.equal(decideTrend(falling, 1, 'rise').outcome, 'clean');
  assert.equal(decideTrend(rising(), 1, 'fall').outcome, 'clean');
});

test('how much longer it needs grows with the interval and shrinks with the distance from the budget', () => {
  // Half-width 0.5, distance 0.25: the interval must halve, which takes 2^(2/3) times the span.
  near(decideTrend(rising(), 3.75, 'rise').needsHours ?? 0, 8 * (2 ** (2 / 3) - 1), 1e-9);
  near(decideTrend(rising({ method: 'range' }), 3.75, 'rise').needsHours ?? 0, 8, 1e-9);
  assert.equal(decideTrend(rising(), 4, 'rise').needsHours, null);
});

test('what cannot be judged says why, and how much longer it would take', () => {
  const trouble = rising({ trouble: 'too short', shortByS: 1800 });
  assert.deepEqual(decideTrend(trouble, 1, 'rise'), {
    outcome: 'inconclusive',
    reason: 'too short',
    needsHours: 0.5,
  });
  const none = rising({ slopePerHour: null, lowPerHour: null, highPerHour: null });
  assert.equal(decideTrend(none, 1, 'rise').outcome, 'inconclusive');
});

const vetoes: Readonly<Record<string, { readonly changed: Partial<Trend>; readonly reason: RegExp }>> = {
  'a last half that rises less than half as fast': {
    changed: { tails: tails(1.8, 6) },
    reason: /levelling off/,
  },
  'a last half under the budget': { changed: { tails: tails(2.2, 6) }, reason: /levelling off/ },
  'an end whose upper limit is under half of the rate': {
    changed: {
      tails: [
        ...tails(4, 6).slice(0, 2),
        { share: 0.25, slopePerHour: 1, lowPerHour: 0, highPerHour: 1.9, errorPerHour: 0.4 },
      ],
    },
    reason: /last 25 %/,
  },
  'a warm-up that was not seen to end': {
    changed: { timeConstantS: 10_000, warmupRise: 20 },
    reason: /warming up/,
  },
  'a rise within minutes that is small beside the scatter': {
    changed: { spanS: 600, slopeSpanS: 600, sigma: 0.2 },
    reason: /noisy/,
  },
  'a course that levels off and explains the readings better': {
    changed: { alternative: 'saturating' },
    reason: /saturates/,
  },
  'a median of all slopes far from the slope': { changed: { theilSenPerHour: 1.4 }, reason: /shape/ },
  'steps back that make up for the rise between them': {
    changed: { family: 'step', theilSenPerHour: 1.4 },
    reason: /shape/,
  },
};

for (const [name, { changed, reason }] of Object.entries(vetoes)) {
  test(`no leak with ${name}`, () => {
    const decision = decideTrend(rising(changed), 2.5, 'rise');
    assert.equal(decision.outcome, 'inconclusive');
    assert.match(decision.reason, reason);
    assert.equal(decideTrend(rising(changed), 5, 'rise').outcome, 'clean');
  });
}

test('tails that are too short for an interval veto nothing', () => {
  assert.equal(decideTrend(rising({ tails: tails(4, null) }), 2.5, 'rise').outcome, 'leak');
});

test('with only the range to go by, the end must look more like the whole', () => {
  assert.equal(decideTrend(rising({ tails: tails(2.8, 6) }), 1, 'rise').outcome, 'leak');
  assert.equal(
    decideTrend(rising({ method: 'range', tails: tails(2.8, 6) }), 1, 'rise').outcome,
    'inconclusive',
  );
});

test('a budget per 1,000 operations is held against the slope per 1,000 operations', () => {
  const per1000Operations = { slope: 2, low: 1.75, high: 2.25, separable: false, operationsPerHour: 2000 };
  assert.equal(decideTrendPerOperation(rising({ per1000Operations }), 1.7, 'rise').outcome, 'leak');
  assert.equal(decideTrendPerOperation(rising({ per1000Operations }), 2.3, 'rise').outcome, 'clean');
  assert.equal(decideTrendPerOperation(rising({ per1000Operations }), 2, 'rise').outcome, 'inconclusive');
  const levelling = rising({ per1000Operations, tails: tails(1, 6) });
  assert.equal(decideTrendPerOperation(levelling, 1.7, 'rise').outcome, 'inconclusive');
  assert.match(decideTrendPerOperation(rising(), 1, 'rise').reason, /no operations/);
});

test('a series that never moved says exactly how long it would have to stay so', () => {
  const seconds = Float64Array.from({ length: 120 }, (_, index) => index);
  const trend = fitTrend({ seconds, values: seconds.map(() => 7) }, optionsFor(1, { quantum: 1 }));
  const { outcome, needsHours } = decideTrend(trend, 0.5, 'rise');
  assert.equal(outcome, 'inconclusive');
  near(needsHours ?? 0, 2, 0.05);
});

test('an interval across zero that is far wider than the budget asks for much more time, not for seconds', () => {
  const trend = straightTrend(-6649, 7078, { spanS: 90, slopeSpanS: 90 });
  const { outcome, needsHours } = decideTrend(trend, 2, 'rise');
  assert.equal(outcome, 'inconclusive');
  assert.ok(needsHours === null || needsHours > 1, `${needsHours} h`);
});

test('three descriptors more are no leak yet, four may be', () => {
  const few = { spanS: 1800, slopeSpanS: 1800, quantum: 1 };
  assert.equal(decideTrend(straightTrend(7, 2, few), 0.5, 'rise').outcome, 'inconclusive');
  assert.equal(decideTrend(straightTrend(9, 2, few), 0.5, 'rise').outcome, 'leak');
});

test('after an hour all that opens once is open, and three threads more are a leak', () => {
  const few = { spanS: 4 * 3600, slopeSpanS: 4 * 3600, quantum: 1 };
  assert.equal(decideTrend(straightTrend(0.75, 0.2, few), 0.5, 'rise').outcome, 'leak');
});

test('what clearly rises to its end is not cleared, whatever its warm-up is made to explain', () => {
  const filling = straightTrend(-4, 0.5, { tails: tails(3, 5) });
  assert.equal(decideTrend(filling, 1, 'rise').outcome, 'inconclusive');
  assert.match(decideTrend(filling, 1, 'rise').reason, /still rising/);
  assert.equal(decideTrend(straightTrend(-4, 0.5), 1, 'rise').outcome, 'clean');
});

test('a warm-up that was not seen to end clears nothing by what is left beside it', () => {
  const filling = straightTrend(-90, 50, { timeConstantS: 30_000, warmupRise: 60, tails: tails(0, 5) });
  assert.match(decideTrend(filling, 1, 'rise').reason, /still warming up/);
  assert.equal(decideTrend({ ...filling, warmupRise: 4 }, 1, 'rise').outcome, 'clean');
});
