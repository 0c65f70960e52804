import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SoakdError } from '../../src/error.ts';
import { seeded } from '../trend/simulate.ts';
import { analyzeOne, analyzeText, csvOf } from './samples.ts';

const MB = 1e6;
const HOURS = 8;
const EVERY_S = 10;
const ROWS = (HOURS * 3600) / EVERY_S;

/** A flat or a rising level with noise, in MB at a time in seconds. */
function level(seed: number, mbPerHour: number, noiseMb = 1): (second: number) => number {
  const random = seeded(seed);
  return (second) => Math.round(MB * (100 + (mbPerHour * second) / 3600 + noiseMb * random.gauss()));
}

test('a rise over the default budget is a leak, a flat level is clean, and both say by how much', async () => {
  const rising = level(1, 3);
  const flat = level(2, 0);
  const text = csvOf('elapsed_s,rss_bytes,heap_bytes', ROWS, (index) => {
    const second = index * EVERY_S;
    return [second, rising(second), flat(second)];
  });
  const { verdict, series, rows, warnings } = await analyzeText(text);
  assert.deepEqual([verdict, rows, warnings], ['leak', ROWS, []]);
  const [rss, heap] = series.map(({ document }) => document);
  assert.deepEqual([rss?.verdict, heap?.verdict], ['leak', 'clean']);
  assert.ok(Math.abs((rss?.slopePerHour ?? 0) - 3 * MB) < 0.1 * MB, `${rss?.slopePerHour}`);
  assert.ok((rss?.low ?? 0) < 3 * MB && (rss?.high ?? 0) > 3 * MB);
  // Half a percent of about 112 MB.
  assert.ok(Math.abs((rss?.budgetPerHour ?? 0) - 0.56 * MB) < 0.01 * MB, `${rss?.budgetPerHour}`);
  assert.match(
    rss?.reason ?? '',
    /^rises [\d.]+ MB\/h \(96\.\d % interval .*\), budget 0\.5 %\/h of the steady median, 5\d\d KB\/h$/,
  );
  assert.deepEqual([heap?.points, heap?.spanS, heap?.segments.length], [ROWS, (ROWS - 1) * EVERY_S, 1]);
});

test('times may be elapsed or of the wall clock, and are told from the first row', async () => {
  const rising = level(3, 3);
  const row = (index: number) => rising(Math.max(0, index * EVERY_S - 4 * 3600));
  const [elapsed, wall] = await Promise.all([
    analyzeOne(csvOf('elapsed_s,rss_bytes', ROWS, (index) => [1000 + index * EVERY_S, row(index)])),
    (async () => {
      const again = level(3, 3);
      return analyzeOne(
        csvOf('wall_ms,rss_bytes', ROWS, (index) => [
          1.8e12 + 1000 * index * EVERY_S,
          again(Math.max(0, index * EVERY_S - 4 * 3600)),
        ]),
      );
    })(),
  ]);
  assert.deepEqual(elapsed, wall);
  assert.ok(Math.abs((elapsed.onsetS ?? 0) - 4 * 3600) < 1200, `onset ${elapsed.onsetS}`);
});

test('an absolute budget is in the column’s own unit, whatever unit it is written in', async () => {
  const rising = level(4, 3);
  const text = csvOf('elapsed_s,rss_mib', ROWS, (index) => [
    index * EVERY_S,
    (rising(index * EVERY_S) / 2 ** 20).toFixed(2),
  ]);
  const tight = await analyzeOne(text, { budgets: ['rss_mib=2MB/h'] });
  assert.equal(tight.verdict, 'leak');
  assert.ok(Math.abs((tight.budgetPerHour ?? 0) - 2e6 / 2 ** 20) < 1e-9);
  assert.match(tight.reason, /rises (2\.9|3|3\.0)\d? MB\/h .* budget 2 MB\/h$/);
  assert.equal((await analyzeOne(text, { budgets: ['rss_mib=4MiB/h'] })).verdict, 'clean');
});

test('with a leading minus falling is bad', async () => {
  const falling = level(5, -3);
  const text = csvOf('elapsed_s,free_bytes', ROWS, (index) => [index * EVERY_S, falling(index * EVERY_S)]);
  assert.equal((await analyzeOne(text)).verdict, 'clean');
  const found = await analyzeOne(text, { budgets: ['free_bytes=-1MB/h'], limits: ['free_bytes=10MB'] });
  assert.deepEqual([found.verdict, found.budgetPerHour], ['leak', -1 * MB]);
  // From 100 MB to 10 MB at 3 MB/h.
  assert.ok(Math.abs((found.limitEtaS ?? 0) / 3600 - 30) < 1, `${found.limitEtaS}`);
});

