import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SoakdError } from '../../../src/error.ts';
import { alertLines, reachLines, snapshotLines } from '../../../src/plan/alert/alert-outline.ts';
import type { AlertPlan } from '../../../src/plan/alert/alert-plan.ts';
import { problemText } from '../../../src/plan/document/problem.ts';
import { checkPlan, parsePlan } from '../../../src/plan/parse.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { parseRule } from '../../../src/plan/rule/rule-parser.ts';
import { expandSecrets, secretsOf } from '../../../src/plan/secret.ts';

const BEFORE = `name: api
duration: 1h
target: { name: api, pid: 1 }
load: { rate: 10/s, operations: [{ name: get, http: { get: "http://127.0.0.1:8080/" } }] }
`;

function planOf(more: string): Plan {
  return parsePlan(`${BEFORE}${more}\n`, { file: '/etc/soakd/plan.yaml' }).plan;
}

function alertsOf(...alerts: readonly string[]): readonly AlertPlan[] {
  return planOf(`alerts: [${alerts.join(', ')}]`).alerts ?? [];
}

/** Of a plan with these lines after the first four. */
function problemsOf(more: string): string[] {
  const checked = checkPlan(`${BEFORE}${more}\n`, { file: 'p' });
  return 'problems' in checked ? checked.problems.map(problemText) : [];
}

test('an alert may be its rule alone, and has every default then', () => {
  const [alert] = alertsOf('fds.last > 100');
  assert.deepEqual(alert, {
    name: 'fds.last > 100',
    rule: parseRule('fds.last > 100', null, 'bad'),
    overMs: 60_000,
    forMs: 0,
    clear: null,
    clearForMs: 0,
    coolDownMs: 600_000,
    severity: 'warning',
    during: 'all',
    noData: 'record',
    notify: [{ kind: 'log' }],
    snapshot: { command: null, signal: null },
  });
});

test('an alert says for how long, when it is over, and who is told how', () => {
  const [alert] = alertsOf(
    `{ name: slow, rule: latency.p95 > 50ms, over: 2m, for: 5m, clear: 45ms, clearFor: 1m, coolDown: 1h, severity: critical,
      during: soak, noData: notify, snapshot: { command: "gcore {pid}", within: 1m, signal: SIGUSR2 },
      notify: [log, journald, { journald: err, command: [./page, now] }, { webhook: "http://127.0.0.1:9/hook" }] }`,
  );
  assert.ok(alert !== undefined);
  const { rule: _rule, clear, ...rest } = alert;
  assert.equal(clear?.value, 45);
  assert.deepEqual(rest, {
    name: 'slow',
    overMs: 120_000,
    forMs: 300_000,
    clearForMs: 60_000,
    coolDownMs: 3_600_000,
    severity: 'critical',
    during: 'soak',
    noData: 'notify',
    notify: [
      { kind: 'log' },
      { kind: 'journald', priority: null },
      { kind: 'journald', priority: 'err' },
      { kind: 'command', command: ['./page', 'now'], workingDirectory: '/etc/soakd' },
      { kind: 'webhook', url: 'http://127.0.0.1:9/hook', secret: null },
    ],
    snapshot: {
      command: { words: ['gcore', '{pid}'], workingDirectory: '/etc/soakd', withinMs: 60_000 },
      signal: 'SIGUSR2',
    },
  });
});

test('what clears a count may be a number', () => {
  assert.equal(alertsOf('{ rule: fds.last > 9, clear: 5 }')[0]?.clear?.value, 5);
  assert.match(
    problemsOf('alerts: [{ rule: rss.last > 9MB, clear: 5 }]')[0] ?? '',
    /found "5" \(a plain number\), expected a size/,
  );
});

test('what is over is over for as long as it had to last, unless the plan says else', () => {
  assert.equal(alertsOf('{ rule: fds.last > 9, for: 2m }')[0]?.clearForMs, 120_000);
});

test('a minute counts, or three samples where that is longer', () => {
  const [alert] = planOf('alerts: [fds.max > 9]\nsample: { every: 50s }').alerts ?? [];
  assert.equal(alert?.overMs, 150_000);
});

