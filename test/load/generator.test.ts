import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { Generator } from '../../src/load/generator.ts';
import { httpOperation, loadPlan, openModel, runGenerator, Totals, tcpOperation } from './run-generator.ts';

async function listen(t: TestContext, server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return (server.address() as AddressInfo).port;
}

const http = (t: TestContext, handler: RequestListener) => listen(t, createHttpServer(handler));

/** Answers each piece it reads, a whole request here, with what `answer` does. */
function raw(
  t: TestContext,
  answer: (socket: Socket, nth: number, request: string) => void,
): Promise<number> {
  return listen(
    t,
    createServer((socket) => {
      let nth = 0;
      socket.on('data', (bytes) => answer(socket, ++nth, bytes.toString('latin1')));
    }),
  );
}

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

test('a number of operations is exact: due, sent and ended, over kept connections', async (t) => {
  let requests = 0;
  let connections = 0;
  const server = createHttpServer((_, response) => {
    requests++;
    response.end('hello');
  });
  server.on('connection', () => connections++);
  const port = await listen(t, server);
  const totals = await runGenerator(loadPlan([httpOperation(`http://127.0.0.1:${port}/`)]), 333);
  const { due, sent, ok, failed, skipped } = totals;
  assert.deepEqual(
    { requests, due, sent, ok, failed, skipped },
    { requests: 333, due: 333, sent: 333, ok: 333, failed: 0, skipped: 0 },
  );
  assert.equal(totals.latency.count, 333);
  assert.equal(totals.service.count, 333);
  assert.ok(connections <= 10, `${connections} connections`);
  const opened = totals.windows.reduce((sum, { generator }) => sum + generator.opened, 0);
  assert.equal(opened, connections, 'each connection is counted in the second that it was begun in');
});

test('the mix sends each operation as often as its weight says', async (t) => {
  const seen: Record<string, number> = {};
  const port = await http(t, (request, response) => {
    seen[request.url ?? ''] = (seen[request.url ?? ''] ?? 0) + 1;
    response.end();
  });
  const operations = [
    httpOperation(`http://127.0.0.1:${port}/a`, { name: 'a', weight: 3 }),
    httpOperation(`http://127.0.0.1:${port}/b`, { name: 'b', weight: 1 }),
  ];
  const totals = await runGenerator(loadPlan(operations, { model: openModel(1000) }), 800);
  assert.equal((seen['/a'] ?? 0) + (seen['/b'] ?? 0), 800);
  assert.ok(Math.abs((seen['/a'] ?? 0) - 600) < 80, String(seen['/a']));
  const okOf = (operation: number) =>
    totals.windows
      .flatMap((window) => window.operations)
      .filter((second) => second.operation === operation)
      .reduce((sum, { ok }) => sum + ok, 0);
  assert.deepEqual([okOf(0), okOf(1)], [seen['/a'], seen['/b']]);
});

test('a template in a url may hold spaces, and the text around it is escaped', async (t) => {
  const paths: string[] = [];
  const port = await http(t, (request, response) => {
    paths.push(request.url ?? '');
    response.end();
  });
  await runGenerator(loadPlan([httpOperation(`http://127.0.0.1:${port}/a b/\${ seq }`)]), 2);
  assert.deepEqual(paths, ['/a%20b/0', '/a%20b/1']);
});

test('a request carries its method, path, headers and body, templates filled in', async (t) => {
  const requests: string[] = [];
  const port = await raw(t, (socket, _, request) => {
    requests.push(request);
    socket.write(OK);
  });
  const operation = httpOperation(`http://127.0.0.1:${port}/item/\${seq}?q=ü`, {
    method: 'POST',
    headers: { 'X-Id': `n\${seq}`, authorization: 'Bearer x' },
    body: `{"n":\${seq},"s":"ü"}`,
  });
  await runGenerator(loadPlan([operation], { model: openModel(50) }), 2);
  assert.equal(
    requests[1],
    Buffer.from(
      `POST /item/1?q=%C3%BC HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nuser-agent: soakd\r\nX-Id: n1\r\nauthorization: Bearer x\r\n` +
        'content-length: 16\r\n\r\n{"n":1,"s":"ü"}',
    ).toString('latin1'),
  );
});