test('with operations a slope is told for 1,000 of them, and can be budgeted so', async () => {
  const random = seeded(6);
  let operations = 0;
  const text = csvOf('elapsed_s,rss_bytes,ops', ROWS, (index) => {
    operations += 50 + Math.floor(20 * random.uniform());
    return [index * EVERY_S, Math.round(100 * MB + 2 * operations + 50_000 * random.gauss()), operations];
  });
  const over = await analyzeOne(text, { budgets: ['rss_bytes=1KB/1000ops'] });
  assert.equal(over.verdict, 'leak');
  assert.ok(Math.abs((over.per1000Ops?.slope ?? 0) - 2000) < 100, `${over.per1000Ops?.slope}`);
  assert.match(over.reason, /KB\/1000ops, .* KB\/h \(95 % interval .*\), budget 1KB\/1000ops, /);
  assert.equal((await analyzeOne(text, { budgets: ['rss_bytes=3KB/1000ops'] })).verdict, 'clean');
});

test('every life of the process is judged by itself, and one that leaks is enough', async () => {
  const flat = level(7, 0);
  const leaking = level(8, 8);
  const text = csvOf('elapsed_s,pid,rss_bytes', ROWS, (index) => {
    const second = index * EVERY_S;
    const life = second < 10_000 ? 0 : second < 19_000 ? 1 : 2;
    // Every life begins lower than the one before ended: as one series, it would not rise.
    return [second, index === 5 ? null : 100 + life, life === 1 ? leaking(second - 10_000) : flat(second)];
  });
  const found = await analyzeOne(text);
  assert.equal(found.verdict, 'leak');
  assert.deepEqual(
    found.segments.map(({ verdict, fromS, points }) => [verdict, fromS, points]),
    [
      ['clean', 0, 1000],
      ['leak', 10_000, 900],
      ['clean', 19_000, 980],
    ],
  );
  assert.ok(Math.abs((found.slopePerHour ?? 0) - 8 * MB) < 0.5 * MB);
  assert.match(found.reason, /\(segment 2 of 3\)$/);
});

test('without a leak the longest life decides', async () => {
  const flat = level(9, 0);
  const text = csvOf('elapsed_s,generation,rss_bytes', ROWS, (index) => [
    index * EVERY_S,
    index < 20 ? 1 : 2,
    flat(index * EVERY_S),
  ]);
  const found = await analyzeOne(text);
  assert.equal(found.verdict, 'clean');
  assert.deepEqual(
    found.segments.map(({ verdict }) => verdict),
    ['inconclusive', 'clean'],
  );
});

test('holes, missing cells, bursts and a change of pace hide neither a leak nor a flat level', async () => {
  const paces: Readonly<Record<string, (index: number) => number | null>> = {
    hole: (index) => (index > 1000 && index < 1500 ? null : index * EVERY_S),
    bursts: (index) => Math.floor(index / 4) * 60 + (index % 4),
    slower: (index) => (index < 2000 ? index * 2 : 4000 + (index - 2000) * 60),
  };
  for (const [name, at] of Object.entries(paces)) {
    for (const [mbPerHour, verdict] of [
      [3, 'leak'],
      [0, 'clean'],
    ] as const) {
      const value = level(10, mbPerHour);
      const text = csvOf('elapsed_s,rss_bytes,sparse_bytes', 2500, (index) => {
        const second = at(index);
        return second === null ? null : [second, value(second), index % 7 === 3 ? value(second) : null];
      });
      const { series } = await analyzeText(text);
      const found = series.map(({ document }) => document.verdict);
      assert.deepEqual(
        found,
        [verdict, verdict],
        `${name}, ${mbPerHour} MB/h: ${series.map(({ document }) => document.reason)}`,
      );
    }
  }
});

test('of duplicate times the last row counts, with one warning for all', async () => {
  const flat = level(11, 0);
  const text = csvOf('elapsed_s,rss_bytes', 2 * ROWS, (index) => {
    const second = Math.floor(index / 2) * EVERY_S;
    return [second, index % 2 === 0 ? 1e12 * second : flat(second)];
  });
  const { verdict, series, warnings } = await analyzeText(text);
  assert.equal(verdict, 'clean');
  assert.equal(series[0]?.document.points, ROWS);
  assert.deepEqual(warnings, [
    `${ROWS} rows have the time of the row before; of each time the last row counts`,
  ]);
});

