import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { soakd, temporaryFolder } from '../fixture/soakd.ts';
import { csvOf } from '../measurements/samples.ts';

const recorded = (name: string): string =>
  fileURLToPath(new URL(`../fixture/series/${name}.csv`, import.meta.url));

/** In a folder without a database, which analyze has no use for. */
function analyze(context: TestContext, args: readonly string[]) {
  return soakd(['analyze', ...args], { database: join(temporaryFolder(context), 'none', 'soakd.db') });
}

function written(context: TestContext, text: string): string {
  const file = join(temporaryFolder(context), 'samples.csv');
  writeFileSync(file, text);
  return file;
}

test('a leak is told in one sentence, a table and its course, and is exit code 10', async (context) => {
  const args = [recorded('leak-90s'), '--budget', 'anon_kib=0.7MiB/1000ops', '--limit', 'anon_kib=1GiB'];
  const { code, stdout, stderr } = await analyze(context, args);
  assert.deepEqual([code, stderr], [10, '']);
  assert.match(stdout, /^LEAK: anon_kib rises [\d.]+ MiB\/1000ops, [\d.]+ GiB\/h \(95 % interval /);
  assert.match(stdout, /leak-90s\.csv: 359 rows over 1 min 30 s, 1 series/);
  assert.match(stdout, /^series +verdict +slope +interval +budget +per 1,000 operations$/m);
  assert.match(stdout, /^anon_kib +✗ leak +\+[\d.]+ GiB\/h/m);
  assert.match(stdout, /; quarters [\d.]+ MiB, [\d.]+ MiB, [\d.]+ MiB, [\d.]+ MiB; 359 points over/);
  assert.match(stdout, /limit 1 GiB: reached 2\d min( \d+ s)? after the first row/);
});

test('without a leak the exit code is 0, and 11 where something is open', async (context) => {
  const budget = ['--budget', 'anon_kib=500MiB/h'];
  const clean = await analyze(context, [recorded('steady-90s'), ...budget]);
  assert.equal(clean.code, 0, clean.stdout);
  assert.match(clean.stdout, /^CLEAN: anon_kib stays under its budget over 1 min 30 s\n/);
  const open = await analyze(context, [recorded('steady-young-120s'), ...budget]);
  assert.equal(open.code, 11, open.stdout);
  assert.match(open.stdout, /^INCONCLUSIVE: anon_kib: levelling off/);
});

test('--json is the document of the contract, and nothing else', async (context) => {
  const { code, stdout, stderr } = await analyze(context, [
    recorded('leak-90s'),
    '--json',
    '--db',
    'none.db',
  ]);
  assert.deepEqual([code, stderr], [10, '']);
  const document = JSON.parse(stdout);
  assert.deepEqual(Object.keys(document), ['version', 'series']);
  assert.equal(document.version, 1);
  const [series] = document.series;
  assert.deepEqual(Object.keys(series).sort(), [
    'budgetPerHour',
    'confidence',
    'high',
    'limitEtaS',
    'low',
    'name',
    'needsHours',
    'onsetS',
    'pattern',
    'per1000Ops',
    'points',
    'reason',
    'segments',
    'slopePerHour',
    'spanS',
    'steadyFromS',
    'verdict',
  ]);
  const [segment] = series.segments;
  assert.deepEqual(Object.keys(segment), [
    'fromS',
    'toS',
    'points',
    'verdict',
    'slopePerHour',
    'low',
    'high',
  ]);
  // In KiB, the column's own unit: what a record costs (trend/recorded.test.ts) for 200 a second.
  const truth = (200 * 3600 * 3922) / 1024;
  assert.ok(Math.abs(series.slopePerHour - truth) < 0.15 * truth, `${series.slopePerHour}`);
  assert.deepEqual(
    [segment.slopePerHour, segment.low, segment.high],
    [series.slopePerHour, series.low, series.high],
  );
});

test('a dash reads what comes on standard input', () => {
  const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
  const input = csvOf('elapsed_s,fd_count', 400, (index) => [index, 40 + Math.floor(index / 10)]);
  const { status, stdout } = spawnSync(process.execPath, [main, 'analyze', '-', '--json'], { input });
  assert.equal(status, 10, String(stdout));
  assert.equal(JSON.parse(String(stdout)).series[0].name, 'fd_count');
});

test('everything that is wrong with a file is told at once, with its lines, as invalid input', async (context) => {
  const rows = Array.from({ length: 30 }, (_, index) => `${index},${index % 2 === 0 ? 'x' : '1'}`);
  const file = written(context, `elapsed_s,rss_bytes\n${rows.join('\n')}\n5,1\n`);
  const { code, stdout, stderr } = await analyze(context, [file]);
  assert.deepEqual([code, stdout], [2, '']);
  assert.match(stderr, /^soakd: 16 problems in .*samples\.csv\n/);
  assert.match(stderr, /samples\.csv:2: rss_bytes: found "x", expected a number or an empty cell\n/);
  assert.match(stderr, /\n {2}and 6 more\n/);
});

test('a row with a bad cell still tells that the next one is out of order', async (context) => {
  const file = written(context, 'elapsed_s,rss_bytes\n0,1\n2,x\n1,3\n');
  const { stderr } = await analyze(context, [file]);
  assert.match(stderr, /samples\.csv:3: rss_bytes: found "x"/);
  assert.match(
    stderr,
    /samples\.csv:4: found time 1 after 2 in line 3, expected rows in the order of time\n/,
  );
});

test('duplicate times are one warning on stderr, not in the document', async (context) => {
  const file = written(
    context,
    csvOf('elapsed_s,a_count', 400, (index) => [Math.floor(index / 2), 5]),
  );
  const { code, stdout, stderr } = await analyze(context, [file, '--budget', 'a_count=1k/h', '--json']);
  assert.equal(code, 0);
  assert.equal(JSON.parse(stdout).series[0].points, 200);
  assert.match(
    stderr,
    /^soakd: warning: .*: 200 rows have the time of the row before; of each time the last row counts\n$/,
  );
});

test('what cannot be read, and what was not asked right, is invalid input', async (context) => {
  const file = recorded('leak-90s');
  for (const [args, message] of [
    [[], /analyze takes one CSV file/],
    [[file, file], /analyze takes one CSV file/],
    [['/nowhere/a.csv'], /cannot read \/nowhere\/a\.csv: there is no such file/],
    [['/tmp'], /cannot read \/tmp: it is a folder/],
    [[file, '--budget', 'anon_kib'], /expected COLUMN=QUANTITY such as rss_bytes=2MB\/h/],
    [[file, '--budget', 'anon_kb=1MB/h'], /the file has no series "anon_kb"\n {2}Did you mean anon_kib\?/],
    [[file, '--limit', 'anon_kib=1h'], /anon_kib=1h: found "1h" \(a duration\), expected a size/],
  ] as const) {
    const { code, stderr } = await analyze(context, args);
    assert.equal(code, 2, stderr);
    assert.match(stderr, message);
  }
});