test('chunked bodies, and servers that close after each response, are no failure', async (t) => {
  const port = await http(t, (request, response) => {
    if (request.url === '/close') response.setHeader('connection', 'close');
    response.write('hel');
    response.end('lo');
  });
  const expect = { status: [200], bodyContains: 'hello', bodyMatches: '^hel+o$' };
  const operations = ['chunked', 'close'].map((path) =>
    httpOperation(`http://127.0.0.1:${port}/${path}`, { name: path, expect }),
  );
  const totals = await runGenerator(loadPlan(operations), 100);
  assert.deepEqual([totals.ok, totals.failures], [100, {}]);
});

test('a body that ends with the connection is whole', async (t) => {
  const port = await raw(t, (socket) => socket.end('HTTP/1.0 200 OK\r\n\r\nhello'));
  const expect = { status: [], bodyContains: 'hello', bodyMatches: null };
  const totals = await runGenerator(loadPlan([httpOperation(`http://127.0.0.1:${port}/`, { expect })]), 20);
  assert.deepEqual([totals.ok, totals.failures], [20, {}]);
});

const failing: Record<string, { answer: (socket: Socket) => void; failure: string; sends?: string }> = {
  'a status that is not expected': {
    answer: (socket) => socket.write('HTTP/1.1 503 Unavailable\r\ncontent-length: 0\r\n\r\n'),
    failure: 'status-503',
  },
  'a body that is not expected': {
    answer: (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nno'),
    failure: 'body',
  },
  'what is not HTTP': { answer: (socket) => socket.write('220 smtp ready\r\n\r\n'), failure: 'protocol' },
  'a reset in the middle': {
    answer: (socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\npart', () =>
        setImmediate(() => socket.resetAndDestroy()),
      );
    },
    failure: 'reset',
  },
  'a close in the middle': {
    answer: (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\npart'),
    failure: 'closed',
  },
  'a close without a word on a fresh connection': { answer: (socket) => socket.end(), failure: 'closed' },
};

for (const [what, { answer, failure }] of Object.entries(failing)) {
  test(`${what} is a failure of class ${failure}`, async (t) => {
    const port = await raw(t, answer);
    const expect = { status: [], bodyContains: 'ok', bodyMatches: null };
    const totals = await runGenerator(loadPlan([httpOperation(`http://127.0.0.1:${port}/`, { expect })]), 20);
    assert.deepEqual([totals.ok, totals.failures], [0, { [failure]: 20 }]);
  });
}

test('a silent server is a timeout, at its time, and its connection is given up', async (t) => {
  let closed = 0;
  const server = createServer((socket) => socket.resume().on('close', () => closed++));
  const port = await listen(t, server);
  const operation = httpOperation(`http://127.0.0.1:${port}/`, { timeoutMs: 100 });
  const totals = await runGenerator(loadPlan([operation]), 10);
  assert.deepEqual(totals.failures, { timeout: 10 });
  assert.ok((totals.service.minMs ?? 0) >= 100);
  while (closed < 10) await new Promise((resolve) => setImmediate(resolve));
});

test('nobody listening is refused, and a name that does not resolve is resolve', async (t) => {
  const port = await listen(t, createServer());
  const closing = createServer();
  const freePort = await listen(t, closing);
  closing.close();
  await once(closing, 'close');
  const refused = await runGenerator(loadPlan([httpOperation(`http://127.0.0.1:${freePort}/`)]), 5);
  assert.deepEqual(refused.failures, { refused: 5 });
  // RFC 6761: .invalid never resolves.
  const unknown = await runGenerator(
    loadPlan([httpOperation(`http://soakd.invalid:${port}/`, { timeoutMs: 20_000 })]),
    1,
  );
  assert.deepEqual(unknown.failures, { resolve: 1 });
});

test('a kept connection that the server had closed is tried once more, as one operation', async (t) => {
  let answered = 0;
  const port = await raw(t, (socket, nth) => {
    if (nth === 1) {
      answered++;
      socket.write(OK);
    } else socket.resetAndDestroy();
  });
  const plan = loadPlan([httpOperation(`http://127.0.0.1:${port}/`)], {
    connections: 1,
    model: openModel(100),
  });
  const totals = await runGenerator(plan, 30);
  assert.deepEqual([totals.sent, totals.ok, totals.failures, answered], [30, 30, {}, 30]);
});

test('bytes nobody asked for end a kept connection, not the next operation', async (t) => {
  const port = await raw(t, (socket) => {
    socket.write(OK);
    setImmediate(() => socket.write('HTTP/1.1 408 Request Timeout\r\n\r\n'));
  });
  const plan = loadPlan([httpOperation(`http://127.0.0.1:${port}/`)], {
    connections: 1,
    model: openModel(20),
  });
  assert.deepEqual((await runGenerator(plan, 10)).failures, {});
});

test('a line server is asked over one kept connection', async (t) => {
  let connections = 0;
  const server = createServer((socket) => socket.pipe(socket));
  server.on('connection', () => connections++);
  const port = await listen(t, server);
  const operation = tcpOperation(port, {
    send: `n \${seq}\r\n`,
    expect: { kind: 'line', matches: '^n \\d+$' },
  });
  const totals = await runGenerator(loadPlan([operation], { connections: 1 }), 200);
  assert.deepEqual([totals.ok, totals.failures, connections], [200, {}, 1]);
});

test('a line that does not match, and a line without end, are told apart', async (t) => {
  const port = await raw(t, (socket, _, request) =>
    socket.write(request.startsWith('long') ? 'x'.repeat(70_000) : '-ERR no\r\n'),
  );
  const wrong = await runGenerator(loadPlan([tcpOperation(port)]), 10);
  assert.deepEqual(wrong.failures, { reply: 10 });
  const long = await runGenerator(loadPlan([tcpOperation(port, { send: 'long\n' })]), 3);
  assert.deepEqual(long.failures, { protocol: 3 });
});

test('an answer given as text may have several lines and come in pieces', async (t) => {
  const port = await raw(t, (socket) => {
    socket.write('$5\r\nhe');
    setImmediate(() => socket.write('llo\r\n'));
  });
  const expected = (text: string) => tcpOperation(port, { expect: { kind: 'text', text } });
  const right = await runGenerator(loadPlan([expected('$5\r\nhello\r\n')], { connections: 2 }), 50);
  assert.deepEqual([right.ok, right.failures], [50, {}]);
  const wrong = await runGenerator(loadPlan([expected('$5\r\nworld\r\n')]), 5);
  assert.deepEqual(wrong.failures, { reply: 5 });
});

test('users wait for their answer, think, and are due again when they have thought', async (t) => {
  let most = 0;
  let now = 0;
  const port = await raw(t, (socket) => {
    most = Math.max(most, ++now);
    setTimeout(() => {
      now--;
      socket.write(OK);
    }, 20);
  });
  const model = { kind: 'closed', users: 4, thinkTimeMs: 30 } as const;
  const began = performance.now();
  const totals = await runGenerator(loadPlan([httpOperation(`http://127.0.0.1:${port}/`)], { model }), 40);
  const elapsedMs = performance.now() - began;
  assert.deepEqual([totals.due, totals.ok, totals.skipped], [40, 40, 0]);
  assert.ok(most <= 4, `${most} at once`);
  // Ten rounds of at least 20 ms of answer, nine of them with 30 ms of thought before.
  assert.ok(elapsedMs >= 10 * 20 + 9 * 30 - 10, `${elapsedMs} ms`);
});

test('users who do not think keep their connections busy', async (t) => {
  const port = await http(t, (_, response) => response.end('ok'));
  const model = { kind: 'closed', users: 3, thinkTimeMs: 0 } as const;
  const totals = await runGenerator(loadPlan([httpOperation(`http://127.0.0.1:${port}/`)], { model }), 2000);
  assert.deepEqual([totals.due, totals.ok], [2000, 2000]);
});

test('more users than connections take turns', async (t) => {
  const port = await http(t, (_, response) => response.end('ok'));
  const model = { kind: 'closed', users: 20, thinkTimeMs: 1 } as const;
  const plan = loadPlan([httpOperation(`http://127.0.0.1:${port}/`)], { model, connections: 2 });
  const totals = await runGenerator(plan, 500);
  assert.deepEqual([totals.due, totals.ok, totals.skipped], [500, 500, 0]);
});

test('arrivals at a hung target wait in a bounded queue, then are skipped as slow as the timeout', async (t) => {
  const port = await listen(
    t,
    createServer((socket) => socket.resume()),
  );
  const timeoutMs = 300;
  const plan = loadPlan([httpOperation(`http://127.0.0.1:${port}/`, { timeoutMs })], {
    model: openModel(1000),
    connections: 5,
  });
  const totals = await runGenerator(plan, 2500);
  assert.equal(totals.due, 2500);
  assert.equal(totals.ok, 0);
  assert.equal(totals.failed + totals.skipped, 2500);
  assert.equal(totals.failures['timeout'], totals.failed);
  assert.ok(totals.skipped > 2300, `${totals.skipped} skipped`);
  assert.ok((totals.latency.minMs ?? 0) >= timeoutMs, `${totals.latency.minMs} ms`);
  for (const { generator } of totals.windows) {
    assert.ok(generator.queued <= 300, `${generator.queued} queued`);
    assert.ok(generator.inFlight <= 5);
  }
});

test('a target that hangs leaves the others their share of the connections', async (t) => {
  const hung = await listen(
    t,
    createServer((socket) => socket.resume()),
  );
  const sound = await http(t, (_, response) => response.end('ok'));
  const operations = [
    httpOperation(`http://127.0.0.1:${hung}/`, { name: 'hung', timeoutMs: 200 }),
    httpOperation(`http://127.0.0.1:${sound}/`, { name: 'sound', timeoutMs: 2000 }),
  ];
  const totals = await runGenerator(loadPlan(operations, { connections: 4, model: openModel(400) }), 1200);
  const seconds = totals.windows
    .flatMap((window) => window.operations)
    .filter(({ operation }) => operation === 1);
  const due = seconds.reduce((sum, second) => sum + second.due, 0);
  const ok = seconds.reduce((sum, second) => sum + second.ok, 0);
  assert.equal(ok, due);
});

test('connections are used in turn, so that none idles until the target closes it', async (t) => {
  const requests = new Map<Socket, number>();
  const held: (() => void)[] = [];
  const port = await http(t, (request, response) => {
    const seen = (requests.get(request.socket) ?? 0) + 1;
    requests.set(request.socket, seen);
    // The first four wait for each other: each needs a connection of its own.
    if (seen > 1 || held.length >= 4) return void response.end();
    held.push(() => response.end());
    if (held.length === 4) for (const answer of held) answer();
  });
  const url = `http://127.0.0.1:${port}/`;
  const { ok } = await runGenerator(
    loadPlan([httpOperation(url)], { model: openModel(200), connections: 4 }),
    200,
  );
  assert.equal(ok, 200);
  const shares = [...requests.values()];
  assert.equal(shares.length, 4);
  assert.ok(Math.min(...shares) >= 25, `requests by connection: ${shares.join(', ')}`);
});

test('seconds that were never worked off before the load ended are saturated, each of them', async (t) => {
  const port = await http(t, (_, response) => response.end('ok'));
  const totals = new Totals();
  const originMs = performance.now();
  await new Promise<void>((resolve) => {
    const generator = new Generator({
      // A second of it takes this machine many.
      plan: loadPlan([httpOperation(`http://127.0.0.1:${port}/`, { timeoutMs: 100 })], {
        model: openModel(500_000_000),
      }),
      startIndex: 0,
      limitOperations: null,
      resumed: null,
      nowMs: () => performance.now() - originMs,
      onSecond: ({ window }) => totals.add(window),
      onDone: resolve,
    });
    generator.start();
    setTimeout(() => generator.stop(100), 3500);
  });
  assert.ok(totals.windows.length >= 4, `${totals.windows.length} seconds`);
  assert.ok(totals.windows.slice(0, 3).every(({ generator }) => generator.saturated));
});
