import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { systemClock } from '../../src/clock.ts';
import { SelfReader } from '../../src/sample/self-reader.ts';

const MIB = 1024 * 1024;

test('reads of this process what it knows of itself', () => {
  using self = new SelfReader(systemClock.monotonicMs);
  assert.equal(self.read(0).cpuPct, null);
  const before = process.cpuUsage();
  let burntMs = 0;
  while (burntMs < 150) {
    const { user, system } = process.cpuUsage(before);
    burntMs = (user + system) / 1000;
  }
  const reading = self.read(1_000);
  assert.ok(Math.abs(reading.rssBytes - process.memoryUsage.rss()) < 8 * MIB);
  // Listing the folder holds one descriptor more.
  assert.equal(reading.fds, readdirSync('/proc/self/fd').length - 1);
  const { cpuPct } = reading;
  assert.ok(
    cpuPct !== null && Math.abs(cpuPct - burntMs / 10) < 5,
    `${cpuPct} % for ${burntMs} ms of a second`,
  );
  // The loop stood still while this test used its CPU.
  assert.ok(reading.loopLagMs > 100, `${reading.loopLagMs} ms`);
  // Told once.
  assert.ok(self.read(2_000).loopLagMs < reading.loopLagMs / 2);
});
