import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { planWith, storeSoak } from '../analysis/stored-soak.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const example = fileURLToPath(new URL('../../config/examples/redis-leak.yaml', import.meta.url));

function soakd(args: readonly string[], cwd?: string) {
  return spawnSync(process.execPath, [main, ...args], { encoding: 'utf8', cwd });
}

function folderWith(context: TestContext, plan: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'soakd-check-'));
  context.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'plan.yaml'), plan);
  return folder;
}

test('a valid plan is told with what it does to the machine', () => {
  const { status, stdout, stderr } = soakd(['check', example, '--for', '10m', '--set', 'load.rate=100/s']);
  assert.equal(stderr, '');
  assert.equal(status, 0);
  assert.match(stdout, /^redis-leak: .* is a valid plan$/m);
  assert.match(stdout, /^Runs +10m of observed time/m);
  assert.match(stdout, /starts redis-server --port 7391/);
  assert.match(stdout, /sends load to 127\.0\.0\.1:7391: at most 100\/s, 60,000 operations in all/);
  assert.match(stdout, /^ +coverage >= 90%$/m);
});

test('how small a slope it can tell is assumed before the first run of a plan, and measured after', async (context) => {
  const folder = folderWith(
    context,
    planWith(['anon@leaky.slope < 5MB/h']).replace('duration: 30m', 'duration: 8h'),
  );
  const plan = join(folder, 'plan.yaml');
  const database = join(folder, 'soakd.db');
  const before = soakd(['check', plan, '--db', database]).stdout;
  assert.match(before, /^Detects +a slope that exceeds its budget by this much, by what sound programs/m);
  assert.match(before, /anon@leaky\.slope < 5MB\/h by 0\.0377 %\/h of its level$/m);
  await storeSoak(folder);
  assert.match(
    soakd(['check', plan, '--db', database]).stdout,
    /if it scatters as in run k7bd92xq\n +anon@leaky by [\d.]+ \w?B\/h$/m,
  );
  const { detects } = JSON.parse(soakd(['check', plan, '--json', '--db', database]).stdout).expected;
  assert.equal(detects.run, 'k7bd92xq');
  assert.equal(detects.measured[0].metric, 'anon@leaky');
});

test('every problem is told with its position, and nothing is written', (context) => {
  const folder = folderWith(
    context,
    'name: x\nduration: 5\ntarget: { pit: 1 }\ncriteria:\n  - anom.slope < 1MiB/h\n',
  );
  const { status, stdout, stderr } = soakd(['check', 'plan.yaml'], folder);
  assert.equal(status, 2);
  assert.equal(stdout, '');
  assert.match(stderr, /^soakd: 3 problems in plan\.yaml$/m);
  assert.match(stderr, /^ {2}plan\.yaml:2:11: duration: found "5"/m);
  assert.match(stderr, /^ {2}plan\.yaml:3:11: target\.pit: unknown key "pit"; did you mean "pid"\?$/m);
  assert.match(stderr, /^ {2}plan\.yaml:5:5: criteria\[0\]: unknown metric "anom"/m);
  assert.deepEqual(readdirSync(folder), ['plan.yaml']);
});

test('--json gives the plan, or its problems, to programs', (context) => {
  const valid = JSON.parse(soakd(['check', example, '--json']).stdout);
  assert.equal(valid.valid, true);
  assert.equal(valid.plan.targets[0].name, 'redis');
  assert.equal(valid.expected.operations, 90_000);
  const folder = folderWith(context, 'name: x\nduration: 5m\n');
  const { status, stdout } = soakd(['check', 'plan.yaml', '--json'], folder);
  assert.equal(status, 2);
  const [problem] = JSON.parse(stdout).problems;
  assert.deepEqual(problem.place, { kind: 'file', file: 'plan.yaml', line: 1, column: 1 });
});

test('a plan cannot send control characters to the terminal', (context) => {
  const folder = folderWith(
    context,
    'name: x\nduration: 5m\ntarget: { start: { command: ["a\\e[2Jb", "\\u009b2J"] } }\n',
  );
  const { status, stdout } = soakd(['check', 'plan.yaml'], folder);
  assert.equal(status, 0);
  for (const line of stdout.split('\n')) assert.doesNotMatch(line, /\p{Cc}/u);
});

test('check takes one plan that is there', () => {
  assert.equal(soakd(['check']).status, 2);
  const { status, stderr } = soakd(['check', '/nonexistent.yaml']);
  assert.equal(status, 2);
  assert.match(stderr, /there is no such file/);
});

test('the next slots of a schedule are told, and what the clock does to them', (context) => {
  const schedule = 'schedule: { cron: "30 2 * * *", timezone: Europe/Berlin }';
  const folder = folderWith(context, `name: x\nduration: 5m\ntarget: { pid: 1 }\n${schedule}\n`);
  const { status, stdout } = soakd(['check', 'plan.yaml'], folder);
  assert.equal(status, 0);
  assert.match(
    stdout,
    /^Schedule +30 2 \* \* \* in Europe\/Berlin, caught up for 2h\n( +next \w{3} \d{4}-\d\d-\d\d \d\d:\d\d \+0[12]:00\n){3}/m,
  );
  assert.match(stdout, /-03-\d\d 02:30 does not exist there: it runs at 03:00/);
  const { expected } = JSON.parse(soakd(['check', 'plan.yaml', '--json'], folder).stdout);
  assert.equal(expected.nextSlots.length, 3);
});
