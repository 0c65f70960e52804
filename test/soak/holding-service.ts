/** A plan that starts a service which holds what it is asked to (fixture/program/holding-service.ts). */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { freePort } from '../fixture/port.ts';
import { temporaryFolder } from '../fixture/soakd.ts';
import { endTargets, type SoakingProcess, type SoakPlace } from './soaking-process.ts';

const service = fileURLToPath(new URL('../fixture/program/holding-service.ts', import.meta.url));

export interface Held extends SoakPlace {
  readonly folder: string;
  /** Has the service hold so much. */
  hold(what: string): Promise<void>;
}

export interface HoldingParts {
  /** Further lines of the plan. */
  readonly more: string;
  readonly sample?: string;
  readonly criteria?: string;
}

export async function holding(context: TestContext, parts: HoldingParts): Promise<Held> {
  const { more, sample = '{ every: 100ms }', criteria = '[rss.max < 10GB, coverage >= 10%]' } = parts;
  const left: { place: SoakPlace | null } = { place: null };
  // Before its folder is gone: a test that fails leaves the target of a killed soak.
  context.after(() => left.place !== null && endTargets(left.place));
  const folder = temporaryFolder(context);
  const port = await freePort();
  const plan = join(folder, 'plan.yaml');
  const command = JSON.stringify([process.execPath, service, String(port)]);
  writeFileSync(
    plan,
    `name: resumable
duration: 3m
target:
  name: service
  start: { command: ${command}, ready: { port: ${port}, within: 60s } }
  restart: always
sample: ${sample}
criteria: ${criteria}
${more}
`,
  );
  left.place = { plan, database: join(folder, 'soakd.db') };
  return {
    ...left.place,
    folder,
    async hold(what) {
      assert.match(await (await fetch(`http://127.0.0.1:${port}/${what}`)).text(), /held/);
    },
  };
}

/** Ended as a user would, with its report. */
export async function ended(soaking: SoakingProcess): Promise<void> {
  soaking.child.kill('SIGTERM');
  await soaking.end();
}
