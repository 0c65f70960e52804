import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { compileOperations } from '../../../src/load/compile.ts';
import type { HttpOperationPlan } from '../../../src/plan/operation/operation-plan.ts';
import { httpOperation, loadPlan, openModel, runGenerator } from '../run-generator.ts';

async function serve(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Gives each visitor without a session one, and counts the visits of each. */
function sessions(closes: boolean): {
  readonly visits: Map<string, number>;
  readonly listener: RequestListener;
} {
  const visits = new Map<string, number>();
  return {
    visits,
    listener(request, response) {
      const [, known] = /session=(\w+)/.exec(request.headers.cookie ?? '') ?? [];
      const session = known ?? `s${visits.size}`;
      visits.set(session, (visits.get(session) ?? 0) + 1);
      if (known === undefined)
        response.setHeader('set-cookie', [`session=${session}; Path=/; HttpOnly`, 'theme=dark']);
      if (closes) response.setHeader('connection', 'close');
      response.end();
    },
  };
}

for (const closes of [false, true]) {
  test(`each user keeps a session, ${closes ? 'also where every connection ends' : 'on a kept connection'}`, async (t) => {
    const { visits, listener } = sessions(closes);
    const url = await serve(t, listener);
    const operation = httpOperation(`${url}page/\${seq}`, { cookies: true });
    const totals = await runGenerator(loadPlan([operation], { connections: 3 }), 60);
    assert.equal(totals.ok, 60);
    assert.ok(visits.size <= 3, `${visits.size} sessions`);
    assert.equal(
      [...visits.values()].reduce((sum, count) => sum + count),
      60,
    );
  });
}

test('an operation that keeps no cookies sends none', async (t) => {
  const { visits, listener } = sessions(false);
  const url = await serve(t, listener);
  await runGenerator(loadPlan([httpOperation(url)], { connections: 1 }), 10);
  assert.equal(visits.size, 10);
});

function fileWith(t: TestContext, content: Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'soakd-upload-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'picture.bin');
  writeFileSync(file, content);
  return file;
}

const content = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 7) & 0xff));

test('a file is sent as the body, whole, and what comes back is told by its checksum', async (t) => {
  const types = new Set<string | undefined>();
  const url = await serve(t, async (request, response) => {
    types.add(request.headers['content-type']);
    response.end(await bodyOf(request));
  });
  const sha256 = createHash('sha256').update(content).digest('hex');
  const operation: HttpOperationPlan = httpOperation(`${url}\${seq}`, {
    method: 'PUT',
    cookies: true,
    upload: { file: fileWith(t, content), field: null, type: 'image/png' },
    expect: {
      status: [],
      bodyContains: null,
      bodyMatches: null,
      body: { json: [], bytes: content.length, sha256 },
    },
  });
  const totals = await runGenerator(loadPlan([operation]), 20);
  assert.deepEqual([totals.ok, totals.failures, [...types]], [20, {}, ['image/png']]);
});

test('a form carries the file in its field', async (t) => {
  const names: string[] = [];
  const url = await serve(t, async (request, response) => {
    const type = request.headers['content-type'] ?? '';
    const form = await new Response(await bodyOf(request), { headers: { 'content-type': type } }).formData();
    const file = form.get('picture');
    if (typeof file !== 'string' && file !== null) {
      names.push(file.name);
      response.statusCode = Buffer.from(await file.arrayBuffer()).equals(content) ? 200 : 400;
    }
    response.end();
  });
  const upload = { file: fileWith(t, content), field: 'picture', type: 'image/png' };
  const totals = await runGenerator(loadPlan([httpOperation(url, { method: 'POST', upload })]), 5);
  assert.deepEqual([totals.ok, totals.failures, names.length, names[0]], [5, {}, 5, 'picture.bin']);
});

test('an upload that cannot be read is told before the load begins', () => {
  const upload = { file: '/nowhere/x', field: null, type: 'text/plain' };
  assert.throws(
    () => compileOperations([httpOperation('http://127.0.0.1:1/', { upload })], 1),
    /its upload cannot be read/,
  );
});

/** Reads, waits for others to do so, too, and writes one more: updates that overlap are lost unless they wait in turn. */
function counter(inTurn: boolean): RequestListener {
  let value = 5;
  let turn = Promise.resolve();
  const add = async () => {
    const seen = value;
    await new Promise((resolve) => setTimeout(resolve, 2));
    value = seen + 1;
  };
  return async (request, response) => {
    if (request.method === 'POST') {
      turn = inTurn ? turn.then(add) : add();
      await turn;
    }
    response.end(JSON.stringify({ counter: { value } }));
  };
}

function counting(url: string, from: number | null): readonly HttpOperationPlan[] {
  const audits = { counter: 'visits', path: '$.counter.value', from };
  return [
    httpOperation(url, { name: 'add', method: 'POST', weight: 9, updates: 'visits' }),
    httpOperation(url, { name: 'look', audits }),
  ];
}

test('updates that a counter loses are counted, and the looks that find it fail', async (t) => {
  const url = await serve(t, counter(false));
  const totals = await runGenerator(
    loadPlan(counting(url, 5), { model: openModel(1000), connections: 20 }),
    500,
  );
  assert.deepEqual(Object.keys(totals.failures), ['lost-updates']);
  const { value } = ((await (await fetch(url)).json()) as { counter: { value: number } }).counter;
  const truth = totals.ok - (500 - totals.sent) - (value - 5);
  const found = totals.marks['lost-updates'] ?? 0;
  assert.ok(found > 0 && found <= truth, `${found} found, at most ${truth} lost`);
});

test('a counter that loses none is found to lose none, whatever it began with', async (t) => {
  for (const from of [5, null]) {
    const url = await serve(t, counter(true));
    const plan = loadPlan(counting(url, from), { connections: 10, model: openModel(200) });
    const totals = await runGenerator(plan, 100);
    assert.deepEqual([totals.ok, totals.failures, totals.marks], [100, {}, {}]);
  }
});
