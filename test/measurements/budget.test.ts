import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SoakdError } from '../../src/error.ts';
import { byColumn, readAllowance, readBudget, readLimit } from '../../src/measurements/budget.ts';

const allowance = (option: string) => readAllowance(option, 'rss_bytes=2MB/h');

for (const [option, kind, size, direction] of [
  ['rss_bytes=2MB/h', 'hour', 2e6, 'rise'],
  ['rss_bytes=1MiB/30min', 'hour', 2 ** 21, 'rise'],
  ['rss_kib=1MiB/h', 'hour', 1024, 'rise'],
  ['rss_mb=2MB/h', 'hour', 2, 'rise'],
  ['rss_bytes=1KB/1000ops', '1000ops', 1000, 'rise'],
  ['heap_mib=1MiB/1000ops', '1000ops', 1, 'rise'],
  ['fd_count=1/h', 'hour', 1, 'rise'],
  ['queue=0.5/h', 'hour', 0.5, 'rise'],
  ['p95_ms=2%/h', 'share', 0.02, 'rise'],
  ['p95_ms=5ms/h', 'hour', 5, 'rise'],
  ['wait_s=5ms/h', 'hour', 0.005, 'rise'],
  ['error_pct=0.1/h', 'hour', 0.1, 'rise'],
  ['error_ratio=1%/h', 'share', 0.01, 'rise'],
  ['ops_per_s=-2%/h', 'share', 0.02, 'fall'],
  ['ops_per_s=-1/h', 'hour', 1, 'fall'],
  ['free_bytes=-1MB/h', 'hour', 1e6, 'fall'],
  ['a=b=1/h', 'hour', 1, 'rise'],
] as const) {
  test(`budget ${option}`, () => {
    assert.equal(allowance(option).column, option.slice(0, option.lastIndexOf('=')));
    const value = readBudget(allowance(option));
    assert.equal(value.kind, kind);
    assert.ok(Math.abs(value.size - size) <= 1e-12 * size, `${value.size}`);
    assert.equal(value.direction, direction);
  });
}

for (const [option, message] of [
  ['rss_bytes', /^found "rss_bytes", expected COLUMN=QUANTITY such as rss_bytes=2MB\/h$/],
  ['=1/h', /expected COLUMN=QUANTITY/],
  [
    'rss_bytes=2MB',
    /^rss_bytes=2MB: found "2MB" \(a size\), expected a slope such as .*; did you mean "2MB\/h"\?$/,
  ],
  ['rss_bytes=2mb/h', /did you mean "2MB\/h"/],
  ['rss_bytes=100/h', /^rss_bytes=100\/h: found "100\/h" \(a rate\), expected a slope such as 1MiB\/h/],
  ['heap=2MB/h', /^heap=2MB\/h: found "2MB\/h" \(a size per time\), expected a slope such as 0\.5\/h/],
  ['rss_bytes=0/h', /./],
  ['rss_bytes=0MB/h', /^rss_bytes=0MB\/h: a slope cannot be proven to be exactly zero/],
] as const) {
  test(`budget ${option} is refused`, () => {
    assert.throws(
      () => readBudget(allowance(option)),
      (error) => error instanceof SoakdError && error.exitCode === 2 && message.test(error.message),
    );
  });
}

const limit = (option: string) => readLimit(allowance(option));

test('a limit is in the column’s own unit', () => {
  assert.equal(limit('rss_bytes=2GiB'), 2 ** 31);
  assert.equal(limit('rss_mib=2GiB'), 2048);
  assert.equal(limit('fd_count=1k'), 1000);
  assert.equal(limit('p95_ms=1s'), 1000);
  assert.equal(limit('cpu_pct=80%'), 80);
  assert.equal(limit('cpu_pct=80'), 80);
  assert.throws(() => limit('rss_bytes=2GiB/h'), /expected a size/);
});

test('a column that the file does not have, or one named twice, is refused', () => {
  const named = (...options: readonly string[]) =>
    byColumn(options.map(allowance), ['rss_bytes', 'fd_count'], readBudget);
  assert.throws(
    () => named('rs_bytes=1MB/h'),
    (error) => error instanceof SoakdError && error.hint === 'Did you mean rss_bytes?',
  );
  // Its unit is not known, but that is not what is wrong.
  assert.throws(() => named('memory=1MB/h'), /the file has no series "memory"/);
  assert.throws(() => named('fd_count=1/h', 'fd_count=2/h'), /given one already/);
});
