import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runQuery } from '../../src/command/query-child.ts';
import { SoakdError } from '../../src/error.ts';
import { openForReading } from '../../src/store/database.ts';
import { views } from '../../src/store/views.ts';
import { openStoreWriter } from '../../src/store/writer.ts';
import { soakd, startSoakd, temporaryFolder } from '../fixture/soakd.ts';
import { newRun, sample } from '../store/stored-run.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const ENDLESS = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)';

async function database(context: test.TestContext): Promise<string> {
  const file = join(temporaryFolder(context), 'soakd.db');
  const writer = await openStoreWriter(file);
  const run = await writer.createRun(newRun());
  for (const second of [0, 1, 2])
    writer.write(sample(run, second * 1000, { rssBytes: second === 1 ? null : (second + 1) * 2 ** 20 }));
  await writer.close();
  return file;
}

test('a table is aligned by what a terminal shows, with wide characters and marks, too', async (t) => {
  const sql = "SELECT * FROM (VALUES ('日本', 1), ('e\u0301t\u00e9', 22), ('plain', 333))";
  const { stdout } = await soakd(['query', sql], { database: await database(t) });
  const [, , wide, marked, last] = stdout.split('\n');
  assert.deepEqual(
    [wide, marked, last],
    ['日本           1', 'e\u0301t\u00e9           22', 'plain        333'],
  );
});

test('a query prints an aligned table, NULL as such', async (t) => {
  const options = { database: await database(t) };
  const { code, stdout } = await soakd(['query', 'SELECT target, elapsed_s, rss_mib FROM memory'], options);
  assert.equal(
    stdout,
    [
      'target  elapsed_s  rss_mib',
      '------  ---------  -------',
      'api             0        1',
      'api             1     NULL',
      'api             2        3',
      '',
    ].join('\n'),
  );
  assert.equal(code, 0);
});

test('--csv follows RFC 4180 and --json is one document', async (t) => {
  const options = { database: await database(t) };
  const sql = `SELECT 'a "b", c' AS "x,y", NULL AS n, 9007199254740993 AS big, 0.5 AS half, x'00ff' AS blob, 1 AS n`;
  const csv = await soakd(['query', '--csv', sql], options);
  assert.equal(csv.stdout, `"x,y",n,big,half,blob,n\n"a ""b"", c",,9007199254740993,0.5,x'00ff',1\n`);
  const json = await soakd(['query', sql, '--json'], options);
  assert.match(json.stdout, /"big": 9007199254740993,/);
  assert.deepEqual(
    { ...JSON.parse(json.stdout)[0], big: 0 },
    { 'x,y': 'a "b", c', n: null, big: 0, half: 0.5, blob: "x'00ff'", n_2: 1 },
  );
  const empty = await soakd(['query', '--json', 'SELECT 1 WHERE 0'], options);
  assert.deepEqual(JSON.parse(empty.stdout), []);
});

test('what a target wrote cannot move the cursor of the terminal', async (t) => {
  const options = { database: await database(t) };
  const { stdout } = await soakd(['query', `SELECT char(27) || '[2J' || char(10, 155, 7) AS t`], options);
  assert.equal(stdout.split('\n')[2], '\\u001b[2J\\n\\u009b\\u0007');
});

test('nothing but reading is possible', async (t) => {
  const file = await database(t);
  const before = readFileSync(file);
  const elsewhere = join(temporaryFolder(t), 'elsewhere.db');
  const refused: readonly string[] = [
    'DELETE FROM runs',
    `INSERT INTO runs DEFAULT VALUES`,
    'WITH a AS (SELECT 1) DELETE FROM runs',
    `WITH a AS (SELECT 1) UPDATE runs SET name = 'x' RETURNING name`,
    'DROP TABLE runs',
    'CREATE TEMP TABLE t (a)',
    `ATTACH '${elsewhere}' AS other`,
    `/* SELECT */ ATTACH '${elsewhere}' AS other`,
    `VACUUM INTO '${elsewhere}'`,
    'PRAGMA query_only = OFF',
    'PRAGMA journal_mode = DELETE',
    'PRAGMA wal_checkpoint(TRUNCATE)',
    'BEGIN EXCLUSIVE',
    'SELECT 1; DELETE FROM runs',
    `SELECT load_extension('/tmp/x')`,
  ];
  for (const sql of refused)
    await assert.rejects(
      runQuery({ file, sql, format: 'csv' }, 30_000),
      (error) => error instanceof SoakdError && error.exitCode === 2,
      sql,
    );
  assert.deepEqual(readFileSync(file), before);
  assert.throws(() => readFileSync(elsewhere));
});

