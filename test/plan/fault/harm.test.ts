import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemText } from '../../../src/plan/document/problem.ts';
import { plannedMs } from '../../../src/plan/extent.ts';
import { faultLines, faultReach } from '../../../src/plan/fault/fault-outline.ts';
import { checkPlan, parsePlan } from '../../../src/plan/parse.ts';
import type { Plan } from '../../../src/plan/plan.ts';

const TARGETS = 'targets: [{ name: api, start: { command: [node, a.js] } }, { name: other, pid: 1 }]';
const LOAD =
  'load: { model: open, rate: 10/s, connections: 2, operations: [{ name: read, http: { get: "http://127.0.0.1:8080/" } }] }';

function text(timeline: string, more = LOAD): string {
  return `name: api\nduration: 1h\n${TARGETS}\n${more}\nfaults: { timeline: [${timeline}] }\n`;
}

function planOf(timeline: string, more = LOAD): Plan {
  return parsePlan(text(timeline, more), { file: '/etc/soakd/plan.yaml' }).plan;
}

function problemsOf(timeline: string, more = LOAD): string[] {
  const checked = checkPlan(text(timeline, more), { file: 'p' });
  return 'problems' in checked ? checked.problems.map(problemText) : [];
}

test('each kind of fault has its defaults, and its paths begin at the folder of the plan', () => {
  const acts = planOf(`
    { at: 1m, kill: { target: api } },
    { at: 2m, restart: { target: api, grace: 3s } },
    { at: 3m, for: 1m, limit: { target: api, fds: 64 } },
    { at: 4m, for: 1m, remove: { path: data/state.db } },
    { at: 5m, for: 1m, truncate: { path: /srv/log } },
    { at: 6m, for: 1m, garble: { path: data/state.db } },
    { at: 7m, for: 1m, unwritable: { path: data } },
    { at: 8m, for: 1m, fill: { mount: /mnt/small, leave: 1MiB } },
    { at: 9m, for: 1m, pressure: { cores: 2, memory: 64MiB } }`).faults?.timeline.map(({ act }) => act);
  assert.deepEqual(acts, [
    { kind: 'kill', target: 'api', signal: 'SIGKILL', withinMs: 10_000 },
    { kind: 'restart', target: 'api', graceMs: 3000 },
    { kind: 'limit', target: 'api', fds: 64, memoryBytes: null },
    { kind: 'remove', path: '/etc/soakd/data/state.db' },
    { kind: 'truncate', path: '/srv/log', toBytes: 0 },
    { kind: 'garble', path: '/etc/soakd/data/state.db', bytes: 4096 },
    { kind: 'unwritable', path: '/etc/soakd/data' },
    { kind: 'fill', mount: '/mnt/small', leaveBytes: 2 ** 20 },
    { kind: 'pressure', cores: 2, memoryBytes: 64 * 2 ** 20 },
  ]);
});

test('check tells what each does, and what it may do to the machine', () => {
  const plan = planOf(
    '{ at: 1m, kill: { target: api } }, { at: 3m, for: 1m, limit: { target: api, fds: 64, memory: 1GiB } }, { at: 9m, for: 1m, pressure: { cores: 1 } }',
  );
  assert.deepEqual(faultLines(plan, plannedMs(plan)).slice(0, 3), [
    'kill api: ends api by SIGKILL, at 1m',
    'limit api: limits api to 64 descriptors and 1 GiB of memory, at 3m for 1m',
    'pressure: uses up 1 core, at 9m for 1m',
  ]);
  assert.deepEqual(faultReach(plan).slice(0, 1), ['ends a process of api by SIGKILL, and brings it back']);
});

test('a fault that is to be recovered from is a criterion of the run, by the rule of the plan on success', () => {
  const recovered = '{ name: crash, at: 1m, kill: { target: api }, recover: { within: 30s } }';
  const plain = planOf(recovered);
  const [{ recover } = { recover: null }] = plain.faults?.timeline ?? [];
  assert.deepEqual(
    [recover?.withinMs, recover?.holdsMs, recover?.rule.text],
    [30_000, 5000, 'success >= 99%'],
  );
  assert.ok(plain.criteria.some(({ rule }) => rule.text === 'recovery.crash <= 30s'));
  const own = planOf(recovered, `${LOAD}\ncriteria: [success >= 99.9%, errors.rate < 1%]`);
  assert.equal(own.faults?.timeline[0]?.recover?.rule.text, 'success >= 99.9%');
  const stated = planOf(
    '{ at: 1m, kill: { target: api }, recover: { within: 30s, rule: cpu@api.last < 50%, holds: 20s } }',
  ).faults?.timeline[0]?.recover;
  assert.deepEqual([stated?.rule.text, stated?.holdsMs], ['cpu@api.last < 50%', 20_000]);
});

test('a rule may be about the recovery from a fault that the plan has', () => {
  const criteria = (rule: string): string[] =>
    problemsOf('{ name: crash, at: 1m, kill: { target: api } }', `${LOAD}\ncriteria: [${rule}]`);
  assert.deepEqual(criteria('recovery.crash < 10s'), []);
  assert.match(
    criteria('recovery.crush < 10s')[0] ?? '',
    /unknown fault "crush"; did you mean "recovery.crash/,
  );
  assert.match(criteria('recovery.crash.max < 10s')[0] ?? '', /is one number and has no statistics/);
  assert.match(
    criteria('{ rule: recovery.crash < 10s, over: 1m }')[0] ?? '',
    /is judged over the whole soak, not over windows/,
  );
});

test('what cannot be is told with its place, all of it at once', () => {
  assert.deepEqual(
    problemsOf(`
    { at: 1m, iKnow: true, kill: { target: other } },
    { at: 2m, for: 1m, kill: { target: api } },
    { at: 3m, for: 1m, limit: { target: api } },
    { at: 4m, for: 1m, remove: { path: /proc/self/mem } },
    { at: 5m, for: 1m, pressure: {} },
    { at: 6m, for: 1m, freeze: { target: api }, recover: { within: 5s, rule: anon.slope < 1MB/h } },
    { at: 7m, for: 1m, freeze: { target: api }, recover: { within: 5s, rule: latency.p90 < 1s } },
    { at: 8m, for: 1m, freeze: { target: api }, recover: { within: 5s, rule: cpu.last < 50% } },
    { at: 9m, for: 1m, freeze: { target: api }, recover: { within: 5s, rule: coverage > 50% } }`)
      .map((line) => line.replace(/^p:\d+:\d+: faults\.timeline/, ''))
      .sort(),
    [
      '[0].kill.target: other is known by its pid alone: ended, nobody could find another; expected a target with start, unit, port, pidfile or match',
      '[1].for: for has no meaning with kill, which is done in a moment',
      '[2].limit: missing what to limit: fds or memory',
      "[3].remove.path: found /proc/self/mem, which is the kernel's own, expected a file of your system under test",
      '[4].pressure: missing what to use up: cores or memory',
      '[5].recover.rule: "anon.slope" is no reading: expected anon.last',
      '[6].recover.rule: "latency.p90" is not known of each second, only p50, p95 and p99',
      '[7].recover.rule: "cpu.last < 50%" is of every target, expected one of them: @api',
      '[8].recover.rule: "coverage" does not tell whether all is well again; expected one of the load or of a target, such as success >= 99%',
    ],
  );
  assert.match(
    problemsOf('{ at: 1m, for: 1m, freeze: { target: api }, recover: { within: 5s } }', '')[0] ?? '',
    /recover: missing rule: without a load it says what well is/,
  );
});
