import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { REPORT_FORMATS } from '../../src/plan/report/report-format.ts';
import { writeReports } from '../../src/report/write-reports.ts';
import { storeSoak } from '../analysis/stored-soak.ts';
import { temporaryFolder } from '../fixture/soakd.ts';

const run = 'k7bd92xq';

test('every format is written under the id of the run, and nothing else is left in the folder', async (context) => {
  const { file: database } = await storeSoak(temporaryFolder(context), { untilS: 400 });
  const folder = join(dirname(database), 'reports', 'of', 'nights');
  const outcomes = await writeReports({ database, run, formats: REPORT_FORMATS, folder });
  assert.deepEqual(
    outcomes.map(({ format, trouble }) => [format, trouble]),
    REPORT_FORMATS.map((format) => [format, null]),
  );
  const names = ['csv', 'html', 'json', 'md', 'prom', 'txt', 'xml'].map((ending) => `${run}.${ending}`);
  assert.deepEqual(readdirSync(folder).sort(), names);
  assert.match(readFileSync(join(folder, `${run}.txt`), 'utf8'), /^FAIL: leaky anon rises /);
  assert.equal(JSON.parse(readFileSync(join(folder, `${run}.json`), 'utf8')).run.id, run);
});

test('one that cannot be written keeps no other away', async (context) => {
  const { file: database } = await storeSoak(temporaryFolder(context), { untilS: 20 });
  const folder = join(dirname(database), 'reports');
  mkdirSync(join(folder, `${run}.xml`, 'taken'), { recursive: true });
  const [junit, text] = await writeReports({ database, run, formats: ['junit', 'text'], folder });
  assert.match(junit?.trouble ?? '', /EISDIR|ENOTEMPTY|EEXIST/);
  assert.equal(text?.trouble, null);
  assert.deepEqual(readdirSync(folder).sort(), [`${run}.txt`, `${run}.xml`], 'nothing half is left');
});

test('a folder that cannot be made and a run that is not there are told, and reject nothing', async (context) => {
  const { file: database } = await storeSoak(temporaryFolder(context), { untilS: 20 });
  const taken = join(dirname(database), 'taken');
  writeFileSync(taken, '');
  const [outcome] = await writeReports({ database, run, formats: ['html'], folder: join(taken, 'reports') });
  assert.match(outcome?.trouble ?? '', /ENOTDIR/);
  const [unknown] = await writeReports({ database, run: 'nosuch', formats: ['html'], folder: taken });
  assert.match(unknown?.trouble ?? '', /no run is called "nosuch"/);
});

test('who is in a hurry does not wait for them', async (context) => {
  const { file: database } = await storeSoak(temporaryFolder(context), { untilS: 20 });
  const folder = join(dirname(database), 'reports');
  const hurry = new AbortController();
  const written = writeReports({ database, run, formats: ['html'], folder }, hurry.signal);
  hurry.abort();
  assert.deepEqual(
    (await written).map(({ trouble }) => trouble),
    ['soakd was stopped at once'],
  );
});
