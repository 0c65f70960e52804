import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../src', import.meta.url));

/** Lower layers first; folders of one layer do not know each other. The table of src/README.md. */
const layers: readonly (readonly string[])[] = [
  [
    'error.ts',
    'clock.ts',
    'hash.ts',
    'sibling.ts',
    'collect-garbage.ts',
    'foreign-program.ts',
    'columns.ts',
    'nearest.ts',
  ],
  ['trend', 'plan', 'proc', 'csv', 'log'],
  ['verdict', 'target', 'sample', 'load', 'fault', 'store', 'schedule', 'alert', 'snapshot'],
  ['analysis', 'measurements', 'selftest', 'control', 'retention', 'machine'],
  ['comparison'],
  ['soak', 'report'],
  ['daemon', 'screen'],
  ['command'],
  ['main.ts'],
];

/** Programs that run as processes of their own. */
const standalone = ['demo'];

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

function place(file: string): string {
  return relative(source, file).split('/')[0] ?? '';
}

function layerOf(name: string): number {
  return layers.findIndex((layer) => layer.includes(name));
}

function readImports(): Import[] {
  const pattern =
    /^(?:import|export)\s+(type\s)?[^;]*?from\s+'(\.[^']+)'|import\('(\.[^']+)'\)|siblingModule\('(\.[^']+)'/gm;
  return globSync('**/*.ts', { cwd: source }).flatMap((file) => {
    const path = join(source, file);
    return [...readFileSync(path, 'utf8').matchAll(pattern)].map((match) => ({
      from: path,
      to: join(dirname(path), match[2] ?? match[3] ?? match[4] ?? ''),
      typeOnly: match[1] !== undefined,
    }));
  });
}

const imports = readImports();

test('the imports of src/ are found', () => {
  assert.ok(imports.length > 100, `only ${imports.length} imports were found: the pattern no longer fits`);
});

test('every folder of src/ has its place in the table', () => {
  const places = new Set(globSync('**/*.ts', { cwd: source }).map((file) => place(join(source, file))));
  for (const name of places)
    assert.ok(layerOf(name) >= 0 || standalone.includes(name), `src/${name} has no layer`);
});

test('imports run downward only, and folders of one layer do not know each other', () => {
  const wrong = imports
    .filter(({ from, to }) => place(from) !== place(to))
    .filter(({ from, to }) => standalone.includes(place(from)) || layerOf(place(to)) >= layerOf(place(from)))
    .map(({ from, to }) => `${relative(source, from)} imports ${relative(source, to)}`);
  assert.deepEqual(wrong, []);
});

test('trend/ knows nobody, and demo/ imports nothing of soakd', () => {
  const wrong = imports
    .filter(({ from, to }) => ['trend', 'demo'].includes(place(from)) && place(to) !== place(from))
    .map(({ from, to }) => `${relative(source, from)} imports ${relative(source, to)}`);
  assert.deepEqual(wrong, []);
});

test('report/ reads the store and never writes it', () => {
  const wrong = imports
    .filter(({ from, to }) => place(from) === 'report' && place(to) === 'store' && !to.endsWith('reader.ts'))
    .filter(({ typeOnly }) => !typeOnly)
    .map(({ from, to }) => `${relative(source, from)} imports ${relative(source, to)}`);
  assert.deepEqual(wrong, []);
});

test('analyze starts cheaply: it loads no store and no package but the one for statistics', () => {
  const seen = new Set([join(source, 'command/analyze.ts')]);
  // A set that grows while it is walked.
  for (const file of seen)
    for (const { from, to, typeOnly } of imports) if (from === file && !typeOnly) seen.add(to);
  const folders = new Set([...seen].map(place));
  assert.deepEqual(
    [...folders].filter((folder) => ['store', 'soak', 'load', 'sample', 'target'].includes(folder)),
    [],
  );
  const packages = [...seen].flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/^import [^;]*?from '([^.'][^']*)'/gm)].map(
      (match) => match[1] ?? '',
    ),
  );
  const outside = packages.filter((name) => !name.startsWith('node:'));
  assert.deepEqual([...new Set(outside)], ['simple-statistics']);
});

test('src/README.md shows the same table', () => {
  const readme = readFileSync(join(source, 'README.md'), 'utf8');
  for (const [number, layer] of layers.entries()) {
    const row = readme.split('\n').find((line) => new RegExp(`^\\| ${number} +\\|`).test(line)) ?? '';
    for (const name of layer)
      assert.ok(row.includes(`\`${name}`), `layer ${number} of src/README.md lacks ${name}`);
  }
});

test('only main.ts ends soakd by process.exit, and a process of its own itself', () => {
  const callers = globSync('**/*.ts', { cwd: source })
    .filter((file) => /process\.exit\(/.test(readFileSync(join(source, file), 'utf8')))
    .filter((file) => file !== 'main.ts' && !file.endsWith('-process.ts'));
  assert.deepEqual(callers, []);
});
