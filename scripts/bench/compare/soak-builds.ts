/**
 * Soaks builds by the real soakd, all into one database, build after build as a team's nights are. Several at a time, each
 * in a network namespace of its own, so that all of them have the same plan, port and all.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Build } from './build.ts';

const PORT = 7711;
const service = fileURLToPath(new URL('service.ts', import.meta.url));
const soakd = fileURLToPath(new URL('../../soakd', import.meta.url));

const PLAN = `name: compared
duration: 60s
warmup: 5s
target:
  name: shop
  start:
    command: ${JSON.stringify([process.execPath, service, String(PORT)])}
    ready: { http: "http://127.0.0.1:${PORT}/health", within: 30s }
sample: { every: 1s }
load:
  rate: 100/s
  connections: 20
  timeout: 5s
  operations:
    - { name: read, http: { get: "http://127.0.0.1:${PORT}/item/\${integer(50000)}" } }
criteria:
  - anon.max < 1GB
  - success >= 99%
`;

export interface Soaks {
  /** In this order. */
  readonly queue: readonly Build[];
  readonly lanes: number;
  readonly database: string;
}

/** Which run is which build is in a file beside the database, a line each. */
export function buildsFile(database: string): string {
  return `${database}.builds`;
}

export async function soakBuilds({ queue, lanes, database }: Soaks): Promise<void> {
  const plan = `${database}.plan.yaml`;
  writeFileSync(plan, PLAN);
  const rest = [...queue];
  const lane = async (): Promise<void> => {
    for (let build = rest.shift(); build !== undefined; build = rest.shift()) {
      const id = await soak(build, plan, database);
      appendFileSync(buildsFile(database), `${id} ${build.name}\n`);
      process.stderr.write(`${new Date().toISOString()} ${build.name} ${id}, ${rest.length} left\n`);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

async function soak(build: Build, plan: string, database: string): Promise<string> {
  const namespace = ['--net', ...(process.getuid?.() === 0 ? [] : ['--map-root-user'])];
  const script = 'ip link set lo up && exec "$@"';
  const run = [soakd, 'run', plan, '--db', database, '--json'];
  const child = spawn('unshare', [...namespace, 'sh', '-c', script, 'sh', ...run], {
    env: { ...process.env, ...build.environment },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [printed] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return JSON.parse(printed).run.id;
}
