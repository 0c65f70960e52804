import assert from 'node:assert/strict';
import { test } from 'node:test';
import { storeSoak } from '../analysis/stored-soak.ts';
import { soakd, temporaryFolder } from '../fixture/soakd.ts';

test('trends shows the usual metrics of each target and generation', async (context) => {
  const { file } = await storeSoak(temporaryFolder(context));
  const { code, stdout, stderr } = await soakd(['trends'], { database: file });
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(
    stdout,
    /^k7bd92xq half-hour\nRising: anon of leaky \(\+20 MB\/h\)[\s\S]+\nmetric +target +slope +interval +per 1,000 operations\n/,
  );
  for (const row of [
    /^anon +leaky +\+20 MB\/h/m,
    /^anon +steady #1/m,
    /^anon +steady #2/m,
    /^threads +leaky/m,
    /^latency\.p95/m,
  ]) {
    assert.match(stdout, row);
  }
});

test('trends --metric takes any metric that a rule can name, for a part of the run', async (context) => {
  const { file } = await storeSoak(temporaryFolder(context));
  const args = ['trends', 'latest', '--metric', 'vsz@leaky', '--metric', 'service{write}', '--json'];
  const part = ['--since', '10m', '--until', '2026-11-20T22:25:00Z'];
  const { code, stdout } = await soakd([...args, ...part], { database: file });
  assert.equal(code, 0);
  const { version, run, trends } = JSON.parse(stdout);
  assert.deepEqual([version, run.id], [1, 'k7bd92xq']);
  assert.deepEqual(
    trends.map((trend: { metric: string; target: string; operation: string }) => [
      trend.metric,
      trend.target,
      trend.operation,
    ]),
    [
      ['vsz', 'leaky', null],
      ['service.p95', null, 'write'],
    ],
  );
  const [vsz] = trends;
  assert.equal(vsz.slopePerHour, 0);
  // 600 … 1500 s but for the gap of 11 ticks.
  assert.equal(vsz.points, 901 - 11);
});

test('a metric, target or time that does not exist is invalid input, and the right ones are named', async (context) => {
  const { file } = await storeSoak(temporaryFolder(context), { untilS: 20 });
  const metric = await soakd(['trends', '--metric', 'memory'], { database: file });
  assert.equal(metric.code, 2);
  assert.match(metric.stderr, /--metric memory: no such metric[\s\S]*anon, rss/);
  const target = await soakd(['trends', '--metric', 'anon@nobody'], { database: file });
  assert.equal(target.code, 2);
  assert.match(target.stderr, /this run has no target "nobody"\n {2}Targets are leaky, steady\./);
  const time = await soakd(['trends', '--since', 'yesterday'], { database: file });
  assert.equal(time.code, 2);
  assert.match(time.stderr, /--since takes a time, found "yesterday"/);
});
