import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { SoakdError } from '../../src/error.ts';
import { problemText } from '../../src/plan/document/problem.ts';
import { checkPlan, parsePlan, readPlan } from '../../src/plan/parse.ts';

const examples = new URL('../../config/examples/', import.meta.url);

const small = `name: api
duration: 10m
target: { start: { command: [node, server.js] } }
`;

const full = `name: nightly-api
duration: 8h
warmup: auto
targets:
  - name: api
    start:
      command: [node, server.js, --port, 8080]
      environment: { TOKEN: "\${env:TOKEN}", WORKERS: 4 }
      ready: { http: "http://127.0.0.1:8080/health", within: 20s }
    restart: always
  - { name: db, pidfile: run/db.pid, tree: false }
sample: { every: 2s, paths: { state: data/state.db }, scrape: { url: "http://127.0.0.1:9464/metrics", series: [heap] } }
load:
  stages: [{ over: 10m, to: 100/s }, { over: 1h }, { from: 50/s }]
  timeout: 5s
  operations:
    - name: read
      weight: 15
      target: api
      http: { get: "http://127.0.0.1:8080/item/\${integer(1000)}" }
      expect: { status: 200 }
    - name: write
      http: { post: "http://127.0.0.1:8080/item", json: { n: "\${seq}" }, headers: { Authorization: "Bearer \${env:TOKEN}" } }
    - name: ping
      target: db
      timeout: 1s
      tcp: { connect: "127.0.0.1:6379", send: "PING\\r\\n" }
      expect: { line: "^[+]PONG" }
criteria:
  - anon@api.slope < 1MiB/h
  - latency{read}.p95 < 50ms
  - { rule: errors.rate < 1%, over: 5m, abort: true }
  - path.state.bytes.max < 1GiB
  - scrape.heap.slope < 1MiB/h
drain: { for: 5m, reload: 3m }
`;

/** Problems as `line:column path`, in order. */
function places(text: string): string[] {
  return problems(text).map(({ place, path }) =>
    place.kind === 'file' ? `${place.line}:${place.column} ${path}` : `${place.option} ${path}`,
  );
}

function problems(text: string, options: { overrides?: string[]; durationMs?: number } = {}) {
  const checked = checkPlan(text, { file: 'plan.yaml', ...options });
  return 'problems' in checked ? checked.problems : [];
}

function messages(text: string, options: { overrides?: string[] } = {}): string[] {
  return problems(text, options).map(problemText);
}

test('a small plan gets every default', () => {
  const { plan } = parsePlan(small, { file: '/srv/soak/plan.yaml' });
  assert.deepEqual(plan.targets, [
    {
      name: 'server',
      source: {
        kind: 'start',
        command: ['node', 'server.js'],
        environment: {},
        workingDirectory: '/srv/soak',
        ready: { kind: 'delay', delayMs: 1000 },
        stopGraceMs: 10_000,
      },
      tree: true,
      restart: 'never',
    },
  ]);
  assert.deepEqual(plan.sample, { everyMs: 5000, paths: [], scrape: null });
  assert.deepEqual(plan.ending, { kind: 'duration', durationMs: 600_000 });
  assert.deepEqual(
    plan.criteria.map(({ rule }) => rule.text),
    [
      'anon.slope < max(1MB/h, 0.5%/h)',
      'fds.slope < 0.5/h',
      'threads.slope < 0.5/h',
      'restarts.unplanned == 0',
      'coverage >= 90%',
    ],
  );
  assert.equal(plan.load, null);
});

