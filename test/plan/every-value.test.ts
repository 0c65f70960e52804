/** Each value of each example plan, one at a time, as something that does not belong there. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Pair, parseDocument, visit } from 'yaml';
import { checkPlan } from '../../src/plan/parse.ts';

const folder = fileURLToPath(new URL('../../config', import.meta.url));
const ODD_VALUES = [null, 5, 'x', [], {}, [null]];

/** The text with the value of its `index`th key replaced; null: it has no such key. */
function replaced(text: string, index: number, value: unknown): string | null {
  const document = parseDocument(text);
  let seen = 0;
  let found: Pair | null = null;
  visit(document, {
    Pair(_, pair) {
      if (seen++ === index) found = pair;
    },
  });
  if (found === null) return null;
  (found as Pair).value = document.createNode(value);
  return String(document);
}

for (const file of globSync('**/*.yaml', { cwd: folder }).filter((name) => name !== 'soakd.yaml')) {
  test(`whatever stands in the place of a value of ${file}, it is read or its place is told`, () => {
    const path = join(folder, file);
    const text = readFileSync(path, 'utf8');
    let told = 0;
    for (const value of ODD_VALUES)
      for (let index = 0; ; index += 1) {
        const changed = replaced(text, index, value);
        if (changed === null) break;
        const read = checkPlan(changed, { file: path });
        if ('plan' in read) continue;
        told += 1;
        assert.ok(read.problems.length > 0);
        for (const { place, message } of read.problems)
          assert.ok(place.kind === 'file' && place.line > 0 && message !== '', message);
      }
    assert.ok(told > 20, `${told} told`);
  });
}
