/** Starts the WebSocket server as a process of its own, for the length of a test. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

export const PUB_SUB_PROGRAM = fileURLToPath(new URL('./server.ts', import.meta.url));

/** What the server knows of itself and of what it did on purpose. */
export interface Truth {
  readonly opened: number;
  readonly open: number;
  readonly subscriptions: number;
  readonly published: number;
  readonly delivered: number;
  readonly dropped: number;
  readonly duplicated: number;
  readonly reordered: number;
  readonly corrupted: number;
  readonly rssBytes: number;
}

export interface PubSub {
  readonly port: number;
  truth(): Promise<Truth>;
}

/** `misdeeds` as the server's own flags: `--drop`, `0.1`. */
export async function startPubSub(t: TestContext, misdeeds: readonly string[] = []): Promise<PubSub> {
  const child = spawn(process.execPath, [PUB_SUB_PROGRAM, ...misdeeds], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  const [text] = await once(child.stdout, 'data');
  const port = Number(String(text).trim());
  return {
    port,
    truth: async () => (await fetch(`http://127.0.0.1:${port}/truth`)).json() as Promise<Truth>,
  };
}
