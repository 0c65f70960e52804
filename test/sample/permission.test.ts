import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { NOBODY, notNobody } from '../fixture/nobody.ts';
import { freeze, startTargetProgram } from './target-program.ts';

const stranger = fileURLToPath(new URL('../fixture/program/sampled-stranger.ts', import.meta.url));

test('of another user a reader sees memory, CPU, threads and descriptors, and says what the rest needs', {
  skip: notNobody,
}, async () => {
  await using program = await startTargetProgram();
  const { pid, startTicks } = program.process;
  freeze(pid);
  const output = execFileSync(process.execPath, [stranger, `${pid}`, `${startTicks}`], {
    uid: NOBODY,
    gid: NOBODY,
    cwd: '/',
    encoding: 'utf8',
  });
  const { reading, pss, connections } = JSON.parse(output);
  assert.equal(reading.state, 'read');
  assert.ok(reading.rssBytes > 0 && reading.anonBytes > 0 && reading.vszBytes > 0);
  assert.ok(reading.threads >= 1);
  // Linux ≥ 6.2 tells the number of descriptors to anyone.
  if (reading.fds !== null) assert.equal(reading.fds, readdirSync(`/proc/${pid}/fd`).length);
  else assert.match(reading.unavailable.fds, /CAP_DAC_READ_SEARCH/);
  assert.equal(reading.readBytes, null);
  assert.match(reading.unavailable.read, /permission denied.*CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH/);
  assert.equal(pss.value, null);
  assert.match(pss.unavailable, /permission denied.*CAP_SYS_PTRACE.*smaps_rollup/);
  assert.equal(connections.value, null);
  assert.match(connections.unavailable, /permission denied.*CAP_DAC_READ_SEARCH/);
});
