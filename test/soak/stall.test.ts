import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { gapsOf, reported, SoakingProcess, soakPlace, stored } from './soaking-process.ts';

test('a soakd that was stopped for a while tells of a stall, and observes so much longer', async (context) => {
  const place = await soakPlace(context, { durationS: 5 });
  const soaking = new SoakingProcess(context, place);
  await soaking.loaded();
  const stoppedMs = performance.now();
  soaking.child.kill('SIGSTOP');
  await delay(2500);
  soaking.child.kill('SIGCONT');
  const lengthS = (performance.now() - stoppedMs) / 1000;
  const stall = await soaking.event('stall');
  assert.match(stall.text, /soakd itself stood still for/);
  const end = await soaking.end();
  assert.equal(end.state, 'completed', JSON.stringify(end));
  const assessment = await reported(place);
  const { run } = assessment;
  const longest = Math.max(...gapsOf(assessment, 'stall').map(({ fromS, toS }) => toS - fromS));
  assert.ok(longest > 2 && longest < lengthS + 5, `${longest} s of ${lengthS} s`);
  assert.ok(run.soakToS - run.soakFromS > 5 + longest - 0.6, `from ${run.soakFromS} to ${run.soakToS}`);
  // The load is a process of its own and went on; what it tells meanwhile is not lost.
  await stored(place, (reader, id) => {
    const { due, ok, failed, skipped } = reader.loadTotals(id);
    assert.equal(due, ok + failed + skipped);
    assert.ok(due > 50 * (5 + longest) * 0.5);
  });
});
