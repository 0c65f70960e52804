/** Runs that remember what was asked of them, behind a real control socket in a folder of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { controlClient } from '../../src/control/client.ts';
import type { Controlled, News, Overview } from '../../src/control/controlled.ts';
import type { Limits } from '../../src/control/limits.ts';
import { openControl } from '../../src/control/server.ts';
import { FOR_ME_ALONE } from '../../src/control/socket-access.ts';
import type { SoakStatus } from '../../src/control/status.ts';
import { SoakdError } from '../../src/error.ts';

export function runStatus(run: string, name: string, changes: Partial<SoakStatus> = {}): SoakStatus {
  return {
    run,
    name,
    phase: 'soak',
    paused: false,
    observedMs: 133_400,
    leftMs: 166_600,
    load: { offered: 300, achieved: 299, failed: 1, p95Ms: 1.234 },
    targets: [{ name: 'redis', alive: true, rssBytes: 47_290_000, fds: 12 }],
    criteria: { pass: 4, fail: 1, inconclusive: 0 },
    ...changes,
  };
}

export class ControlledRuns implements Controlled {
  /** Newest first. */
  runs: SoakStatus[] = [runStatus('k7m2q9xd', 'nightly'), runStatus('abcdwxyz', 'hourly')];
  readonly asked: string[] = [];
  /** What the next request meets instead of being done. */
  trouble: Error | null = null;
  /** Resolves a `stop`; null: at once. */
  stopping: Promise<void> | null = null;
  readonly #listeners = new Set<(news: News) => void>();

  get listeners(): number {
    return this.#listeners.size;
  }

  overview(): Overview {
    return {
      version: 1,
      soakd: {
        version: '0.0.0',
        kind: 'daemon',
        pid: process.pid,
        database: '/nowhere/soakd.db',
        startedAt: '2026-11-20T22:00:00.000Z',
        degraded: null,
      },
      runs: this.runs,
      schedules: [],
    };
  }

  async start({ file, text, overrides, durationMs }: Parameters<Controlled['start']>[0]) {
    this.#ask(`start ${file} ${text.length} ${overrides.join(',')} ${durationMs}`);
    return { run: 'newnewnew', name: 'fresh' };
  }

  async stop(run: string, reason: string) {
    this.#ask(`stop ${run}: ${reason}`);
    await this.stopping;
    return { run, verdict: 'pass' as const };
  }

  async pause(run: string) {
    this.#ask(`pause ${run}`);
  }

  async resume(run: string) {
    this.#ask(`resume ${run}`);
  }

  async note(run: string, text: string) {
    this.#ask(`note ${run}: ${text}`);
  }

  listen(listener: (news: News) => void, signal: AbortSignal): void {
    this.#listeners.add(listener);
    signal.addEventListener('abort', () => this.#listeners.delete(listener));
  }

  tell(news: News): void {
    for (const listener of this.#listeners) listener(news);
  }

  #ask(what: string): void {
    const { trouble } = this;
    this.trouble = null;
    if (trouble !== null) throw trouble;
    this.asked.push(what);
  }
}

export const alreadyPaused = new SoakdError('the run is paused already', { hint: 'soakd resume goes on.' });

/** With the troubles it told of. */
export async function controlSocket(context: TestContext, limits: Partial<Limits> = {}) {
  const controlled = new ControlledRuns();
  const troubles: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'soakd-control-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const server = await openControl({
    controlled,
    socket: join(folder, 'soakd.sock'),
    access: FOR_ME_ALONE,
    onTrouble: (message) => troubles.push(message),
    limits,
  });
  context.after(() => server.close());
  return { controlled, server, socket: server.socket, troubles, client: controlClient(server.socket) };
}
