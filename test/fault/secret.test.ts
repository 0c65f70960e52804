import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { globSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { controlClient } from '../../src/control/client.ts';
import { startDaemon, startSoak } from '../fixture/daemon.ts';
import { follow } from '../fixture/follow.ts';
import { freePort } from '../fixture/port.ts';
import { soakd, startSoakd, temporaryFolder, untilSays } from '../fixture/soakd.ts';

const service = fileURLToPath(new URL('../fixture/program/echoing-service.ts', import.meta.url));

/** Where a plan and the daemon's configuration may have secrets. */
const PLACES = ['environment', 'header', 'address', 'body', 'tcp', 'metrics'] as const;
type Place = (typeof PLACES)[number];

/** A secret for each place, as variables and as files of a folder of their own. */
class Canaries {
  readonly folder: string;
  readonly environment: Record<string, string> = {};
  readonly #cores = new Map<Place, string>();

  constructor(context: TestContext) {
    this.folder = temporaryFolder(context);
    for (const place of PLACES) {
      const core = `canary${randomBytes(12).toString('hex')}`;
      this.#cores.set(place, core);
      // Some of it is spelt differently in an address, in JSON and in bytes.
      const secret = `${core}/+&="ü`;
      this.environment[`CANARY_${place.toUpperCase()}`] = secret;
      writeFileSync(join(this.folder, place), `${secret}\n`);
    }
  }

  /** What is said with a secret in it, as the service tells it. */
  digest(place: Place, say: (secret: string) => string): string {
    const secret = this.environment[`CANARY_${place.toUpperCase()}`] ?? '';
    return createHash('sha256').update(say(secret)).digest('hex');
  }

  env(place: Place): string {
    return `\${env:CANARY_${place.toUpperCase()}}`;
  }

  file(place: Place): string {
    return `\${file:${join(this.folder, place)}}`;
  }

  /** Those that got out, plainly or as base64 at any offset. */
  in(bytes: Buffer | string): Place[] {
    const haystack = Buffer.from(bytes);
    return PLACES.filter((place) => {
      const core = this.#cores.get(place) ?? '';
      // Of three bytes that base64 takes together the first ones may be another's.
      const encoded = ['', 'x', 'xx'].map((before) =>
        Buffer.from(before + core)
          .toString('base64')
          .slice(4, -8),
      );
      return [core, ...encoded].some((needle) => haystack.includes(needle));
    });
  }

  inFilesOf(folder: string): string[] {
    return globSync('**', { cwd: folder })
      .filter((name) => statSync(join(folder, name)).isFile())
      .flatMap((name) => this.in(readFileSync(join(folder, name))).map((place) => `${place} in ${name}`));
  }

  /** Every user of the machine sees them. */
  inCommandLines(): Place[] {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return pids.flatMap((pid) => {
      try {
        return this.in(readFileSync(`/proc/${pid}/cmdline`));
      } catch {
        return [];
      }
    });
  }
}

async function planWith(canaries: Canaries, port: number, duration: string): Promise<string> {
  const closed = await freePort();
  const url = `http://127.0.0.1:${port}`;
  return `name: discreet
duration: ${duration}
warmup: 0s
target:
  name: service
  restart: always
  start:
    command: [${JSON.stringify(process.execPath)}, ${JSON.stringify(service)}, "${port}"]
    environment: { TOKEN: '${canaries.env('environment')}' }
    ready: { http: "${url}/", within: 60s }
sample: { every: 100ms }
load:
  rate: 40/s
  operations:
    - { name: header, http: { get: "${url}/", headers: { Authorization: 'Bearer ${canaries.env('header')}', Cookie: 'sid=${canaries.file('header')}' } }, expect: { contains: nothing-of-the-kind } }
    - { name: address, http: { get: '${url}/fail?token=${canaries.file('address')}' } }
    - { name: body, http: { post: "${url}/fail", json: { key: '${canaries.env('body')}' } } }
    - { name: tcp, tcp: { connect: "127.0.0.1:${closed}", send: '${canaries.env('tcp')}' }, expect: { line: "^[+]OK" } }
criteria: [success >= 99%]
`;
}

/** The same plan, with a target that tells its secret and ends. */
function refuses(plan: string, name: string): string {
  return plan
    .replace('name: discreet', `name: ${name}`)
    .replace(/(command: \[.*)\]/, '$1, refuse]')
    .replace('restart: always', 'restart: never');
}

function fetchText(port: number, path: string, headers: Record<string, string> = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ port, path, headers }, (response) => resolve(text(response))).once('error', reject);
  });
}

