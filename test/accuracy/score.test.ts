import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clopperPearson } from '../../scripts/bench/accuracy/clopper-pearson.ts';
import type { Detection } from '../../scripts/bench/accuracy/detect.ts';
import { detectionScoreOf } from '../../scripts/bench/accuracy/detection-score.ts';
import { type Judged, scoreOf } from '../../scripts/bench/accuracy/score.ts';
import { near } from '../trend/near.ts';

test('Clopper and Pearson: 0 in 300 may be 1.2 %, 5 in 100 is between 1.6 and 11.3 %', () => {
  const [none, upTo] = clopperPearson({ count: 0, of: 300 });
  assert.equal(none, 0);
  // 1 − 0.025^(1/300)
  near(upTo, 1 - 0.025 ** (1 / 300), 1e-10);
  const [low, high] = clopperPearson({ count: 5, of: 100 });
  near(low, 0.016431879, 1e-6);
  near(high, 0.112834911, 1e-6);
  assert.equal(clopperPearson({ count: 7, of: 7 })[1], 1);
});

const sound: Judged = {
  shape: 'test',
  leaks: false,
  identifiable: true,
  multiple: null,
  outcome: 'clean',
  covered: true,
  slopeError: null,
  onsetError: null,
  forecasts: [],
  unavoidable: 0,
};
const leak: Judged = { ...sound, leaks: true, multiple: 2, outcome: 'leak', slopeError: 0.1 };

test('false leaks are counted of all that is sound, false clean of all leaks', () => {
  const { falseLeak, falseClean } = scoreOf([
    sound,
    { ...sound, outcome: 'leak', identifiable: false },
    leak,
    { ...leak, outcome: 'clean', identifiable: false },
  ]);
  assert.deepEqual(falseLeak, { count: 1, of: 2 });
  assert.deepEqual(falseClean, { count: 1, of: 2 });
});

test('nobody is asked to decide what no run of this length could', () => {
  const score = scoreOf([
    { ...sound, outcome: 'inconclusive' },
    { ...sound, outcome: 'inconclusive', identifiable: false, covered: false },
    leak,
    { ...leak, outcome: 'inconclusive', identifiable: false },
    { ...leak, outcome: 'inconclusive', multiple: 1 },
  ]);
  assert.deepEqual(score.inconclusive, { count: 1, of: 2 });
  assert.deepEqual(score.plainRecall, { count: 1, of: 1 });
  assert.deepEqual(score.coverage, { count: 3, of: 3 });
  assert.deepEqual(score.recall, [
    { multiple: 1, count: 0, of: 1 },
    { multiple: 2, count: 1, of: 2 },
  ]);
});

const HOUR = 3600;
const watched: Detection = {
  shape: 'test',
  leaks: true,
  identifiable: true,
  multiple: 2,
  spanS: 8 * HOUR,
  onsetS: 0,
  calledS: { soakd: 4 * HOUR, oracle: 2 * HOUR },
  calledToldS: { soakd: 4 * HOUR, oracle: 2 * HOUR },
};

test('time to detect is compared by pairs, and a leak that is never called is infinitely late', () => {
  const never = { ...watched, calledS: { soakd: null, oracle: 2 * HOUR } };
  const { found, medianRatio } = detectionScoreOf([watched, watched, never], 'soakd');
  assert.deepEqual(found, { count: 2, of: 3 });
  assert.equal(medianRatio, 2);
  assert.equal(detectionScoreOf([watched, never, never], 'soakd').medianRatio, Number.POSITIVE_INFINITY);
});

test('a leak called before it began is a false alarm, and time counts from the onset', () => {
  const late = { ...watched, onsetS: HOUR };
  assert.equal(detectionScoreOf([late], 'soakd').medianRatio, 3);
  const early = { ...late, calledS: { soakd: HOUR / 2, oracle: 2 * HOUR } };
  const { falseAlarms, found } = detectionScoreOf([late, early], 'soakd');
  assert.deepEqual(falseAlarms, { count: 1, of: 2 });
  assert.deepEqual(found, { count: 1, of: 1 });
});
