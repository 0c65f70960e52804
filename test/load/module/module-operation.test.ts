import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { systemClock } from '../../../src/clock.ts';
import { SoakdError } from '../../../src/error.ts';
import { compileOperations } from '../../../src/load/compile.ts';
import { startLoad } from '../../../src/load/load.ts';
import { classOf, ModuleFailures } from '../../../src/load/module/module-failure.ts';
import type { CorpusPlan } from '../../../src/plan/corpus/corpus-plan.ts';
import type { ModuleOperationPlan } from '../../../src/plan/operation/process-operation-plan.ts';
import { scratchFolder } from '../program/program-operation.ts';
import { loadPlan, openModel, runGenerator, Totals } from '../run-generator.ts';

function moduleOperation(
  t: TestContext,
  source: string,
  { options = null, ...parts }: Partial<Omit<ModuleOperationPlan, 'options'>> & { options?: unknown } = {},
): ModuleOperationPlan {
  const file = join(scratchFolder(t), 'operation.ts');
  writeFileSync(file, source);
  return {
    kind: 'module',
    name: 'module',
    weight: 1,
    target: null,
    timeoutMs: 20_000,
    file,
    options: JSON.stringify(options),
    ...parts,
  };
}

test('a function is called for each arrival, with its index, the options, and random numbers of its own', async (t) => {
  const file = join(scratchFolder(t), 'seen');
  const operation = moduleOperation(
    t,
    `import { appendFileSync } from 'node:fs';
    interface Context { index: number; options: { file: string }; random(): number }
    export default (context: Context) => {
      const numbers = [context.random(), context.random()];
      appendFileSync(context.options.file, JSON.stringify([context.index, ...numbers]) + '\\n');
    };`,
    { options: { file } },
  );
  const seen = () => readFileSync(file, 'utf8').trim().split('\n').slice(-20);
  assert.equal((await runGenerator(loadPlan([operation]), 20)).ok, 20);
  const first = seen().map((line): number[] => JSON.parse(line));
  assert.deepEqual(
    first.map(([index]) => index),
    Array.from({ length: 20 }, (_, index) => index),
  );
  assert.equal(new Set(first.flatMap(([, ...numbers]) => numbers)).size, 40);
  const again = seen();
  await runGenerator(loadPlan([operation]), 20);
  assert.deepEqual(seen(), again);
});

test('setup comes before the first operation, its state goes to each, and teardown comes last', async (t) => {
  const file = join(scratchFolder(t), 'seen');
  const operation = moduleOperation(
    t,
    `import { writeFileSync } from 'node:fs';
    import { setTimeout as wait } from 'node:timers/promises';
    export default {
      async setup({ options, seed }) { await wait(300); return { file: options.file, seed, runs: 0 }; },
      async run(context, state) { await wait(1); state.runs++; },
      async teardown(state) { await wait(50); writeFileSync(state.file, JSON.stringify(state)); },
    };`,
    { options: { file } },
  );
  const totals = await runGenerator(loadPlan([operation], { seed: 9 }), 30);
  assert.deepEqual([totals.ok, totals.skipped], [30, 0]);
  assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), { file, seed: 9, runs: 30 });
});

test('what is thrown is a failure of the class of its code or name, and a refusal is blocked', async (t) => {
  const operation = moduleOperation(
    t,
    `export default ({ index }) => {
      if (index % 5 === 0) return 'blocked';
      if (index % 5 === 1) throw Object.assign(new Error('x'), { code: 'cart-empty' });
      if (index % 5 === 2) return Promise.reject(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }));
      if (index % 5 === 3) null.property;
    };`,
  );
  const totals = await runGenerator(loadPlan([operation]), 50);
  assert.deepEqual([totals.ok, totals.blocked], [10, 10]);
  assert.deepEqual(totals.failures, { 'cart-empty': 10, refused: 10, 'error-typeerror': 10 });
});

test('a call that never settles is a timeout, and is told by its signal', async (t) => {
  const file = join(scratchFolder(t), 'aborted');
  const operation = moduleOperation(
    t,
    `import { appendFileSync } from 'node:fs';
    export default ({ signal, options }) => new Promise(() => {
      signal.addEventListener('abort', () => appendFileSync(options.file, 'x'));
    });`,
    { options: { file }, timeoutMs: 300 },
  );
  assert.deepEqual((await runGenerator(loadPlan([operation]), 5)).failures, { timeout: 5 });
  assert.equal(readFileSync(file, 'utf8'), 'xxxxx');
});

test('a module that never waits leaves the loop its turns', async (t) => {
  const operation = moduleOperation(t, 'export default async () => {};');
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const model = { kind: 'closed', users: 4, thinkTimeMs: 0 } as const;
  const totals = await runGenerator(loadPlan([operation], { model }), 20_000);
  clearInterval(timer);
  assert.equal(totals.ok, 20_000);
  assert.ok(turns > 1, `${turns} turns`);
});

