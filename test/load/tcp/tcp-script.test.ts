import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { boundedPattern } from '../../../src/load/bounded-pattern.ts';
import { CookieJar } from '../../../src/load/http/cookie-jar.ts';
import type { Conversation } from '../../../src/load/tcp/connection.ts';
import { LINE_LIMIT_BYTES, ScriptAnswer, type ScriptStep } from '../../../src/load/tcp/script-answer.ts';
import type { TcpScriptPlan, TcpStep } from '../../../src/plan/operation/tcp-script-plan.ts';
import { loadPlan, openModel, runGenerator } from '../run-generator.ts';

const some = { model: openModel(200) };

async function serve(t: TestContext, onSocket: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    t.after(() => socket.destroy());
    socket.on('error', () => {});
    onSocket(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

function script(port: number, steps: readonly TcpStep[], parts: Partial<TcpScriptPlan> = {}): TcpScriptPlan {
  const base = { kind: 'tcp-script', name: 'script', weight: 1, target: null, timeoutMs: 5000 } as const;
  return { ...base, host: '127.0.0.1', port, greeting: [], steps, keep: true, ...parts };
}

/** Answers each line by what the function makes of it. */
function lineServer(t: TestContext, banner: string, reply: (line: string, socket: Socket) => string) {
  return serve(t, (socket) => {
    socket.write(banner);
    let rest = '';
    socket.on('data', (chunk) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) socket.write(reply(line, socket));
    });
  });
}

test('a banner and a login come once on each connection, and the steps for each operation', async (t) => {
  const heard: string[] = [];
  const port = await lineServer(t, '220 ready\r\n', (line) => {
    heard.push(line);
    return line === 'BEGIN' ? '250-one\r\n250 two\r\n' : '250 ok\r\n';
  });
  const operation = script(
    port,
    [
      { kind: 'send', text: 'BEGIN\n' },
      { kind: 'line', matches: '^250-one$' },
      { kind: 'line', matches: '^250 two$' },
      { kind: 'send', text: `END \${seq}\n` },
      { kind: 'line', matches: '^250 ok$' },
    ],
    {
      greeting: [
        { kind: 'line', matches: '^220 ' },
        { kind: 'send', text: 'HELO\n' },
        { kind: 'text', text: '250 ok\r\n' },
      ],
    },
  );
  const totals = await runGenerator(loadPlan([operation], { ...some, connections: 1 }), 3);
  assert.deepEqual([totals.ok, totals.failures], [3, {}]);
  assert.deepEqual(heard, ['HELO', 'BEGIN', 'END 0', 'BEGIN', 'END 1', 'BEGIN', 'END 2']);
});

test('bytes are sent and expected as they are', async (t) => {
  const port = await serve(t, (socket) =>
    socket.on('data', (chunk) =>
      socket.write(Buffer.concat([Buffer.from([0, 255, 10]), Buffer.from(chunk).reverse()])),
    ),
  );
  const base64 = (...bytes: number[]) => Buffer.from(bytes).toString('base64');
  const operation = script(port, [
    { kind: 'send-bytes', base64: base64(1, 2, 253) },
    { kind: 'bytes', base64: base64(0, 255) },
    { kind: 'skip', bytes: 2 },
    { kind: 'bytes', base64: base64(2, 1) },
  ]);
  const totals = await runGenerator(loadPlan([operation], some), 10);
  assert.deepEqual([totals.ok, totals.failures], [10, {}]);
});

test('a connection for each operation, to its end by either side', async (t) => {
  let connections = 0;
  const port = await lineServer(t, '', (line, socket) => {
    if (line === 'QUIT') setImmediate(() => socket.end());
    return 'bye\r\n';
  });
  const counting = await serve(t, (socket) => {
    connections++;
    socket.on('data', () => socket.write('ok\n'));
  });
  const quits = script(port, [
    { kind: 'send', text: 'QUIT\n' },
    { kind: 'line', matches: 'bye' },
    { kind: 'closed' },
  ]);
  assert.equal((await runGenerator(loadPlan([quits], some), 10)).ok, 10);
  const own = script(
    counting,
    [
      { kind: 'send', text: 'x' },
      { kind: 'line', matches: 'ok' },
    ],
    { keep: false },
  );
  assert.equal((await runGenerator(loadPlan([own], some), 10)).ok, 10);
  assert.equal(connections, 10);
});

