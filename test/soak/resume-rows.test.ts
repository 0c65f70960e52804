/** A load that is filled with rows of a file goes on with exactly the next row after `kill -9`. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { appendFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { arrivalWeights, operationMix } from '../../src/load/arrival/mix.ts';
import { openCorpora } from '../../src/load/corpus/corpora.ts';
import { readPlan } from '../../src/plan/parse.ts';
import { temporaryFolder } from '../fixture/soakd.ts';
import { reported, SoakingProcess, type SoakPlace } from './soaking-process.ts';

interface Heard {
  readonly index: number;
  readonly name: string;
}

const ROWS = 300;

/** A plan whose users are used once, and what its service hears of them. */
async function placeOf(context: TestContext): Promise<SoakPlace & { users: string; heard: Heard[] }> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const name = searchParams.get('name');
    if (name !== null) heard.push({ index: Number(searchParams.get('index')), name });
    response.end('ok');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const folder = temporaryFolder(context);
  const users = join(folder, 'users.csv');
  writeFileSync(users, `name\n${Array.from({ length: ROWS }, (_, at) => `user ${at}`).join('\n')}\n`);
  const plan = join(folder, 'plan.yaml');
  const url = `http://127.0.0.1:${port}`;
  writeFileSync(
    plan,
    `name: resumable
duration: 5m
target: { name: service, pid: ${process.pid} }
sample: { every: 100ms }
load:
  rate: 100/s
  timeout: 30s
  corpora: { users: { csv: users.csv, order: shuffled, use: once, encode: { field: name, with: [plain, case] } } }
  operations:
    - { name: user, weight: 3, corpus: users, http: { get: "${url}/?index=\${seq}&name=\${row.name}" } }
    - { name: ping, http: { get: "${url}/" } }
criteria: [success >= 50%]
`,
  );
  return { plan, database: join(folder, 'soakd.db'), users, heard };
}

test('after kill -9 a load goes on with the row that would have been next, until each was used', async (context) => {
  const place = await placeOf(context);
  const { heard } = place;
  const first = new SoakingProcess(context, place);
  await first.loaded();
  await first.kill();
  const before = heard.length;
  assert.ok(before > 0 && before < 2 * ROWS, `${before} rows before`);
  const end = await new SoakingProcess(context, place).end();
  assert.equal(end.state, 'completed', JSON.stringify(end));

  const { load } = readPlan(place.plan).plan;
  assert.ok(load !== null);
  const mix = operationMix(load.seed, arrivalWeights(load.operations));
  using corpora = openCorpora(load, mix, []);
  for (const { index, name } of heard)
    assert.equal(name, corpora.of(0)?.field(index, 'name'), `row ${index}`);
  // What was sent and not yet stored when it was killed is sent again, under its own number.
  const indexes = [...new Set(heard.map(({ index }) => index))];
  const users = Array.from({ length: Math.max(...indexes) + 1 }, (_, index) => index).filter(
    (index) => mix(index) === 0,
  );
  assert.equal(users.length, 2 * ROWS, 'each row once for each way to write it');
  assert.deepEqual(
    indexes.toSorted((a, b) => a - b),
    users,
    'none was left out',
  );
  const { load: done } = await reported(place);
  assert.equal(done?.byOperation.find(({ name }) => name === 'user')?.due, 2 * ROWS);
});

test('a run whose corpus was changed meanwhile does not go on', async (context) => {
  const place = await placeOf(context);
  const first = new SoakingProcess(context, place);
  await first.loaded();
  await first.kill();
  appendFileSync(place.users, 'another\n');
  const end = await new SoakingProcess(context, place).end();
  assert.match(end.failed ?? '', /ended as interrupted: .*users\.csv was changed since the run began/);
});