test('a full plan is read into base units, absolute paths and a frozen object', () => {
  const { plan, text, sha256 } = parsePlan(full, { file: '/srv/plan.yaml' });
  assert.equal(text, full);
  assert.equal(sha256, createHash('sha256').update(full).digest('hex'));
  const [api, db] = plan.targets;
  assert.deepEqual(api?.source.kind === 'start' && api.source.command, [
    'node',
    'server.js',
    '--port',
    '8080',
  ]);
  assert.deepEqual(api?.source.kind === 'start' && api.source.environment, {
    TOKEN: `\${env:TOKEN}`,
    WORKERS: '4',
  });
  assert.deepEqual(db?.source, { kind: 'pidfile', path: '/srv/run/db.pid' });
  assert.deepEqual(plan.sample.paths, [{ name: 'state', path: '/srv/data/state.db' }]);
  assert.deepEqual(plan.load?.model, {
    kind: 'open',
    stages: [
      { durationMs: 600_000, fromPerSecond: 0, toPerSecond: 100 },
      { durationMs: 3_600_000, fromPerSecond: 100, toPerSecond: 100 },
      { durationMs: null, fromPerSecond: 50, toPerSecond: 50 },
    ],
  });
  const [, write, ping] = plan.load?.operations ?? [];
  assert.deepEqual(write, {
    name: 'write',
    weight: 1,
    target: null,
    timeoutMs: 5000,
    kind: 'http',
    method: 'POST',
    url: 'http://127.0.0.1:8080/item',
    headers: { 'content-type': 'application/json', Authorization: `Bearer \${env:TOKEN}` },
    body: `{"n":"\${seq}"}`,
    expect: { status: [], bodyContains: null, bodyMatches: null },
  });
  assert.deepEqual(ping?.kind === 'tcp' && [ping.host, ping.port, ping.send, ping.timeoutMs, ping.expect], [
    '127.0.0.1',
    6379,
    'PING\r\n',
    1000,
    { kind: 'line', matches: '^[+]PONG' },
  ]);
  assert.deepEqual(plan.criteria.at(2), {
    ...plan.criteria.at(2),
    overMs: 300_000,
    abort: true,
    during: null,
  });
  assert.ok(Object.isFrozen(plan) && Object.isFrozen(plan.load?.operations[0]));
});

test('six different mistakes are six problems with their positions', () => {
  const text = `name: nightly-api
duration: 8
warmpu: auto
target:
  start: { command: [node, server.js], ready: { http: "https://127.0.0.1/" } }
load:
  rate: 20MiB
  operations:
    - { name: read, target: apj, http: { get: "http://127.0.0.1:8080/" } }
criteria:
  - anom.slope < 1MiB/h
`;
  const expected = [
    ['plan.yaml:2:11: duration: found "8" (a plain number), expected a duration', 'did you mean "8s"?'],
    ['plan.yaml:3:1: warmpu: unknown key "warmpu"', 'did you mean "warmup"?'],
    [
      'plan.yaml:5:55: target.start.ready.http: found "https://127.0.0.1/", expected an address that begins with http://',
    ],
    ['plan.yaml:7:9: load.rate: found "20MiB" (a size), expected a rate such as 10/s'],
    ['plan.yaml:9:29: load.operations[0].target: unknown target "apj"; expected one of server'],
    ['plan.yaml:11:5: criteria[0]: unknown metric "anom"; did you mean "anon.slope < 1MiB/h"?'],
  ];
  let thrown: unknown = null;
  try {
    parsePlan(text, { file: 'plan.yaml' });
  } catch (error) {
    thrown = error;
  }
  assert.ok(thrown instanceof SoakdError);
  assert.equal(thrown.exitCode, 2);
  const [head, ...lines] = thrown.message.split('\n');
  assert.equal(head, '6 problems in plan.yaml');
  assert.equal(lines.length, 6, thrown.message);
  for (const [index, parts] of expected.entries()) {
    for (const part of parts)
      assert.ok(lines[index]?.includes(part), `${lines[index]}\nshould hold\n${part}`);
  }
});

test('a missing key is told at what it is missing from', () => {
  assert.deepEqual(places('name: x\nduration: 5m\ntarget: { pid: 1 }\nload:\n  rate: 5/s\n'), [
    '4:1 load.operations',
  ]);
  assert.deepEqual(places('duration: 5m\ntarget: { pid: 1 }\n'), ['1:1 name']);
  assert.deepEqual(messages(''), [
    'plan.yaml:1:1: found nothing, expected a plan: a mapping with name, duration and target',
  ]);
});

