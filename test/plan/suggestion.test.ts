/** What a problem suggests, put in place: by each example plan with one slip at a time. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Document, isScalar, type Pair, parseDocument, type Scalar, visit } from 'yaml';
import type { Problem } from '../../src/plan/document/problem.ts';
import { checkPlan } from '../../src/plan/parse.ts';

const folder = fileURLToPath(new URL('../../config', import.meta.url));

const SLIPS: readonly ((text: string) => string)[] = [
  (text) => text.slice(0, -1),
  (text) => text.slice(1),
  (text) => `${text}s`,
  (text) => text.toUpperCase(),
  (text) => text.replace(/(\d)[A-Za-z%/].*$/, '$1'),
  (text) => text.replace(/\.(\w+) [<>]/, ' <'),
  (text) => text.replace(/ [<>]=? .*/, ' == 0'),
  (text) => text.replace(/ [<>]=? .*/, ' > -5'),
  (text) => text.replace(/\$\{(\w)/, '${x$1'),
];

/** All kinds of targets, loads, operations, faults, alerts and rules are in these. */
const PLANS = [
  'overnight.yaml',
  'examples/own-service.yaml',
  'examples/redis-leak.yaml',
  'examples/flow.yaml',
  'examples/ws.yaml',
  'examples/filter.yaml',
  'examples/load/search.yaml',
  'examples/load/burst.yaml',
  'examples/faults/crash.yaml',
  'examples/faults/hurt-files.yaml',
];

/** The unit that is missing is anyone's guess, and the plan's other times may not allow for it. */
const OF_OTHER_TIMES = /no more than for and jitter|less than the duration|longer than the soak/;

/** Keys and texts, in their order. */
function slipped(text: string, index: number, slip: (written: string) => string): Document | null {
  const document = parseDocument(text);
  const places: Scalar[] = [];
  visit(document, {
    Scalar(_, scalar) {
      if (typeof scalar.value === 'string' || typeof scalar.value === 'number') places.push(scalar);
    },
  });
  const scalar = places[index];
  if (scalar === undefined) return null;
  scalar.value = slip(String(scalar.value));
  return document;
}

function partsOf(path: string): (string | number)[] {
  return path.split(/\.|(?=\[)/).map((part) => (part.startsWith('[') ? Number(part.slice(1, -1)) : part));
}

/** Of the mapping around a key, since there others may stand beside it; of the value itself. */
function placeOf({ path, message }: Problem): string {
  return message.startsWith('unknown key') ? path.replace(/\.?[^.]*$/, '') : path;
}

/** What it suggests, in place; null: it suggests nothing. */
function mended(text: string, { path, message }: Problem): string | null {
  const document = parseDocument(text);
  const parts = partsOf(path);
  const [, template, filled] = /unknown template (\$\{.*\}); did you mean (\$\{.*\})\?$/.exec(message) ?? [];
  if (template !== undefined && filled !== undefined) {
    document.setIn(
      parts,
      String(document.getIn(parts)).replace(template, () => filled),
    );
    return String(document);
  }
  const suggested = /did you mean "(.*)"\?$/.exec(message)?.[1];
  if (suggested === undefined) return null;
  if (message.startsWith('unknown key')) {
    visit(document, {
      Pair(_, pair: Pair, ancestors) {
        const isMeant = isScalar(pair.key) && pair.key.value === parts.at(-1);
        const holder = parts.length === 1 ? document.contents : document.getIn(parts.slice(0, -1), true);
        if (isMeant && ancestors.at(-1) === holder) (pair.key as Scalar).value = suggested;
      },
    });
  } else document.setIn(parts, suggested);
  return String(document);
}

for (const file of PLANS) {
  test(`what is suggested for a slip in ${file} is accepted in its place`, () => {
    const path = join(folder, file);
    const text = readFileSync(path, 'utf8');
    let suggestions = 0;
    for (const slip of SLIPS)
      for (let index = 0; ; index += 1) {
        const document = slipped(text, index, slip);
        if (document === null) break;
        const bad = String(document);
        const read = checkPlan(bad, { file: path });
        if ('plan' in read) continue;
        for (const problem of read.problems) {
          const better = mended(bad, problem);
          if (better === null) continue;
          suggestions += 1;
          const again = checkPlan(better, { file: path });
          const left = 'plan' in again ? [] : again.problems;
          const isNew = ({ path: at, message }: Problem): boolean =>
            !read.problems.some((known) => known.path === at && known.message === message);
          const refused = left.filter(
            (one) => isNew(one) && one.path.startsWith(placeOf(problem)) && !OF_OTHER_TIMES.test(one.message),
          );
          const what = `${problem.path}: ${problem.message}`;
          assert.deepEqual(refused, [], what);
          assert.ok(!left.some((one) => `${one.path}: ${one.message}` === what), what);
        }
      }
    assert.ok(suggestions > 20, `${suggestions} suggestions`);
  });
}
