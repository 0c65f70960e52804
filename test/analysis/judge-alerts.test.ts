import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assess } from '../../src/analysis/assess.ts';
import { openStoreReader } from '../../src/store/reader.ts';
import { temporaryFolder } from '../fixture/soakd.ts';
import { CRITERIA, planWith, storeSoak } from './stored-soak.ts';

const ALERTS = `alerts:
  - anon.slope > 5MB/h
  - { rule: anon@leaky.slope > 100MB/h, clear: 50MB/h }
  - { rule: anon@leaky.growth > 1MB }
  - fds.last > 5
`;

test('while a run goes on, alerts on slopes and growth are judged as the criteria that they are the opposite of', async (context) => {
  const { file, run } = await storeSoak(temporaryFolder(context), { planText: planWith(CRITERIA) + ALERTS });
  using reader = await openStoreReader(file);
  const { watched } = assess(reader, run, { untilMs: null, live: true });
  assert.deepEqual(
    watched.map(({ alert, target, limit, clear }) => [alert, target, limit.verdict, clear.verdict]),
    [
      [0, 0, 'fail', 'fail'],
      [0, 1, 'pass', 'pass'],
      [1, 0, 'pass', 'pass'],
      [2, 0, 'fail', 'fail'],
    ],
  );
  const [leak] = watched;
  assert.ok((leak?.limit.low ?? 0) > 5e6, 'the whole interval is beyond the limit');
  assert.deepEqual(assess(reader, run, { untilMs: null, live: false }).watched, []);
});