test('a module that blocks the loop is saturation, not the target', async (t) => {
  const operation = moduleOperation(
    t,
    'export default () => { for (const end = Date.now() + 1500; Date.now() < end; ); };',
  );
  const totals = await runGenerator(loadPlan([operation], { model: openModel(10) }), 10);
  assert.ok(totals.windows.some(({ generator }) => generator.saturated));
});

test('a module that is not there is told before the load', () => {
  const plan = {
    kind: 'module',
    name: 'pay',
    weight: 1,
    target: null,
    timeoutMs: 1,
    file: '/nowhere/pay.ts',
    options: 'null',
  } as const;
  assert.throws(
    () => compileOperations([plan], 1),
    (error) =>
      error instanceof SoakdError && /its module \/nowhere\/pay.ts does not exist/.test(error.message),
  );
});

test('a setup that fails, or a file without an operation, ends the load and says why', async (t) => {
  for (const [source, why] of [
    ['export default { setup() { throw new Error("no licence"); }, run() {} };', /no licence/],
    ['export const run = 1;', /has no operation as its default export/],
  ] as const) {
    const exits: string[] = [];
    await new Promise<void>((resolve) => {
      const load = startLoad({
        plan: loadPlan([moduleOperation(t, source)]),
        originMonotonicMs: systemClock.monotonicMs(),
        startIndex: 0,
        limitOperations: 1,
        histogramSpanMs: 1000,
        onSecond: () => {},
        onHistogram: () => {},
        onExit(said) {
          exits.push(said);
          load[Symbol.dispose]();
          resolve();
        },
        onDone: resolve,
        signal: new AbortController().signal,
      });
    });
    assert.match(exits[0] ?? '', why);
  }
});

test('in the load process too, setup takes no time of the load and teardown is waited for', async (t) => {
  const file = join(scratchFolder(t), 'done');
  const operation = moduleOperation(
    t,
    `import { writeFileSync } from 'node:fs';
    export default {
      async setup() { await new Promise((resolve) => setTimeout(resolve, 1500)); },
      run() {},
      teardown() { writeFileSync(${JSON.stringify(file)}, 'x'); },
    };`,
  );
  const totals = new Totals();
  await new Promise<void>((resolve, reject) => {
    startLoad({
      plan: loadPlan([operation], { model: openModel(20) }),
      originMonotonicMs: systemClock.monotonicMs(),
      startIndex: 0,
      limitOperations: 10,
      histogramSpanMs: 1000,
      onSecond: (window) => totals.add(window),
      onHistogram: () => {},
      onExit: reject,
      onDone: resolve,
      signal: new AbortController().signal,
    });
  });
  assert.deepEqual([totals.ok, totals.skipped], [10, 0]);
  assert.ok(existsSync(file));
});

test('whatever is thrown has a short class, and there are not many of them', () => {
  fc.assert(
    fc.property(fc.anything(), fc.string(), fc.string(), (thrown, code, name) => {
      for (const error of [thrown, { code, name }, Object.assign(new Error(), { code })])
        assert.match(classOf(error), /^[a-z0-9_-]{1,50}$/);
    }),
  );
  const failures = new ModuleFailures();
  const classes = Array.from({ length: 1000 }, (_, n) => failures.outcomeOf({ code: `class-${n}` }));
  const names = new Set(classes.map((outcome) => (outcome.kind === 'failed' ? outcome.failure : '')));
  assert.equal(names.size, 51);
  const proxy = new Proxy(
    {},
    {
      get: () => {
        throw new Error('no');
      },
    },
  );
  assert.equal(classOf(proxy), 'error');
});

test('a module gets the row of its arrival, and what it refuses and throws is told', async (t) => {
  const operation = moduleOperation(
    t,
    `export default ({ row }: { row: Record<string, string> }) => {
      if (row.line === 'broken') throw new Error('cannot tell what it is');
      return row.line === 'attack' ? 'blocked' : undefined;
    };`,
    { corpus: 'lines' },
  );
  const file = join(scratchFolder(t), 'lines.txt');
  writeFileSync(file, 'honest\nattack\nattack\nbroken\n');
  const lines: CorpusPlan = {
    name: 'lines',
    file,
    format: 'text',
    order: 'shuffled',
    use: 'around',
    encode: null,
    expect: { kind: 'every', value: 'blocked' },
    category: null,
  };
  const totals = await runGenerator(loadPlan([operation], { corpora: [lines] }), 40);
  assert.deepEqual([totals.ok, totals.blocked, totals.failed], [10, 20, 10]);
  const seconds = totals.windows.flatMap(({ operations }) => operations);
  assert.equal(
    seconds.reduce((sum, { bypassed }) => sum + bypassed, 0),
    10,
  );
  const broken = totals.samples.filter(({ failure }) => failure === 'error');
  assert.equal(broken.length, 3);
  assert.match(broken[0]?.received ?? '', /^Error: cannot tell what it is/);
});