test('a foreground run shows its secrets nowhere: not to its user, its database, its logs, its socket or ps', async (t) => {
  const canaries = new Canaries(t);
  const folder = temporaryFolder(t);
  const runtime = join(folder, 'runtime');
  mkdirSync(runtime, { mode: 0o700 });
  const database = join(folder, 'soakd.db');
  const plan = join(folder, 'plan.yaml');
  const port = await freePort();
  writeFileSync(plan, await planWith(canaries, port, '5s'));
  const environment = { ...canaries.environment, XDG_RUNTIME_DIR: runtime };

  const checked = await soakd(['check', plan], { database, environment });
  assert.equal(checked.code, 0, checked.stderr);

  const running = startSoakd(['run', plan, '--json'], { database, environment });
  await untilSays(running, /soak /);
  const [socket] = globSync('**/*.sock', { cwd: runtime });
  assert.ok(socket !== undefined, 'a foreground run has a socket');
  const client = controlClient(join(runtime, socket));
  const news = await follow(join(runtime, socket));
  const { runs } = await client.overview();
  const id = runs[0]?.run ?? '';
  await news.loaded(id);
  const heard: unknown = JSON.parse(await fetchText(port, '/heard'));
  const sent = [
    canaries.digest('environment', String),
    canaries.digest('header', (secret) => `Bearer ${secret}`),
    canaries.digest('address', String),
    canaries.digest('body', (key) => JSON.stringify({ key })),
  ];
  assert.ok(Array.isArray(heard) && sent.every((digest) => heard.includes(digest)), 'all were sent');
  const overview = JSON.stringify(await client.overview());
  const status = await soakd(['status', '--json'], { database, environment });
  assert.deepEqual(canaries.inCommandLines(), []);
  const { code, stdout, stderr } = await running.finished;
  assert.equal(code, 10, stderr);
  const { load } = JSON.parse(stdout);
  assert.ok(load.failures['status-500'] > 0);
  const samples: { operation: string; sent: string | null }[] = load.failureSamples;
  for (const name of ['header', 'address', 'body', 'tcp']) {
    const sample = samples.find(({ operation }) => operation === name);
    assert.match(sample?.sent ?? '', /\*\*\*/, `${name} is logged without its secret`);
  }

  const asked = await Promise.all(
    [
      ['report'],
      ['report', '--format', 'json'],
      ['runs'],
      ['trends', '--json'],
      ['query', 'SELECT * FROM runs', '--csv'],
    ].map((args) => soakd(args, { database, environment })),
  );
  const shown = { checked, status, overview, run: stdout, progress: stderr, news: news.messages, asked };
  for (const [what, value] of Object.entries(shown))
    assert.deepEqual(canaries.in(JSON.stringify(value)), [], what);
  assert.deepEqual(canaries.inFilesOf(folder), []);
});

test('a target that tells its secret as it fails to start does not tell it through soakd', async (t) => {
  const canaries = new Canaries(t);
  const folder = temporaryFolder(t);
  const database = join(folder, 'soakd.db');
  const plan = join(folder, 'plan.yaml');
  writeFileSync(plan, refuses(await planWith(canaries, await freePort(), '5s'), 'refusing'));
  const { code, stdout, stderr } = await soakd(['run', plan], {
    database,
    environment: canaries.environment,
  });
  assert.notEqual(code, 0);
  assert.match(stderr, /cannot start with TOKEN=\*\*\*/);
  assert.deepEqual(canaries.in(stdout + stderr), []);
  // Its own log is its own words.
  const found = canaries.inFilesOf(folder);
  assert.deepEqual(
    found.filter((leak) => !leak.endsWith('/service.log')),
    [],
  );
});

test('a daemon shows no secret of its plans or its configuration: not in its log, socket, figures or database', async (t) => {
  const canaries = new Canaries(t);
  const port = await freePort();
  const token = canaries.environment['CANARY_METRICS'] ?? '';
  const daemon = await startDaemon(t, {
    config: `metrics: { listen: "127.0.0.1:${port}", token: '${canaries.file('metrics')}' }\nlog: { level: debug }\n`,
    environment: canaries.environment,
  });
  const news = await follow(daemon.socket);
  const run = await startSoak(daemon, await planWith(canaries, await freePort(), '1h'));
  await news.loaded(run);
  const refusing = refuses(await planWith(canaries, await freePort(), '1h'), 'refusing');
  await daemon.client.start({
    file: join(daemon.folder, 'x.yaml'),
    text: refusing,
    overrides: [],
    durationMs: null,
  });
  await daemon.says(/error refusing failed: .*TOKEN=\*\*\*/);
  const overview = JSON.stringify(await daemon.client.overview());
  const figures = await fetchText(port, '/metrics', {
    authorization: `Bearer ${Buffer.from(token).toString('latin1')}`,
  });
  assert.deepEqual(canaries.inCommandLines(), []);
  daemon.child.kill('SIGHUP');
  await daemon.says(/reloaded/);
  daemon.child.kill('SIGTERM');
  assert.equal(await daemon.ended, 0, daemon.said());
  assert.match(figures, /^soakd_/m);
  const shown = { log: daemon.said(), overview, figures, news: JSON.stringify(news.messages) };
  for (const [what, said] of Object.entries(shown)) assert.deepEqual(canaries.in(said), [], what);
  const found = canaries.inFilesOf(daemon.folder);
  assert.deepEqual(
    found.filter((leak) => !leak.endsWith('/service.log')),
    [],
  );
});
