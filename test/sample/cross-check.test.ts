import assert from 'node:assert/strict';
import { test } from 'node:test';
import pidusage from 'pidusage';
import {
  CONSECUTIVE,
  CrossCheck,
  cpuDisagrees,
  type ListUsage,
  rssDisagrees,
} from '../../src/sample/cross-check.ts';
import { readProcFacts } from '../../src/sample/process-reader.ts';
import type { SampledProcess } from '../../src/sample/sample.ts';
import { startTargetProgram } from './target-program.ts';

const MIB = 1024 * 1024;
const facts = readProcFacts('/proc');

/** Checks n times, a second apart by the given clock, and tells what was found. */
async function checkTimes(list: ListUsage, times: number, process: SampledProcess) {
  let nowMs = 0;
  using check = new CrossCheck(facts, list, () => nowMs);
  const texts: string[] = [];
  for (let n = 0; n < times; n++, nowMs += 1_000)
    for (const finding of await check.check([process])) texts.push(finding.text);
  return texts;
}

test('pidusage agrees with our reading of a real process', async () => {
  await using program = await startTargetProgram();
  const memoryOnly: ListUsage = async (pids) => {
    const usage = await pidusage(pids);
    for (const one of Object.values(usage)) one.cpu = 0;
    return usage;
  };
  assert.deepEqual(await checkTimes(memoryOnly, CONSECUTIVE + 2, program.process), []);
});

test('a lasting disagreement is told once, the first answer does not count', async () => {
  await using program = await startTargetProgram();
  const wrong: ListUsage = async (pids) =>
    Object.fromEntries(pids.map((pid) => [pid, { cpu: 300, memory: 2_000 * MIB }]));
  assert.deepEqual(await checkTimes(wrong, CONSECUTIVE, program.process), []);
  const texts = await checkTimes(wrong, CONSECUTIVE + 4, program.process);
  assert.equal(texts.length, 2);
  assert.match(texts[0] ?? '', /^RSS of pid \d+: pidusage reads 2097152000 bytes/);
  assert.match(texts[1] ?? '', /^CPU of pid \d+: pidusage reads 300.0 %/);
});

test('what pidusage throws is a finding and the end of its use', async () => {
  await using program = await startTargetProgram();
  let calls = 0;
  const broken: ListUsage = () => {
    calls++;
    throw new Error('spawn getconf EMFILE');
  };
  const texts = await checkTimes(broken, 5, program.process);
  assert.equal(calls, 1);
  assert.equal(texts.length, 1);
  assert.match(texts[0] ?? '', /EMFILE.*no longer cross-checked/);
});

test('a process that ended is not asked about for two minutes, whoever has its pid then', async () => {
  await using program = await startTargetProgram();
  const asked: number[][] = [];
  const list: ListUsage = async (pids) => {
    asked.push(pids);
    return {};
  };
  let nowMs = 0;
  using check = new CrossCheck(facts, list, () => nowMs);
  // As if another process had had this pid before.
  await check.check([{ ...program.process, startTicks: 1 }]);
  assert.deepEqual(asked, []);
  nowMs = 119_000;
  await check.check([program.process]);
  assert.deepEqual(asked, []);
  nowMs = 121_000;
  await check.check([program.process]);
  assert.deepEqual(asked, [[program.process.pid]]);
  await program.kill();
  await check.check([program.process]);
  assert.equal(asked.length, 1);
});

test('only what lies well outside our readings before and after is a disagreement', () => {
  assert.equal(rssDisagrees(100 * MIB, 200 * MIB, 150 * MIB), false);
  assert.equal(rssDisagrees(100 * MIB, 100 * MIB, 109 * MIB), false);
  assert.equal(rssDisagrees(10 * MIB, 10 * MIB, 17 * MIB), false);
  assert.equal(rssDisagrees(100 * MIB, 100 * MIB, 111 * MIB), true);
  assert.equal(rssDisagrees(100 * MIB, 120 * MIB, 85 * MIB), true);
  assert.equal(rssDisagrees(1, 1, Number.NaN), true);
  assert.equal(cpuDisagrees(10, 30), false);
  assert.equal(cpuDisagrees(400, 440), false);
  assert.equal(cpuDisagrees(100, 199), true);
});