test('where one of several keys is due, the problem is about those keys', () => {
  const target = (keys: string) => messages(`name: x\nduration: 5m\ntarget: { ${keys} }\n`).join('\n');
  assert.match(target('tree: true'), /missing the process: expected one of start, pid, pidfile/);
  assert.match(target('pid: 1, port: 80'), /found pid and port, expected one of/);
  assert.match(target('pid: x'), /target.pid: found "x", expected a process id, a whole number from 1/);
  assert.doesNotMatch(target('pid: x'), /\n/);
  assert.match(target('pid: 1, restart: always'), /restarts only what it has started/);
  assert.match(
    target('start: { command: [a], ready: { delay: 1s, port: 1 } }'),
    /found port and delay, expected one/,
  );
  const operation = (keys: string) =>
    messages(
      `name: x\nduration: 5m\ntarget: { pid: 1 }\nload: { rate: 1/s, operations: [{ ${keys} }] }\n`,
    ).join('\n');
  assert.match(operation('name: a'), /missing what to do: expected one of http, tcp, /);
  assert.match(operation('http: { get: "http://h/", post: "http://h/" }'), /found get and post/);
  assert.match(operation('http: { get: "http://h/", body: x }'), /a get has no body/);
  assert.match(operation('http: { get: "http://h/" }, expect: { line: x }'), /expect.line: line is for tcp/);
  assert.match(
    operation('tcp: { connect: "h:1", send: x }'),
    /missing the end of the reply: expected either line or/,
  );
  assert.match(operation('tcp: { connect: "h", send: x }, expect: { text: y }'), /expected host:port/);
  assert.match(operation('http: { get: "http://h/" }, expect: { matches: "(" }'), /is no regular expression/);
  assert.match(
    operation('http: { get: "http://h/" }, expect: { status: [200, 99] }'),
    /status\[1\]: found 99/,
  );
  assert.match(
    operation(`http: { post: "http://h/\${x}", body: "\${sequ}" }`),
    /unknown template \$\{x\}(.|\n)*mean \$\{seq\}/,
  );
});

test('a rule, a template and a regular expression are pointed at inside their text', () => {
  const text = `${small}criteria:
  - anon.slope < 1MiB
  - "anon.slopp < 1MiB/h"
  - { rule: errors.rate < 1%, over: 5m }
`;
  assert.deepEqual(places(text), ['5:18 criteria[0]', '6:11 criteria[1]', '7:13 criteria[2].rule']);
});

test('YAML that cannot be read is told once, and keys given twice together with the rest', () => {
  assert.equal(messages('name: x\n  bad: [1,\n').length > 0, true);
  assert.equal(
    messages('name: [1, 2\nduration: 5m\n').every((line) => line.includes('not YAML')),
    true,
  );
  assert.deepEqual(places('name: x\nduration: 5m\nduration: 6m\ntarget: { pit: 1 }\n'), [
    '3:1 ',
    '4:11 target.pit',
  ]);
  assert.match(messages('name: *nobody\n').join(), /there is no &nobody/);
});

test('an override replaces one value, is stored, and is named where it is wrong', () => {
  const { plan, text, sha256 } = parsePlan(full, {
    file: 'plan.yaml',
    overrides: [
      'load.timeout=3s',
      'targets.db.tree=true',
      'load.operations.read.weight=5',
      'sample.every=1s',
    ],
  });
  assert.equal(plan.load?.timeoutMs, 3000);
  assert.equal(plan.targets[1]?.tree, true);
  assert.equal(plan.load?.operations[0]?.weight, 5);
  assert.notEqual(text, full);
  assert.deepEqual(parsePlan(text, { file: 'plan.yaml' }), { plan, text, sha256 });
  const wrong = problems(small, { overrides: ['duration=5', 'sample.evry=1s', 'nonsense'] }).map(problemText);
  assert.deepEqual(
    wrong.map((line) => line.split(': ')[0]),
    ['--set nonsense', '--set duration=5', '--set sample.evry=1s'],
  );
});

test('--for replaces either ending and leaves longer times alone', () => {
  const byOperations = full.replace('duration: 8h', 'operations: 10k').replace('warmup: auto', 'warmup: 20m');
  assert.deepEqual(parsePlan(byOperations, { file: 'p' }).plan.ending, {
    kind: 'operations',
    operations: 10_000,
  });
  const { plan, text } = parsePlan(byOperations, { file: 'p', durationMs: 90_000 });
  assert.deepEqual(plan.ending, { kind: 'duration', durationMs: 90_000 });
  assert.match(text, /^duration: 90s$/m);
  assert.deepEqual(plan.warmup, { kind: 'fixed', durationMs: 1_200_000 });
});

