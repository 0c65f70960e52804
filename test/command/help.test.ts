import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';

const folder = new URL('../../src/command/', import.meta.url);
/** No terminal that people read help in is narrower than 80; most are 120 or wider. */
const MOST_COLUMNS = 120;

test('no line of any help is wider than a usual terminal', async () => {
  let verbs = 0;
  for (const file of readdirSync(folder)) {
    const exported: unknown = await import(new URL(file, folder).href);
    for (const one of Object.values(Object(exported))) {
      const usage: unknown = Object(one).usage;
      if (typeof usage !== 'string') continue;
      verbs += 1;
      const wide = usage.split('\n').filter((line) => line.length > MOST_COLUMNS);
      assert.deepEqual(wide, [], file);
    }
  }
  assert.ok(verbs > 20, `${verbs} verbs`);
});
