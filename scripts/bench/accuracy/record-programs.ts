/**
 * The leaky programs of test/accuracy/plans, each with its own account of what it keeps: how the truth about a recording is
 * found without looking at the recording.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ask, fetchText } from './record-drive.ts';

export interface Program {
  readonly command: (port: number, folder: string) => string[];
  /** What makes it count: this costs memory of its own. */
  readonly counting?: { readonly environment: Record<string, string> };
  /** Beside the program itself, between it and the load. */
  readonly bridge?: (port: number, programPort: number) => string[];
  /** What one operation sends: an HTTP path, or text over TCP that is answered by one line. */
  readonly operation: (index: number) => string;
  readonly over: 'http' | 'tcp';
  /** Operations on the leaky twin in the 90 minutes of the recording: tables that double do so as often here. */
  readonly operations: number;
  /** Its operations take longer and longer. */
  readonly slows?: true;
  /** Bytes that it keeps. */
  readonly account: (port: number, pid: number) => Promise<number>;
  /** The account has the bytes that were asked for, without what the allocator adds to each: the resident growth is the truth. */
  readonly asked?: true;
  /** In words: where the account comes from. */
  readonly by: string;
}

const SYSTEM = fileURLToPath(new URL('../../../test/system/', import.meta.url));
const SECONDS = 5400;
/** V8 gives the memory of dead Buffers back in a thread of its own after the collection. */
const SWEPT_MS = 3000;

const itemPath = (index: number): string => `/item/${(index * 7919) % 1000}`;

function nodeProgram(program: string, perSecond: number, flags: readonly string[] = []): Program {
  return {
    command: (port) => ['node', ...flags, `${SYSTEM}node/${program}.ts`, '--port', `${port}`, '--leak'],
    counting: { environment: { NODE_OPTIONS: '--expose-gc' } },
    operation: itemPath,
    over: 'http',
    operations: perSecond * SECONDS,
    account: async (port) => {
      await fetchText(port, '/account');
      await sleep(SWEPT_MS);
      const { heapUsed, external } = JSON.parse(await fetchText(port, '/account'));
      return heapUsed + external;
    },
    by: 'process.memoryUsage(): heapUsed + external after gc()',
  };
}

export const programs: Readonly<Record<string, Program>> = {
  redis: {
    command: (port) => [
      'redis-server',
      '--port',
      `${port}`,
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
    ],
    operation: (index) => `SET item:${2 * index} ${'x'.repeat(100)}\r\n`,
    over: 'tcp',
    operations: 50 * SECONDS,
    account: async (port) =>
      figure(await ask(port, 'INFO memory\r\n', /mem_cluster_links/), /used_memory:(\d+)/),
    by: 'INFO memory: used_memory',
  },
  nginx: {
    command: leakyNginx,
    operation: (index) => `/page/${(index * 7919) % 1000}`,
    over: 'http',
    operations: 50 * SECONDS,
    account: async (port) => Number(await fetchText(port, '/account')),
    asked: true,
    by: 'collectgarbage("count") after a full collection',
  },
  python: {
    command: (port) => ['/usr/bin/python3', `${SYSTEM}python/service.py`, `${port}`, '--leak'],
    counting: { environment: { PYTHONTRACEMALLOC: '1' } },
    operation: itemPath,
    over: 'http',
    operations: 20 * SECONDS,
    account: async (port) => JSON.parse(await fetchText(port, '/account')).traced,
    asked: true,
    by: 'tracemalloc.get_traced_memory() after gc.collect()',
  },
  'node-plain': nodeProgram('plain', 50),
  'node-sawtooth': nodeProgram('sawtooth', 20, ['--max-old-space-size=1024', '--max-semi-space-size=64']),
  memcached: {
    command: (port) => [
      'memcached',
      '-u',
      'nobody',
      '-l',
      '127.0.0.1',
      '-p',
      `${port}`,
      '-U',
      '0',
      '-m',
      '4096',
    ],
    operation: (index) => `set k${2 * index} 0 0 200\r\n${'x'.repeat(200)}\r\n`,
    over: 'tcp',
    operations: 50 * SECONDS,
    account: async (port) => figure(await ask(port, 'stats slabs\r\n', /END\r\n$/), /total_malloced (\d+)/),
    by: 'stats slabs: total_malloced',
  },
  postgresql: {
    command: (port) => ['bash', `${SYSTEM}postgresql/start.sh`, `${port}`],
    bridge: (port, programPort) => [
      'node',
      `${SYSTEM}postgresql/bridge.ts`,
      `${port}`,
      `${programPort}`,
      `${programPort}`,
    ],
    operation: (index) => (index % 6 === 0 ? '/leaky/prepare' : '/leaky'),
    over: 'http',
    operations: 12 * SECONDS,
    account: async (port) => Number((await fetchText(port, '/leaky/account')).split('|')[0]),
    by: 'pg_backend_memory_contexts: sum(total_bytes)',
  },
  jvm: {
    command: (port) => [
      'java',
      '-Xmx256m',
      '-XX:+UseSerialGC',
      `${SYSTEM}jvm/Service.java`,
      `${port}`,
      '--leak',
    ],
    operation: itemPath,
    over: 'http',
    operations: 40 * SECONDS,
    account: async (_port, pid) => {
      execFileSync('jcmd', [`${pid}`, 'GC.run']);
      const heap = execFileSync('jcmd', [`${pid}`, 'GC.heap_info'], { encoding: 'utf8' });
      const generations = heap.matchAll(/(?:new|tenured) generation\s+total \d+K, used (\d+)K/g);
      return Array.from(generations).reduce((sum, [, kib]) => sum + 1024 * Number(kib), 0);
    },
    by: 'GC.heap_info after a full collection',
  },
  'node-lru': nodeProgram('lru', 20),
  'node-buffers': nodeProgram('buffers', 20),
  'node-files': nodeProgram('files', 20),
  'node-scan': { ...nodeProgram('scan', 20), slows: true },
  'node-listeners': nodeProgram('listeners', 15),
};

/** The leaky nginx of the recording on another port, with one worker: there is one Lua state to ask. */
function leakyNginx(port: number, folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  const text = readFileSync(`${SYSTEM}nginx/leaky.conf`, 'utf8')
    .replace('worker_processes 2', 'worker_processes 1')
    .replaceAll('17322', `${port}`)
    .replaceAll('/tmp/soakd-record/nginx-leaky', join(folder, 'nginx'));
  writeFileSync(join(folder, 'nginx.conf'), text);
  return ['/usr/sbin/nginx', '-p', folder, '-c', 'nginx.conf', '-e', 'stderr'];
}

function figure(text: string, pattern: RegExp): number {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`expected ${pattern} in ${text.slice(0, 200)}`);
  return Number(found);
}
