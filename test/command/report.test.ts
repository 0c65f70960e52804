import assert from 'node:assert/strict';
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
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
  assert.match(format.stderr, /unknown format "pdf"[\s\S]*text and json/);
  const place = await soakd(['report', '-o', '/nonexistent/folder/report.txt'], { database: file });
  assert.equal(place.code, 2);
  assert.match(place.stderr, /cannot write .*ENOENT/);
});
