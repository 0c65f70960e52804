import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openHook } from '../fixture/hook.ts';
import { freePort } from '../fixture/port.ts';
import { soakd, temporaryFolder } from '../fixture/soakd.ts';

const SECRET = 'a-secret-of-many-letters';

test('alerts test tells every notifier once, and says what arrived', async (context) => {
  const hook = await openHook(context);
  const folder = temporaryFolder(context);
  const plan = join(folder, 'plan.yaml');
  writeFileSync(join(folder, 'page.sh'), '#!/bin/sh\ncat >paged\n', { mode: 0o755 });
  writeFileSync(
    plan,
    `name: api
duration: 1h
target: { name: api, pid: 1 }
alerts:
  - { name: files, rule: fds.last > 9, notify: [log, { webhook: { url: "${hook.url}/\${env:ROOM}", secret: "\${env:ROOM}" } }, { command: [./page.sh] }] }
  - { name: memory, rule: rss.last > 1GB, notify: log }
`,
  );
  const environment = { ROOM: SECRET };
  const database = join(folder, 'soakd.db');
  const { code, stdout, stderr } = await soakd(['alerts', 'test', plan], { database, environment });
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^notifier +arrived +took +alerts\n/);
  assert.match(stdout, /^the log +yes .* files, memory$/m);
  assert.match(stdout, new RegExp(`^webhook http://127.0.0.1:${hook.port} \\(signed\\) +yes .* files$`, 'm'));
  assert.match(stdout, /^command \.\/page\.sh +yes .* files$/m);
  assert.match(stdout, /\n3 of 3 notifiers were reached\n$/);
  assert.match(stderr, /a test of files: fds\.last > 9: nothing is wrong/);
  assert.equal(hook.received.length, 1);
  const [received] = hook.received;
  assert.equal(received?.path, `/hook/${SECRET}`);
  const body = JSON.parse(received?.body ?? '');
  assert.deepEqual([body.status, body.alert.name, body.alert.limit], ['test', 'files', 9]);
  assert.match(String(received?.headers['webhook-signature']), /^v1,/);
  assert.equal(JSON.parse(readFileSync(join(folder, 'paged'), 'utf8')).status, 'test');
  assert.doesNotMatch(stdout + stderr, new RegExp(SECRET));
});

test('what did not arrive is said with its reason, and is exit code 1', async (context) => {
  const hook = await openHook(context, (response) => response.writeHead(403).end());
  const folder = temporaryFolder(context);
  const plan = join(folder, 'plan.yaml');
  writeFileSync(
    plan,
    `name: api
duration: 1h
target: { name: api, pid: 1 }
alerts:
  - { rule: fds.last > 9, notify: [{ webhook: "${hook.url}" }, { webhook: "http://127.0.0.1:${await freePort()}/" }, { command: [./nowhere] }] }
`,
  );
  const database = join(folder, 'soakd.db');
  const { code, stdout } = await soakd(['alerts', 'test', plan, '--json'], { database });
  assert.equal(code, 1);
  const { version, notifiers } = JSON.parse(stdout);
  assert.equal(version, 1);
  assert.deepEqual(
    notifiers.map(({ arrived, why }: { arrived: boolean; why: string }) => [arrived, why]),
    [
      [false, 'answered 403'],
      [false, 'nobody listens there (ECONNREFUSED)'],
      [false, 'cannot be started: there is no such program (ENOENT)'],
    ],
  );
  const missing = await soakd(['alerts', 'test', plan, '--set', 'alerts.0.notify=log'], { database });
  assert.equal(missing.code, 0, missing.stderr);
});

test('what it cannot test is invalid input', async (context) => {
  const folder = temporaryFolder(context);
  const plan = join(folder, 'plan.yaml');
  writeFileSync(plan, 'name: api\nduration: 1h\ntarget: { name: api, pid: 1 }\n');
  const database = join(folder, 'soakd.db');
  const none = await soakd(['alerts', 'test', plan], { database });
  assert.deepEqual([none.code, none.stdout], [2, '']);
  assert.match(none.stderr, /has no alerts/);
  assert.equal((await soakd(['alerts'], { database })).code, 2);
  writeFileSync(
    plan,
    `name: api\nduration: 1h\ntarget: { name: api, pid: 1 }\nalerts: [{ rule: fds.last > 9, notify: { webhook: "\${env:NOT_SET_HERE}" } }]\n`,
  );
  const unset = await soakd(['alerts', 'test', plan], { database });
  assert.equal(unset.code, 2);
  assert.match(unset.stderr, /the variable NOT_SET_HERE is not set/);
});