test('bad SQL is a usage error that names the views', async (t) => {
  const options = { database: await database(t) };
  for (const [sql, message] of [
    ['SELECT * FROM memry', /no such table: memry/],
    ['SELECT rss FROM memory', /no such column: rss/],
    ['SELEC 1', /only reads/],
    ['SELECT (', /syntax error|incomplete/],
    ['SELECT ?', /no parameters/],
    ['', /empty/],
  ] as const) {
    const { code, stdout, stderr } = await soakd(['query', sql], options);
    assert.equal(code, 2, sql);
    assert.match(stderr, message);
    assert.match(stderr, /Views: run|Begin it with|Write the values/);
    assert.equal(stdout, '');
  }
});

test('a missing database, and a strange one, are usage errors', async (t) => {
  const file = join(temporaryFolder(t), 'no.db');
  const missing = await soakd(['query', 'SELECT 1'], { database: file });
  assert.deepEqual([missing.code, missing.stdout], [2, '']);
  assert.match(missing.stderr, /no database at .*no\.db\n.*soakd demo/);
  writeFileSync(file, 'not a database, by far');
  assert.match((await soakd(['query', 'SELECT 1'], { database: file })).stderr, /is not a database/);
});

test('--views lists every view and column', async (t) => {
  const options = { database: join(temporaryFolder(t), 'none.db') };
  const { code, stdout } = await soakd(['query', '--views'], options);
  assert.equal(code, 0);
  for (const { name, columns } of views) {
    assert.match(stdout, new RegExp(`^${name}: `, 'm'));
    for (const [column, , meaning] of columns) assert.ok(stdout.includes(column) && stdout.includes(meaning));
  }
  const json = JSON.parse((await soakd(['query', '--views', '--json'], options)).stdout);
  assert.equal(json.length, views.length);
});

test('rows are printed as they come, and a reader that has had enough ends the query', async (t) => {
  const file = await database(t);
  const sql = `${ENDLESS} SELECT i FROM n`;
  const child = spawn(process.execPath, [main, 'query', '--csv', sql, '--db', file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  const [first] = await once(child.stdout, 'data');
  assert.match(String(first), /^i\n1\n2\n3\n/);
  child.stdout.destroy();
  assert.deepEqual(await exit, [0, null]);
});

test('a query that takes too long is ended and said to be', async (t) => {
  const file = await database(t);
  await assert.rejects(
    runQuery({ file, sql: `${ENDLESS} SELECT max(i) FROM n`, format: 'table' }, 500),
    (error) => error instanceof SoakdError && /was ended after 0.5 s/.test(error.message),
  );
});

test('SIGTERM ends the query with the command', async (t) => {
  const file = await database(t);
  const { child, finished } = startSoakd(
    ['query', '--csv', `${ENDLESS} SELECT i FROM n WHERE i = 1 OR i < 0`],
    { database: file },
  );
  const children = () => readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim();
  while (children() === '') await delay(20);
  const grandchild = Number(children().split(' ')[0]);
  child.kill('SIGTERM');
  assert.equal((await finished).code, 143);
  assert.throws(() => process.kill(grandchild, 0));
});

test('a query reads while a soak writes', async (t) => {
  const file = join(temporaryFolder(t), 'soakd.db');
  const writer = await openStoreWriter(file);
  const run = await writer.createRun(newRun());
  for (let at = 0; at < 1000; at++) writer.write(sample(run, at));
  await writer.flush();
  const { stdout } = await soakd(['query', '--csv', 'SELECT count(*) AS n FROM memory'], { database: file });
  assert.equal(stdout, 'n\n1000\n');
  for (let at = 1000; at < 2000; at++) writer.write(sample(run, at));
  await writer.close();
  const after = await openForReading(file);
  assert.equal(after.prepare<[], number>('SELECT count(*) FROM samples').pluck().get(), 2000);
  after.close();
});