test("a plan's own rules about restarts and coverage replace the implied ones", () => {
  const own = `${small}criteria: [restarts.unplanned < 3, coverage >= 50%]\n`;
  assert.deepEqual(
    parsePlan(own, { file: 'p' }).plan.criteria.map(({ rule }) => rule.text),
    ['restarts.unplanned < 3', 'coverage >= 50%'],
  );
});

test('a started target is ready when the port that the load goes to accepts', () => {
  const text = `${small}load: { rate: 1/s, operations: [{ http: { get: "http://127.0.0.1:8081/x" } }] }\n`;
  const [target] = parsePlan(text, { file: 'p' }).plan.targets;
  assert.deepEqual(target?.source.kind === 'start' && target.source.ready, {
    kind: 'port',
    host: '127.0.0.1',
    port: 8081,
    withinMs: 30_000,
  });
});

test('a literal secret is a problem, and is not repeated in the message', () => {
  const text = `${small}load:
  rate: 1/s
  operations:
    - http: { get: "http://user:hunter2@127.0.0.1/", headers: { Authorization: Bearer hunter2, x-api-key: hunter2 } }
sample: { scrape: { url: "https://me:hunter2@127.0.0.1/", series: [a] } }
`;
  const all = messages(text).join('\n');
  assert.match(all, /found a literal Authorization/);
  assert.match(all, /found a literal x-api-key/);
  assert.match(all, /password in it/);
  assert.doesNotMatch(all, /hunter2/);
});

test('names must be there, be different, and be known', () => {
  const text = full
    .replace('name: db', 'name: api')
    .replace('name: write', 'name: read')
    .replace('target: db', 'target: bd');
  assert.deepEqual(places(text), [
    '11:13 targets[1].name',
    '22:13 load.operations[1].name',
    '25:15 load.operations[2].target',
  ]);
});

test('an unreadable plan is a SoakdError', () => {
  assert.throws(() => readPlan('/nonexistent/plan.yaml'), {
    name: 'SoakdError',
    message: /there is no such file/,
  });
});

test('every example is a valid plan', () => {
  const files = readdirSync(examples).filter((file) => file.endsWith('.yaml'));
  assert.ok(files.length >= 5);
  for (const file of files) readPlan(new URL(file, examples).pathname);
});

test('YAML made to hurt its reader is a problem', () => {
  const tenfold = (inner: string) => `[${Array(10).fill(inner).join(', ')}]`;
  const hostile = {
    nested: '['.repeat(20_000),
    cycle: 'name: &a [*a]',
    'cycle of mappings': 'target: &a { pid: *a }',
    'billion laughs': `a: &a ${tenfold('x')}\nb: &b ${tenfold('*a')}\nc: &c ${tenfold('*b')}\nd: ${tenfold('*c')}\n`,
    'a mapping as a key': '? { a: 1 }\n: 2\n',
    prototype: `${small}__proto__: { pid: 1 }\nconstructor: 1\n`,
  };
  for (const [name, text] of Object.entries(hostile)) {
    const found = messages(text);
    assert.ok(found.length > 0 && found.length < 20, `${name}: ${found.length} problems`);
  }
});

test('a plan damaged anyhow is a plan or a SoakdError that lists positions', () => {
  const texts = [
    small,
    full,
    ...readdirSync(examples)
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => readFileSync(new URL(file, examples), 'utf8')),
  ];
  const scrap = fc.oneof(
    fc.constantFrom(
      '',
      ' ',
      '\n',
      '  ',
      ':',
      '- ',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '#',
      '&a',
      '*a',
      '!!x ',
      '%',
      '|',
      '>',
      '\t',
      '? ',
    ),
    fc.constantFrom(
      'null',
      '~',
      '0',
      '-1',
      '1e999',
      '.nan',
      'true',
      '__proto__: 1',
      'constructor',
      '<<: *a',
      '${',
      `\${env:}`,
      '{}',
      '[]',
    ),
    fc.string({ maxLength: 8 }),
  );
  const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat(30), scrap });
  fc.assert(
    fc.property(fc.constantFrom(...texts), fc.array(edit, { minLength: 1, maxLength: 4 }), (text, edits) => {
      const damaged = edits.reduce((current, { at, cut, scrap }) => {
        const from = Math.floor(at * current.length);
        return current.slice(0, from) + scrap + current.slice(from + cut);
      }, text);
      try {
        const { plan } = parsePlan(damaged, { file: 'plan.yaml' });
        assert.ok(plan.targets.length > 0 && plan.criteria.length > 0);
      } catch (error) {
        assert.ok(error instanceof SoakdError, String(error));
        const [head = '', ...lines] = error.message.split('\n');
        assert.match(head, /^\d+ problems? in plan\.yaml$/);
        assert.equal(lines.length, Number.parseInt(head, 10));
        for (const line of lines) assert.match(line, /^ {2}plan\.yaml:\d+:\d+: /);
      }
    }),
    { numRuns: 1500 },
  );
});

