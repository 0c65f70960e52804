import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { storeSoak } from '../analysis/stored-soak.ts';
import { soakd, temporaryFolder } from '../fixture/soakd.ts';

test('a report of a failed run exits 0 and says first that it failed', async (context) => {
  const { file } = await storeSoak(temporaryFolder(context));
  const { code, stdout, stderr } = await soakd(['report', 'half-hour'], { database: file });
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(stdout, /^FAIL: leaky anon rises 20 MB\/h \(/);
  for (const heading of [
    'Verdicts as of now',
    'Trends',
    'Load',
    'Targets',
    'Unavailable',
    'Events',
    'soakd itself',
  ]) {
    assert.ok(stdout.includes(`\n${heading}\n`), `${heading} is missing`);
  }
  // Not in a pipe.
  assert.ok(!stdout.includes('\u001b'));
});

test('a run is named by a prefix of its id; the JSON report is one document', async (context) => {
  const { file } = await storeSoak(temporaryFolder(context), {
    criteria: ['success >= 99%', 'restarts.unplanned <= 1'],
  });
  const { code, stdout } = await soakd(['report', 'k7b', '--format', 'json'], { database: file });
  const document = JSON.parse(stdout);
  assert.deepEqual([code, document.version, document.run.id, document.verdict], [0, 1, 'k7bd92xq', 'pass']);
});

test('-o writes the whole file in place of an earlier one, through no symlink, and leaves nothing beside it', async (context) => {
  const folder = temporaryFolder(context);
  const { file } = await storeSoak(folder, { untilS: 20 });
  const output = temporaryFolder(context);
  const victim = join(output, 'victim');
  writeFileSync(victim, 'precious');
  symlinkSync(victim, join(output, 'report.txt'));
  const { code, stdout } = await soakd(['report', '-o', join(output, 'report.txt')], { database: file });
  assert.deepEqual([code, stdout], [0, '']);
  assert.match(readFileSync(join(output, 'report.txt'), 'utf8'), /^INCONCLUSIVE/);
  assert.equal(readFileSync(victim, 'utf8'), 'precious');
  assert.deepEqual(readdirSync(output).sort(), ['report.txt', 'victim']);
});

test('an unknown run, an unknown format and a place that cannot be written are invalid input with advice', async (context) => {
  const { file } = await storeSoak(temporaryFolder(context), { untilS: 20 });
  const run = await soakd(['report', 'nosuch'], { database: file });
  assert.equal(run.code, 2);
  assert.match(run.stderr, /no run is called "nosuch"[\s\S]*k7bd92xq/);
  const format = await soakd(['report', '--format', 'pdf'], { database: file });
  assert.equal(format.code, 2);
  assert.match(format.stderr, /unknown format "pdf"[\s\S]*text, json, /);
  const place = await soakd(['report', '-o', '/nonexistent/folder/report.txt'], { database: file });
  assert.equal(place.code, 2);
  assert.match(place.stderr, /cannot write .*: there is no folder \/nonexistent\/folder\n {2}Make it first/);
});

test('analyze reads the CSV of all series back, and finds the same leak per hour and per 1,000 operations', async (context) => {
  const folder = temporaryFolder(context);
  const { file, run } = await storeSoak(folder, { criteria: ['anon@leaky.slope < 5MB/h'] });
  assert.ok(run > 0);
  const csv = join(folder, 'all.csv');
  assert.equal((await soakd(['report', '--format', 'csv', '-o', csv], { database: file })).code, 0);
  const [header = ''] = readFileSync(csv, 'utf8').split('\n', 1);
  assert.match(header, /^elapsed_s,ops,leaky_rss_bytes,steady_rss_bytes,leaky_anon_bytes,/);
  const { code, stdout, stderr } = await soakd(['analyze', csv, '--json'], { database: file });
  assert.equal(code, 10, stderr);
  const { series } = JSON.parse(stdout);
  const leaky = series.find(({ name }: { name: string }) => name === 'leaky_anon_bytes');
  assert.equal(leaky.verdict, 'leak');
  assert.ok(Math.abs(leaky.slopePerHour - 20e6) < 1e6, `${leaky.slopePerHour} bytes/h`);
  // 20 MB/h at 20 operations a second.
  assert.ok(Math.abs(leaky.per1000Ops.slope - 20e6 / 72) < 20e3, `${leaky.per1000Ops.slope} bytes`);
  const names = series.map(({ name }: { name: string }) => name);
  for (const name of [
    'read_latency_p95_ms',
    'write_ok_count',
    'path_state_size_bytes',
    'scrape_heap',
    'self_rss_bytes',
  ])
    assert.ok(names.includes(name), `${name} is not in ${names.join(', ')}`);
});

test('a folder gets a CSV file for each series, which tells the lives of a target apart', async (context) => {
  const folder = temporaryFolder(context);
  const { file } = await storeSoak(folder);
  const to = join(folder, 'night');
  mkdirSync(to);
  assert.equal((await soakd(['report', '--format', 'csv', '-o', to], { database: file })).code, 0);
  assert.ok(readdirSync(to).every((name) => name.endsWith('.csv')));
  const lines = readFileSync(join(to, 'steady_anon_bytes.csv'), 'utf8').trimEnd().split('\n');
  assert.equal(lines[0], 'elapsed_s,generation,ops,steady_anon_bytes');
  const { stdout } = await soakd(['analyze', join(to, 'steady_anon_bytes.csv'), '--json'], {
    database: file,
  });
  const [steady] = JSON.parse(stdout).series;
  assert.equal(steady.segments.length, 2, 'it crashed once');
});

test('Markdown, JUnit and OpenMetrics are a word away', async (context) => {
  const { file } = await storeSoak(temporaryFolder(context), { untilS: 20 });
  const begins = { markdown: /^### /, junit: /^<\?xml /, openmetrics: /^# HELP / };
  for (const [format, begin] of Object.entries(begins)) {
    const { code, stdout } = await soakd(['report', '--format', format], { database: file });
    assert.equal(code, 0);
    assert.match(stdout, begin);
  }
});
