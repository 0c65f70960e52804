/** The example plan of each kind of operation, and of what fills operations in, run for real for some seconds. */
import assert from 'node:assert/strict';
import { cpSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { freePort } from '../fixture/port.ts';
import { reportOf, soakd, temporaryFolder } from '../fixture/soakd.ts';

const examples = fileURLToPath(new URL('../../config/examples', import.meta.url));

/** Plan → the ports it names. */
const plans: Readonly<Record<string, readonly number[]>> = {
  exec: [7394],
  'redis-rows': [7381],
  filter: [7382],
  stdio: [7395],
  module: [7389],
  flow: [7388],
  command: [7387],
  ws: [7396],
  shop: [7386],
  'tcp-script': [7397],
};

for (const [plan, ports] of Object.entries(plans)) {
  test(`config/examples/${plan}.yaml does what it says`, async (context) => {
    const folder = temporaryFolder(context);
    cpSync(examples, folder, { recursive: true });
    const file = join(folder, `${plan}.yaml`);
    // On ports of their own: someone may be running the examples beside the tests.
    const configured = [file, ...globSync(join(folder, '**/*.conf'))];
    for (const port of ports) {
      const free = String(await freePort());
      for (const each of configured) {
        const text = readFileSync(each, 'utf8').replaceAll(String(port), free);
        writeFileSync(each, text.replaceAll('/tmp/soakd-example-', `${folder}/`));
      }
    }
    const finished = await soakd(['run', file, '--for', '5s', '--json'], {
      database: join(folder, 'soakd.db'),
    });
    const { run, load } = reportOf(finished);
    assert.equal(run.state, 'completed', finished.stderr);
    assert.deepEqual(load?.failures, {});
    for (const { name, ok } of load?.byOperation ?? []) assert.ok(ok > 0, `${name}: ${ok} ended well`);
  });
}