test('any value in the place of any other is a plan or a SoakdError', () => {
  const path = fc.constantFrom(
    ...[
      'name',
      'duration',
      'warmup',
      'targets',
      'targets.0',
      'targets.0.start',
      'targets.0.start.command',
      'targets.0.start.ready',
    ],
    ...[
      'sample',
      'sample.paths',
      'sample.scrape',
      'load',
      'load.stages',
      'load.stages.0',
      'load.operations',
      'load.operations.0.http',
    ],
    ...[
      'load.operations.1.http.headers',
      'load.operations.2.expect',
      'criteria',
      'criteria.0',
      'criteria.2',
      'drain',
      'drain.for',
      'drain.reload',
    ],
  );
  fc.assert(
    fc.property(path, fc.json({ maxDepth: 2 }), (path, json) => {
      try {
        parsePlan(full, { file: 'plan.yaml', overrides: [`${path}=${json}`] });
      } catch (error) {
        assert.ok(error instanceof SoakdError, String(error));
        for (const line of error.message.split('\n').slice(1))
          assert.match(line, /^ {2}(plan\.yaml:\d+:\d+|--set .*): /);
      }
    }),
    { numRuns: 1000 },
  );
});

test('the drain is read with its reload, which is optional', () => {
  assert.deepEqual(parsePlan(full, { file: 'plan.yaml' }).plan.drain, {
    durationMs: 300_000,
    reloadMs: 180_000,
  });
  const without = full.replace(', reload: 3m', '');
  assert.deepEqual(parsePlan(without, { file: 'plan.yaml' }).plan.drain, {
    durationMs: 300_000,
    reloadMs: null,
  });
});

test('a drain needs a load that stops, a reload one that does not end at zero, and both a second', () => {
  const watched = 'name: x\nduration: 5m\ntarget: { pid: 1 }\n';
  const load = (rate: string): string =>
    `${watched}load: { ${rate}, operations: [{ http: { get: "http://127.0.0.1:1/" } }] }\n`;
  assert.deepEqual(messages(`${watched}drain: { for: 5m }\n`), [
    'plan.yaml:4:1: drain: a plan without load has none that could stop',
  ]);
  const down = load('stages: [{ over: 2m, to: 10/s }, { over: 1m, to: 0/s }]');
  assert.deepEqual(messages(`${down}drain: { for: 5m, reload: 5m }\n`), [
    'plan.yaml:5:27: drain.reload: found a reload, but the load of this plan ends at a rate of zero: nothing would come on again',
  ]);
  assert.deepEqual(messages(`${down}drain: { for: 5m }\n`), []);
  // Ended by --for while the rate still is above zero.
  assert.deepEqual(problems(`${down}drain: { for: 5m, reload: 5m }\n`, { durationMs: 60_000 }), []);
  assert.deepEqual(places(`${load('rate: 1/s')}drain: { for: 500ms, reload: 10ms }\n`), [
    '5:15 drain.for',
    '5:30 drain.reload',
  ]);
});

test('a misspelt key is told once, not also as a missing one', () => {
  const text = 'nmae: once\nduraton: 5m\ntarget: { pid: 1 }\n';
  assert.throws(
    () => parsePlan(text, { file: 'plan.yaml' }),
    ({ message }: Error) => {
      assert.match(message, /^2 problems in plan\.yaml\n/);
      assert.match(message, /plan\.yaml:1:1: nmae: unknown key "nmae"; did you mean "name"\?/);
      assert.match(message, /plan\.yaml:2:1: duraton: unknown key "duraton"; did you mean "duration"\?/);
      return true;
    },
  );
});