test('the slope of an alert is bad beyond its limit, where that of a criterion holds within it', () => {
  assert.equal(alertsOf('anon.slope > 5MiB/h')[0]?.rule.limit.value, 5 * 2 ** 20);
  assert.equal(alertsOf('"anon.slope > max(1MB/h, 0.5%/h)"')[0]?.rule.limit.orRelative, 0.005);
  assert.equal(alertsOf('throughput.slope < -1%/h')[0]?.rule.limit.value, -0.01);
  assert.match(
    problemsOf('alerts: [anon.slope < 5MiB/h]')[0] ?? '',
    /did you mean "anon.slope < -1MiB\/h"\?/,
  );
  assert.match(
    problemsOf('criteria: [anon.slope > 5MiB/h]')[0] ?? '',
    /did you mean "anon.slope > -1MiB\/h"\?/,
  );
  assert.match(
    problemsOf('alerts: ["anon.slope < max(1MB/h, 1%/h)"]')[0] ?? '',
    /such as `anon.slope < max\(1MB\/h|of a rise the greater of two/,
  );
});

test('every problem of every alert is told at once, with its position', () => {
  assert.deepEqual(
    problemsOf(`alerts:
  - fds.lost > 100
  - { rule: latency.p95 > 50ms, for: 2h, clear: 55ms, notify: { webhook: "ftp://127.0.0.1/" } }
  - { rule: latency.mean > 50ms, clear: 55MB, nothing: 1 }
  - { name: leak, rule: anon.slope > 5MiB/h, over: 5m, severity: bad, notify: [logg, { command: [] }] }
  - { name: leak, rule: rss.max > 1GB, over: 2h, clear: 5ms, notify: 7, snapshot: { within: 3s } }
  - { rule: "unresolved.count > 1", notify: {} }
snapshots: evry 30m`).map((line) => line.replace(/ alerts\[/, ' [').slice(0, 88)),
    [
      'p:6:9: [0]: "fds" has no statistic "lost", only p50, p95, p99, p99.9, min, max, mean, la',
      'p:7:38: [1].for: found 2h, which is longer than the soak',
      'p:7:49: [1].clear: found "55ms", expected no more than the limit (50ms): an alert is ove',
      'p:7:74: [1].notify.webhook: found "ftp://127.0.0.1/", expected an address that begins wi',
      'p:8:13: [2].rule: an alert cannot tell this of latency while it runs, only percentiles f',
      'p:8:41: [2].clear: found "55MB" (a size), expected a duration such as 30s or 1h30m',
      'p:8:47: [2].nothing: unknown key "nothing"; expected one of name, rule, over, for, clear',
      'p:9:52: [3].over: "anon.slope > 5MiB/h" is told of the whole soak so far, not of its new',
      'p:9:66: [3].severity: found "bad", expected one of info, warning, critical',
      'p:9:80: [3].notify[0]: found "logg", expected one of log, journald; did you mean "log"?',
      'p:9:88: [3].notify[1].command: found an empty list, expected a command',
      'p:10:13: [4].name: found "leak" again, expected a name of its own for each alert',
      'p:10:46: [4].over: found 2h, expected at most 1h: what an alert looks at is kept in memo',
      'p:10:57: [4].clear: found "5ms" (a duration), expected a size such as 20MiB',
      'p:10:70: [4].notify: found 7, expected log, journald, a mapping with webhook or command,',
      'p:10:73: [4].snapshot: missing what to do: expected command or signal; or true for the p',
      'p:10:93: [4].snapshot.within: within has no meaning without command',
      'p:11:13: [5].rule: unresolved is known at the end only, an alert cannot be about it; use',
      'p:11:37: [5].notify: missing whom to tell: expected log, journald, webhook, command',
      'p:12:12: snapshots: found "evry 30m", expected "every 30m", not below every 10s; did you',
    ],
  );
});

test('a secret is never written in the address of a webhook, nor beside it', () => {
  const webhook = (text: string): string[] =>
    problemsOf(`alerts: [{ rule: fds.last > 9, notify: { webhook: ${text} } }]`);
  assert.match(
    webhook('"https://hook.example/?token=abc"')[0] ?? '',
    /found a literal token, which would be stored/,
  );
  assert.match(
    webhook('{ url: "http://x/", secret: abc }')[0] ?? '',
    /found a literal secret, which would be stored/,
  );
  assert.match(
    webhook('"http://u:p@x/"')[0] ?? '',
    /an address with a password in it, which would be stored/,
  );
  assert.match(webhook('"http://u@x/"')[0] ?? '', /expected no user in it/);
  assert.match(webhook(`"http://x/\${envy:A}"`)[0] ?? '', /expected \$\{env:NAME\} or \$\{file:PATH\}/);
  assert.deepEqual(webhook(`{ url: "https://x/\${env:A}?token=\${env:B}", secret: "\${file:key}" }`), []);
});

test('secrets of webhooks are filled in where they are sent, and nowhere else', () => {
  const plan = planOf(
    `alerts: [{ rule: fds.last > 9, notify: { webhook: { url: "\${env:HOOK}", secret: "\${env:KEY}" } } }, { rule: fds.last > 8, notify: { webhook: "http://x/\${env:KEY}" } }]`,
  );
  assert.deepEqual(
    secretsOf(plan).map(({ name }) => name),
    ['HOOK', 'KEY'],
  );
  const { alerts } = expandSecrets(plan, { HOOK: 'https://hook.example/T0/B1', KEY: 'a/b' });
  assert.deepEqual(
    alerts?.map(({ notify }) => notify[0]),
    [
      { kind: 'webhook', url: 'https://hook.example/T0/B1', secret: 'a/b' },
      { kind: 'webhook', url: 'http://x/a%2Fb', secret: null },
    ],
  );
  assert.throws(
    () => expandSecrets(plan, { HOOK: 'gopher-of-mine', KEY: 'k' }),
    (error: Error) => {
      assert.match(error.message, /the webhook's address of alert fds.last > 9: .* begins with http/);
      assert.doesNotMatch(error.message, /gopher/);
      return true;
    },
  );
  assert.throws(() => expandSecrets(plan, { KEY: 'k' }), /the variable HOOK is not set/);
});

test('check tells what is done to the machine, and shows nothing of an address that may be a secret', () => {
  const plan = planOf(`alerts:
  - { rule: fds.last > 9, notify: [{ webhook: { url: "https://u:\${env:P}@hook.example/T0/B1", secret: "\${env:KEY}" } }, { command: [./page, "a b"] }] }
snapshots: { every: 30m, signal: SIGUSR2, command: [gcore, "{pid}"] }`);
  assert.deepEqual(alertLines(plan), [
    'fds.last > 9 (warning, of the last 1m, over when no longer true, told at most every 10m)',
    '  tells webhook https://hook.example (signed), command ./page "a b"',
  ]);
  assert.deepEqual(snapshotLines(plan), [
    'a picture of each target: every 30m, when a criterion fails at first, when an alert fires',
  ]);
  assert.deepEqual(reachLines(plan), [
    'posts to https://hook.example when an alert fires',
    'runs ./page "a b" when an alert fires',
    'runs gcore {pid} for a picture',
    'sends SIGUSR2 to the targets that handle it, for a picture',
  ]);
});

test('pictures are taken at breaches by default, by the clock where a plan says so, and never where it says not', () => {
  assert.deepEqual(planOf('').snapshots, {
    everyMs: null,
    onBreach: true,
    evidence: { command: null, signal: null },
  });
  assert.equal(planOf('snapshots: every 30m').snapshots?.everyMs, 1_800_000);
  const never = planOf(
    'snapshots: { onBreach: false }\nalerts: [fds.last > 9, { rule: fds.last > 8, snapshot: true }]',
  );
  assert.deepEqual(
    never.alerts?.map(({ snapshot }) => snapshot),
    [null, { command: null, signal: null }],
  );
  assert.match(problemsOf('snapshots: 30m')[0] ?? '', /did you mean "every 30m"\?/);
  assert.match(problemsOf('snapshots: every 3s')[0] ?? '', /not below every 10s/);
});

test('any value in the place of any other is alerts, or a SoakdError that lists positions', () => {
  const whole = `${BEFORE}alerts:
  - fds.last > 100
  - { name: slow, rule: latency.p95 > 50ms, over: 2m, for: 1m, clear: 45ms, clearFor: 1m, coolDown: 5m, severity: info,
      during: soak, noData: notify, snapshot: { command: [gcore], within: 5s, signal: SIGQUIT },
      notify: [log, { webhook: { url: "http://127.0.0.1:9/", secret: "\${env:KEY}" } }, { command: [page] }] }
snapshots: { every: 30m, onBreach: true, command: [true], signal: SIGUSR2 }
`;
  const keys = [
    'rule',
    'over',
    'for',
    'clear',
    'clearFor',
    'coolDown',
    'severity',
    'during',
    'noData',
    'snapshot',
  ];
  const path = fc.constantFrom(
    ...['alerts', 'alerts.0', 'alerts.1', 'alerts.1.name', ...keys.map((key) => `alerts.1.${key}`)],
    ...[
      'notify',
      'notify.0',
      'notify.1',
      'notify.1.webhook',
      'notify.1.webhook.url',
      'notify.1.webhook.secret',
    ].map((key) => `alerts.1.${key}`),
    ...['alerts.1.notify.2.command', 'alerts.1.snapshot.command', 'alerts.1.snapshot.signal'],
    ...['snapshots', 'snapshots.every', 'snapshots.onBreach', 'snapshots.command', 'snapshots.signal'],
  );
  fc.assert(
    fc.property(path, fc.json({ maxDepth: 2 }), (at, json) => {
      try {
        const { plan } = parsePlan(whole, { file: 'plan.yaml', overrides: [`${at}=${json}`] });
        for (const { notify, clear } of plan.alerts ?? [])
          assert.ok(notify.length > 0 && clear !== undefined);
        assert.ok(
          [...alertLines(plan), ...snapshotLines(plan), ...reachLines(plan)].every((line) => line !== ''),
        );
      } catch (error) {
        assert.ok(error instanceof SoakdError, String(error));
        for (const line of error.message.split('\n').slice(1))
          assert.match(line, /^ {2}(plan\.yaml:\d+:\d+|--set .*): /);
      }
    }),
    { numRuns: 1000 },
  );
});
