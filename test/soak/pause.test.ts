import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gapsOf, reported, SoakingProcess, soakPlace, stored } from './soaking-process.ts';

test('paused, a soak rests its load and observes no time; resumed, its load goes on where it was', async (context) => {
  const place = await soakPlace(context, { durationS: 6 });
  const soaking = new SoakingProcess(context, place);
  await soaking.loaded();
  soaking.child.kill('SIGUSR2');
  const pause = await soaking.event('pause');
  const paused = await soaking.status(({ paused, load }) => paused && load === null);
  // Some more statuses, of the same moment.
  const later = await soaking.status(({ paused }) => paused);
  assert.equal(later.observedMs, paused.observedMs);
  await soaking.until(({ committed }) => committed?.some(({ monoMs }) => monoMs > pause.monoMs + 1500));
  soaking.child.kill('SIGUSR2');
  const resume = await soaking.event('resume');
  const end = await soaking.end();
  assert.deepEqual([end.state, end.verdict], ['completed', 'pass'], JSON.stringify(end));

  const assessment = await reported(place);
  const pauseS = (resume.monoMs - pause.monoMs) / 1000;
  assert.ok(pauseS >= 1.5);
  assert.ok(Math.abs((resume.durationMs ?? 0) / 1000 - pauseS) < 0.01);
  const [gap] = gapsOf(assessment, 'pause');
  assert.ok(gap !== undefined && Math.abs(gap.toS - gap.fromS - pauseS) < 0.01);
  assert.match(gap.text, /paused.*over/);
  const { soakFromS, soakToS, observedS } = assessment.run;
  assert.ok(soakToS - soakFromS - pauseS > 5.5, `${soakFromS} to ${soakToS}, paused ${pauseS}`);
  assert.ok(observedS >= 6);
  await stored(place, (reader, run) => {
    // Sampling went on, the load did not; what was in flight may have ended.
    const times = reader.sampleTimes(run, 0, { fromMs: pause.monoMs, toMs: resume.monoMs });
    assert.ok(times.length > 5, `${times.length} samples in the pause`);
    const calm = { fromMs: pause.monoMs + 1000, toMs: Math.floor(resume.monoMs / 1000) * 1000 };
    assert.equal(reader.loadTotals(run, calm).due, 0);
    const { due, ok, failed, skipped } = reader.loadTotals(run);
    assert.equal(due, ok + failed + skipped);
  });
});

test('a pause that is never resumed lasts to the end, and the report says so', async (context) => {
  const place = await soakPlace(context, { durationS: 60 });
  const soaking = new SoakingProcess(context, place);
  await soaking.loaded();
  soaking.child.kill('SIGUSR2');
  await soaking.status(({ paused }) => paused);
  soaking.child.kill('SIGTERM');
  assert.equal((await soaking.end()).state, 'interrupted');
  const assessment = await reported(place);
  const [gap] = gapsOf(assessment, 'pause');
  assert.match(gap?.text ?? '', /never resumed/);
  assert.ok(Math.abs((gap?.toS ?? 0) - assessment.run.soakToS) < 0.1);
});

test('a pause of less than a second loses no operation from the books', async (context) => {
  const place = await soakPlace(context, { durationS: 60, rate: '200/s' });
  const soaking = new SoakingProcess(context, place);
  await soaking.loaded();
  for (let count = 0; count < 3; count += 1) {
    const from = soaking.lines.length;
    soaking.child.kill('SIGUSR2');
    await soaking.event('pause', from);
    soaking.child.kill('SIGUSR2');
    await soaking.event('resume', from);
    await soaking.status(({ load }) => (load?.achieved ?? 0) > 0);
  }
  soaking.child.kill('SIGTERM');
  await soaking.end();
  await stored(place, (reader, run) => {
    const { due, ok, failed, skipped } = reader.loadTotals(run);
    assert.equal(due, ok + failed + skipped);
  });
});
