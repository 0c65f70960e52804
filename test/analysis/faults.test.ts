import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Assessment } from '../../src/analysis/assessment.ts';
import { faultDoubt } from '../../src/analysis/fault-doubt.ts';
import { temporaryFolder } from '../fixture/soakd.ts';
import { assessNewest, FAULT, storeFaultySoak } from './faulty-soak.ts';
import { storeSoak } from './stored-soak.ts';

function anonOf({ trends }: Assessment) {
  const found = trends.find(({ metric, target }) => metric === 'anon' && target === 'leaky');
  assert.ok(found !== undefined);
  return found;
}

test('the time of a fault is in no trend, but in every ceiling', async (context) => {
  const criteria = ['anon.slope < 5MB/h', 'rss@leaky.max < 100MB', 'rss@leaky.growth < 100MB'];
  const quiet = await storeSoak(temporaryFolder(context), { criteria });
  const told = await storeFaultySoak(temporaryFolder(context), true, { criteria });
  const untold = await storeFaultySoak(temporaryFolder(context), false, { criteria });
  const [as, with_, without] = await Promise.all([quiet.file, told, untold].map(assessNewest));
  assert.ok(as !== undefined && with_ !== undefined && without !== undefined);
  const [slope, faulty] = [anonOf(as).slopePerHour ?? 0, anonOf(with_).slopePerHour ?? 0];
  assert.ok(Math.abs(faulty / slope - 1) < 0.02, `${faulty} per hour, and ${slope} without the fault`);
  assert.equal(Math.max(...anonOf(with_).shape.map((value) => value ?? 0)) < 100e6, true);
  assert.equal(Math.max(...anonOf(without).shape.map((value) => value ?? 0)) > 100e6, true);
  const max = with_.criteria.find(({ rule }) => rule.startsWith('rss@leaky.max'));
  assert.deepEqual([max?.verdict, max?.observed], ['fail', 500e6]);
});

test('a fault is told with its course and what was seen of it', async (context) => {
  const { faults, run } = await assessNewest(await storeFaultySoak(temporaryFolder(context), true));
  const [{ impact: _impact, ...fault } = assert.fail()] = faults;
  assert.deepEqual(fault, {
    name: 'swells',
    occurrence: 0,
    act: 'freeze',
    subject: 'leaky',
    what: 'freezes leaky',
    seed: 7,
    plannedS: 798,
    begunS: 800,
    begunAt: '2026-11-20T22:13:20.000Z',
    endedS: 860,
    state: 'over',
    begin: { seen: true, text: '1 of 1 processes are stopped', figures: { processes: 1 } },
    end: { seen: true, text: '1 processes go on', figures: {} },
    why: null,
  });
  assert.ok(
    run.gaps.every(({ fromS }) => fromS !== 800),
    'its time was observed',
  );
});

test('a run whose fault failed, or was not seen to take effect, does not pass', () => {
  assert.equal(faultDoubt([FAULT, { ...FAULT, state: 'interrupted' }, { ...FAULT, state: 'not-run' }]), null);
  const why = 'could not be begun: leaky does not run';
  assert.equal(
    faultDoubt([FAULT, { ...FAULT, state: 'failed', why }]),
    'the fault swells could not be begun: leaky does not run',
  );
  const endProof = JSON.stringify({ seen: false, text: 'nothing came', figures: {} });
  assert.equal(
    faultDoubt([{ ...FAULT, endProof }]),
    'the fault swells was not seen to take effect: nothing came',
  );
});
