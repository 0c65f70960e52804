import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { alphaFor, sharesByLength } from '../../src/verdict/error-rate.ts';
import type { Standing } from '../../src/verdict/evidence.ts';
import { overallVerdict } from '../../src/verdict/overall.ts';
import type { CriterionVerdict, Verdict } from '../../src/verdict/verdict.ts';

const sound: Standing = { state: 'completed', coverage: 1, saturation: null };

function criterion(verdict: Verdict): CriterionVerdict {
  const rule = 'anon.slope < 1MiB/h';
  return {
    rule,
    target: 'api',
    verdict,
    reason: 'seen',
    observed: null,
    low: null,
    high: null,
    unit: 'bytes/h',
  };
}

const [pass, fail, open] = [criterion('pass'), criterion('fail'), criterion('inconclusive')];

test('a sound, complete run whose criteria all hold passes', () => {
  assert.deepEqual(overallVerdict([pass, pass], sound), { verdict: 'pass', reason: 'all 2 criteria hold' });
});

test('a run whose database was damaged is inconclusive, unless a criterion fails', () => {
  const damaged = { ...sound, rowsLost: true };
  assert.deepEqual(overallVerdict([pass], damaged), {
    verdict: 'inconclusive',
    reason: 'the database was damaged, and what was stored is not all there',
  });
  assert.equal(overallVerdict([pass, fail], damaged).verdict, 'fail');
});

test('a fault that took no effect makes a pass inconclusive, and no fail', () => {
  const untouched = { ...sound, faultTrouble: 'the fault far away was not seen to take effect' };
  assert.deepEqual(overallVerdict([pass], untouched), {
    verdict: 'inconclusive',
    reason: 'the fault far away was not seen to take effect',
  });
  assert.equal(overallVerdict([pass, fail], untouched).verdict, 'fail');
});

test('a soakd that is not well makes a pass inconclusive, and says so', () => {
  const self = [{ ...fail, rule: 'self.rss.slope < 5MB/h', target: null, reason: 'rises 9 MB/h' }];
  assert.deepEqual(overallVerdict([pass], sound, self), {
    verdict: 'inconclusive',
    reason: 'soakd itself was not well: self.rss.slope < 5MB/h: rises 9 MB/h',
  });
});

test('a soakd that is not well turns no fail into anything else, and fails no run by itself', () => {
  assert.equal(overallVerdict([pass, fail], sound, [fail]).verdict, 'fail');
  assert.equal(overallVerdict([open], sound, [fail]).verdict, 'inconclusive');
});

test('what cannot be decided about soakd takes nothing from a pass', () => {
  assert.equal(overallVerdict([pass], sound, [open, pass]).verdict, 'pass');
});

test('one failing criterion fails the run, and names itself, however the run ended', () => {
  for (const state of ['completed', 'running', 'aborted', 'interrupted', 'lost', 'failed'] as const) {
    const { verdict, reason } = overallVerdict([pass, open, fail], {
      ...sound,
      state,
      coverage: 0.1,
      saturation: { saturatedSeconds: 100, seconds: 100 },
    });
    assert.equal(verdict, 'fail');
    assert.equal(reason, '1 of 3 criteria fail: anon.slope < 1MiB/h (api): seen');
  }
});

const doubts: Readonly<
  Record<string, { readonly criteria: readonly CriterionVerdict[]; readonly standing: Standing }>
> = {
  'nothing to judge by': { criteria: [], standing: sound },
  'an open criterion': { criteria: [pass, open], standing: sound },
  'a coverage under 90 %': { criteria: [pass], standing: { ...sound, coverage: 0.89 } },
  'a coverage that is not known': { criteria: [pass], standing: { ...sound, coverage: Number.NaN } },
  'a saturated generator': {
    criteria: [pass],
    standing: { ...sound, saturation: { saturatedSeconds: 6, seconds: 100 } },
  },
  'an interruption': { criteria: [pass], standing: { ...sound, state: 'interrupted' } },
  'a lost target': { criteria: [pass], standing: { ...sound, state: 'lost' } },
  'a soak that failed': { criteria: [pass], standing: { ...sound, state: 'failed' } },
  'a run that goes on': { criteria: [pass], standing: { ...sound, state: 'running' } },
};

for (const [name, { criteria, standing }] of Object.entries(doubts)) {
  test(`${name} makes a pass inconclusive`, () => {
    assert.equal(overallVerdict(criteria, standing).verdict, 'inconclusive');
  });
}

test('a load of two seconds in which the generator fell behind in both is no pass', () => {
  const saturation = { saturatedSeconds: 2, seconds: 2 };
  assert.equal(overallVerdict([pass], { ...sound, saturation }).verdict, 'inconclusive');
});

test('a second or two in which the generator fell behind do not void a short load', () => {
  const short = (saturatedSeconds: number): Standing => ({
    ...sound,
    saturation: { saturatedSeconds, seconds: 10 },
  });
  assert.equal(overallVerdict([pass], short(2)).verdict, 'pass');
  assert.equal(overallVerdict([pass], short(3)).verdict, 'inconclusive');
});

test('a pass means that every criterion passed on a complete, well covered, unsaturated run', () => {
  const standings = fc.record({
    state: fc.constantFrom('running', 'completed', 'aborted', 'interrupted', 'lost', 'failed'),
    coverage: fc.double({ min: 0, max: 1 }),
    saturation: fc.option(
      fc.record({
        saturatedSeconds: fc.integer({ min: 0, max: 10 }),
        seconds: fc.integer({ min: 10, max: 200 }),
      }),
    ),
  });
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(pass, pass, fail, open), { maxLength: 4 }),
      standings,
      (criteria, standing) => {
        const { verdict } = overallVerdict(criteria, standing);
        const allPass = criteria.length > 0 && criteria.every((each) => each.verdict === 'pass');
        const { saturatedSeconds, seconds } = standing.saturation ?? { saturatedSeconds: 0, seconds: 1 };
        const keptUp = saturatedSeconds <= 2 || saturatedSeconds / seconds <= 0.05;
        const well = standing.state === 'completed' && standing.coverage >= 0.9 && keptUp;
        assert.equal(verdict === 'pass', allPass && well);
        assert.equal(verdict === 'fail', criteria.includes(fail));
      },
    ),
  );
});

test('the error rate is that of the leak side, whichever end that is; the clean side is not corrected', () => {
  assert.deepEqual(alphaFor('rise'), { low: 0.025, high: 0.025 });
  assert.deepEqual(alphaFor('rise', 0.005), { low: 0.005, high: 0.025 });
  assert.deepEqual(alphaFor('fall', 0.005), { low: 0.025, high: 0.005 });
});

test('lives of a process share an error rate by their length', () => {
  assert.deepEqual(sharesByLength([300, 100]), [0.75, 0.25]);
  assert.deepEqual(sharesByLength([0, 0]), [0.5, 0.5]);
  assert.deepEqual(sharesByLength([60]), [1]);
});