test('what is only sent is done when it is on its way', async (t) => {
  let bytes = 0;
  const port = await serve(t, (socket) =>
    socket.on('data', (chunk) => {
      bytes += chunk.length;
    }),
  );
  const operation = script(port, [{ kind: 'send', text: 'count:1|c\n' }]);
  const totals = await runGenerator(loadPlan([operation], { ...some, connections: 2 }), 50);
  assert.deepEqual([totals.ok, totals.failures], [50, {}]);
  while (bytes < 500) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(bytes, 500);
});

test('the class of a failure says which step it was', async (t) => {
  const port = await lineServer(t, '', (line) => (line === 'first' ? 'yes\n' : 'no\n'));
  const ask = (text: string): TcpStep[] => [
    { kind: 'send', text: `${text}\n` },
    { kind: 'line', matches: '^yes$' },
  ];
  const second = await runGenerator(loadPlan([script(port, [...ask('first'), ...ask('second')])], some), 5);
  assert.deepEqual(second.failures, { 'reply-4': 5 });
  const greeting = script(port, ask('first'), { greeting: ask('login') });
  assert.deepEqual((await runGenerator(loadPlan([greeting], some), 5)).failures, { greeting: 5 });
  const open = script(port, [...ask('first'), { kind: 'closed' }], { timeoutMs: 300 });
  assert.deepEqual((await runGenerator(loadPlan([open], some), 2)).failures, { timeout: 2 });
});

test('nobody there is refused, also where something is only sent', async () => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  const totals = await runGenerator(loadPlan([script(port, [{ kind: 'send', text: 'x' }])], some), 5);
  assert.deepEqual(totals.failures, { refused: 5 });
});

const steps: readonly ScriptStep[] = [
  { kind: 'send', bytes: () => 'a' },
  { kind: 'line', pattern: boundedPattern('^\\d+$'), failure: 'reply-2' },
  { kind: 'send', bytes: () => 'b' },
  { kind: 'bytes', bytes: Buffer.from('\0xy'), failure: 'reply-4' },
  { kind: 'skip', length: 2 },
  { kind: 'line', pattern: boundedPattern('^end$'), failure: 'reply-6' },
];

/** How it ended, and what it had sent. */
function converse(chunks: readonly Buffer[]): string {
  let sent = '';
  const conversation: Conversation = {
    fresh: false,
    cookies: new CookieJar(),
    send: (bytes) => {
      sent += bytes;
    },
    end: () => {},
  };
  const answer = new ScriptAnswer(steps, conversation, 0, true);
  for (const chunk of chunks) {
    // The buffer is longer than what was read into it.
    const ending = answer.push(Buffer.concat([chunk, Buffer.from('\n12end\n')]), chunk.length);
    if (ending !== null) return `${JSON.stringify(ending.outcome)} ${sent}`;
  }
  return `more ${sent}`;
}

test('a conversation ends the same however what comes is cut', () => {
  const parts = fc.array(fc.constantFrom('12', '\r\n', '\n', '\0', 'x', 'xy', '??', 'end', 'é'), {
    maxLength: 12,
  });
  const right = fc.constantFrom(['12\r\n\0xy??end\n'], ['7\n\0xy\n\nend\r\n'], ['12\n\0xz']);
  fc.assert(
    fc.property(fc.oneof(parts, right), fc.array(fc.nat(), { maxLength: 6 }), (text, at) => {
      const bytes = Buffer.from(text.join(''));
      const places = [...new Set(at.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
      const cut = [0, ...places].map((from, index) => bytes.subarray(from, places[index] ?? bytes.length));
      assert.equal(converse(cut), converse([bytes]));
    }),
  );
  assert.equal(converse([Buffer.from('12\n\0xy??end\n')]), '{"kind":"ok"} ab');
});

test('any bytes end a conversation or wait for more, and a line without end ends it', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 100 })), (chunks) => {
      converse(chunks.map((chunk) => Buffer.from(chunk)));
    }),
  );
  const endless = Array.from({ length: 3 }, () => Buffer.alloc(LINE_LIMIT_BYTES / 2, '1'));
  assert.match(converse(endless), /protocol/);
});
