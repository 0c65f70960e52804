import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderOpenMetrics } from '../../src/report/openmetrics.ts';
import { promtoolSays } from '../fixture/promtool.ts';
import { sample } from './sample-assessment.ts';

test('promtool finds nothing wrong with the final figures, and OpenMetrics has its end', async () => {
  const text = renderOpenMetrics(sample);
  assert.equal(await promtoolSays(text), '');
  assert.ok(text.endsWith('# EOF\n'));
});

test('promtool is asked for real: it does find what is wrong', async () => {
  assert.match(await promtoolSays('# TYPE x gauge\nx{a="1"\n'), /error/);
});

test('figures are in base units: seconds, bytes and slopes by the second', () => {
  const text = renderOpenMetrics(sample);
  for (const line of [
    'soakd_run_verdict{plan="nightly-api",verdict="fail"} 1',
    'soakd_run_verdict{plan="nightly-api",verdict="pass"} 0',
    'soakd_criterion_verdict{plan="nightly-api",criterion="fds.slope < 0.5/h",target="api",verdict="inconclusive"} 1',
    `soakd_trend_slope{plan="nightly-api",metric="anon",target="api",operation="",generation="1",unit="bytes"} ${4.2e6 / 3600}`,
    'soakd_load_operations{plan="nightly-api",operation="read",outcome="ok"} 123430',
    'soakd_load_failures{plan="nightly-api",operation="write",class="status-503"} 6',
    'soakd_request_service_seconds{plan="nightly-api",operation="read",quantile="0.99"} 0.0112',
  ])
    assert.ok(text.includes(`${line}\n`), line);
  // A trend without a slope has no line, rather than a zero.
  assert.doesNotMatch(text, /soakd_trend_slope\w*\{[^}]*metric="latency.p95"/);
});

test('names that no label may hold as they are still make one line each', async () => {
  const run = { ...sample.run, name: 'a "quoted"\\name\nwith a line feed' };
  const text = renderOpenMetrics({ ...sample, run });
  assert.equal(await promtoolSays(text), '');
  assert.match(text, /\{plan="a \\"quoted\\"\\\\name\\nwith a line feed",/);
});

test('what became of what should be blocked is told by category', async () => {
  assert.ok(sample.load !== null);
  const sqli = {
    operation: 'read',
    category: 'sqli',
    expected: 'blocked',
    blocked: 8,
    allowed: 2,
    undecided: 1,
  } as const;
  const outcomes = {
    blocked: 8,
    bypassed: 2,
    allowed: 0,
    falsePositives: 0,
    unresolved: 1,
    byCategory: [sqli],
  };
  const text = renderOpenMetrics({ ...sample, load: { ...sample.load, outcomes } });
  assert.equal(await promtoolSays(text), '');
  assert.match(
    text,
    /soakd_load_outcomes\{plan="nightly-api",operation="read",category="sqli",expected="blocked",outcome="allowed"\} 2\n/,
  );
});