test('the more series are judged at once, the more it takes to call one of them a leak', async () => {
  const table = (others: number): string => {
    const values = Array.from({ length: others + 1 }, (_, place) => level(20 + place, place === 0 ? 3 : 0));
    const names = values.map((_, place) => `series_${place}_bytes`);
    return csvOf(`elapsed_s,${names.join(',')}`, 720, (index) => [
      index * 40,
      ...values.map((value) => value(index * 40)),
    ]);
  };
  const alone = await analyzeText(table(0));
  const among = await analyzeText(table(9));
  const [first] = alone.series;
  const [leak, ...others] = among.series;
  assert.equal(first?.document.confidence, 0.95);
  assert.equal(leak?.document.confidence, 1 - 0.0025 - 0.025);
  assert.ok((leak?.document.low ?? 0) < (first?.document.low ?? 0));
  // The end that clears is not about any other series.
  assert.equal(leak?.document.high, first?.document.high);
  assert.deepEqual(new Set(others.map(({ document }) => document.verdict)), new Set(['clean']));
});

test('a latency that grows by a share of itself is one line, with a budget relative to it or not', async () => {
  const random = seeded(40);
  const text = csvOf('elapsed_s,p95_ms', ROWS, (index) => {
    const hours = (index * EVERY_S) / 3600;
    // 20 % an hour, and a scatter that grows with it.
    return [index * EVERY_S, (10 * Math.exp(0.2 * hours + 0.1 * random.gauss())).toFixed(3)];
  });
  const found = await analyzeOne(text, { budgets: ['p95_ms=5%/h'] });
  assert.equal(found.verdict, 'leak');
  const share = (found.slopePerHour ?? 0) / ((found.budgetPerHour ?? 0) / 0.05);
  assert.ok(Math.abs(share - 0.2) < 0.01, `${share}`);
  assert.match(found.pattern, /^rises steadily$/);
});

test('what cannot be decided says why and how much longer it takes', async () => {
  const noisy = level(12, 1, 20);
  const short = await analyzeOne(csvOf('elapsed_s,rss_bytes', 20, (index) => [index, noisy(index)]));
  assert.equal(short.verdict, 'inconclusive');
  assert.match(short.reason, /^too short: 30 samples .*, needs about 10 s more$/);
  const wide = await analyzeOne(
    csvOf('elapsed_s,rss_bytes', 720, (index) => [index * 10, noisy(index * 10)]),
  );
  assert.equal(wide.verdict, 'inconclusive');
  assert.ok((wide.needsHours ?? 0) > 0);
  const zero = await analyzeOne(csvOf('elapsed_s,error_count', 720, (index) => [index * 10, 0]));
  assert.deepEqual([zero.verdict, zero.budgetPerHour], ['inconclusive', null]);
  const told = await analyzeOne(
    csvOf('elapsed_s,error_count', 720, (index) => [index * 10, 0]),
    {
      budgets: ['error_count=1/h'],
    },
  );
  assert.equal(told.verdict, 'clean');
  const nothing = await analyzeOne('elapsed_s,rss_bytes\n');
  assert.deepEqual([nothing.verdict, nothing.points, nothing.segments], ['inconclusive', 0, []]);
});

for (const [what, text, message] of [
  [
    'another first column',
    'timestamp,rss_bytes\n1,2\n',
    /:1: the first column is "timestamp", expected the time: one of elapsed_s, elapsed_ms, wall_ms/,
  ],
  [
    'no series',
    'elapsed_s,ops,pid\n1,2,3\n',
    /:1: found no series beside elapsed_s, ops, pid, expected at least one/,
  ],
  [
    'rows out of order',
    'elapsed_s,a\n1,1\n3,1\n2,1\n2.5,1\n',
    /^samples\.csv:4: found time 2 after 3 in line 3, expected rows in the order of time$/,
  ],
  [
    'a row without time',
    'elapsed_s,a\n1,1\n,1\n',
    /^samples\.csv:3: found no time, expected one in every row$/,
  ],
  [
    'operations that fall',
    'elapsed_s,a,ops\n1,1,50\n2,1,60\n3,1,5\n4,1,9\n',
    /^samples\.csv:4: ops: found 5 after 60, expected a count that never falls/,
  ],
] as const) {
  test(`${what} is refused`, async () => {
    await assert.rejects(analyzeText(text), (error) => {
      assert.ok(error instanceof SoakdError && error.exitCode === 2);
      assert.match(error.message, message);
      return true;
    });
  });
}

test('operations may begin anew with a new process', async () => {
  const { warnings } = await analyzeText('elapsed_s,pid,a,ops\n1,7,1,50\n2,7,1,60\n3,8,1,5\n4,8,1,9\n');
  assert.deepEqual(warnings, []);
});

test('rows of several processes in one file are warned of', async () => {
  const text = csvOf('elapsed_s,pid,rss_bytes', 300, (index) => [Math.floor(index / 3), index % 3, index]);
  assert.deepEqual((await analyzeText(text)).warnings, [
    '300 restarts in 300 rows: rows of several processes need a file for each',
  ]);
});
