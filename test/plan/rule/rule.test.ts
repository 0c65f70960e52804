import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SoakdError } from '../../../src/error.ts';
import { LOAD_METRICS, SELF_METRICS, TARGET_METRICS } from '../../../src/plan/rule/metric.ts';
import { parseRule, readRule } from '../../../src/plan/rule/rule-parser.ts';
import type { RuleNames } from '../../../src/plan/rule/rule-subject.ts';

const names: RuleNames = {
  targets: ['api', 'db'],
  operations: ['read', 'write'],
  paths: ['state'],
  series: ['heap_bytes', 'http_total{code="200"}'],
};

test('every form of a rule parses to its parts', () => {
  assert.deepEqual(parseRule('anon@api.slope < 1MiB/h', names), {
    text: 'anon@api.slope < 1MiB/h',
    metric: { kind: 'target', name: 'anon' },
    target: 'api',
    operation: null,
    statistic: { kind: 'slope' },
    comparison: '<',
    limit: { value: 2 ** 20, dimension: 'bytes', per: 'hour', text: '1MiB/h' },
  });
  assert.deepEqual(parseRule('latency{read}.p99.9<50ms', names), {
    text: 'latency{read}.p99.9 < 50ms',
    metric: { kind: 'load', name: 'latency' },
    target: null,
    operation: 'read',
    statistic: { kind: 'percentile', percentile: 99.9 },
    comparison: '<',
    limit: { value: 50, dimension: 'duration', per: null, text: '50ms' },
  });
  assert.deepEqual(parseRule('latency.p95.slope < 2%/h').statistic, { kind: 'slope', percentile: 95 });
  assert.deepEqual(parseRule('path.state.bytes.max < 1GiB', names).metric, {
    kind: 'path',
    path: 'state',
    reading: 'bytes',
  });
  assert.deepEqual(parseRule(String.raw`scrape."http_total{code=\"200\"}".slope < 5/h`, names).metric, {
    kind: 'scrape',
    series: 'http_total{code="200"}',
  });
  assert.equal(parseRule('scrape.heap_bytes.slope < 1MiB/h', names).limit.value, 2 ** 20);
  assert.equal(parseRule('success >= 99.9%').statistic, null);
  assert.equal(parseRule('restarts.unplanned == 0').limit.dimension, 'count');
  assert.equal(parseRule('errors.rate < 1%').limit.dimension, 'ratio');
  assert.equal(parseRule('errors.count < 10').limit.dimension, 'count');
  assert.equal(parseRule('throughput > 100/s').limit.dimension, 'rate');
  assert.equal(parseRule('self.rss.slope < 5MB/h').metric.kind, 'self');
  assert.equal(parseRule('anon.slope < 1MB/1000ops').limit.per, 'operation');
  assert.equal(parseRule('coverage >= 90%').metric.kind, 'coverage');
  assert.equal(parseRule('throughput.slope > -1%/h').limit.value, -0.01);
});

test('the trend of the share of errors is written with or without its rate, and may be any number of points', () => {
  for (const rule of ['errors.slope < 1%/h', 'errors{read}.rate.slope < 200%/h']) {
    const { statistic, limit, text } = parseRule(rule, names);
    assert.deepEqual([statistic, limit.dimension, limit.per], [{ kind: 'slope' }, 'ratio', 'hour']);
    assert.deepEqual(parseRule(text, names), parseRule(rule, names));
  }
  assert.equal(parseRule('errors.rate.slope < 1%/h').text, 'errors.slope < 1%/h');
});

test('a slope can be held to the greater of an absolute and a relative budget', () => {
  const { limit, text } = parseRule('anon.slope <  max( 1MB/h,0.5%/h )');
  assert.equal(text, 'anon.slope < max(1MB/h, 0.5%/h)');
  assert.deepEqual(limit, {
    value: 1e6,
    dimension: 'bytes',
    per: 'hour',
    text: 'max(1MB/h, 0.5%/h)',
    orRelative: 0.005,
  });
});

const wrong: [rule: string, offset: number, message: RegExp][] = [
  ['anom.slope < 1MiB/h', 0, /unknown metric "anom"; did you mean "anon.slope < 1MiB\/h"\?/],
  ['anon.sloop < 1MiB/h', 5, /did you mean "anon.slope < 1MiB\/h"\?/],
  ['anon.slope < 1MiB', 13, /expected a slope .* did you mean "anon.slope < 1MiB\/h"\?/],
  ['anon.slope <= 0', 14, /cannot be proven to be exactly zero.*did you mean "anon.slope <= 1MiB\/h"\?/],
  ['anon.slope < -1MiB/h', 13, /cannot be proven/],
  ['anon.slope == 1MiB/h', 14, /cannot be proven to be exactly/],
  ['fds.slope < 1MiB/h', 12, /did you mean "fds.slope < 0.5\/h"\?/],
  ['latency{reed}.p95 < 50ms', 8, /unknown operation "reed"; did you mean "latency{read}.p95 < 50ms"\?/],
  ['anon@apj.slope < 1MiB/h', 5, /unknown target "apj"; did you mean "anon@api/],
  ['latency.slope < 5ms/h', 8, /did you mean "latency.p95.slope < 5ms\/h"\?/],
  ['latency.p95 < 20MiB', 14, /found "20MiB" \(a size\), expected a duration/],
  ['latency@api.p95 < 5ms', 7, /not measured per target/],
  ['anon{read}.max < 5MiB', 4, /not measured per operation/],
  ['path.stat.bytes.max < 1MiB', 5, /did you mean "path.state.bytes.max < 1MiB"\?/],
  ['scrape.heap.last < 1', 7, /unknown series "heap"/],
  ['errors.rate.slop < 1%/h', 12, /did you mean "errors.rate.slope < 1%\/h"\?/],
  ['errors.slope < 0', 15, /cannot be proven/],
  ['blocked.rate.slope < 1%/h', 12, /expected a comparison/],
  ['success >= 999%', 11, /between 0% and 100%/],
  ['anon slope < 1MiB/h', 5, /did you mean "anon.slope < 1MiB\/h"\?/],
  ['anon.slope = 1MiB/h', 11, /unknown comparison "="/],
  ['anon.slope <', 12, /expected a limit/],
  ['latency.p100 < 1s', 8, /no statistic "p100"/],
  ['rss.max < max(1MiB, 2MiB)', 10, /expected one quantity/],
  ['', 0, /expected a metric/],
];

test('a wrong rule tells where and what, with the nearest valid rule', () => {
  for (const [rule, offset, message] of wrong) {
    const read = readRule(rule, names);
    assert.ok('message' in read, `"${rule}" was taken for a rule`);
    assert.match(read.message, message);
    assert.equal(read.offset, offset, rule);
    assert.throws(() => parseRule(rule, names), SoakdError);
  }
});

test('what is suggested for a wrong rule is a valid rule', () => {
  for (const [rule] of wrong) {
    const read = readRule(rule, names);
    const suggested = 'message' in read ? /did you mean "(.*)"\?$/.exec(read.message)?.[1] : undefined;
    if (suggested === undefined) continue;
    assert.ok('metric' in readRule(suggested, names), `${rule}: ${suggested}`);
  }
});

const RULES = [
  'anon@api.slope < max(1MB/h, 0.5%/h)',
  'latency{read}.p95 < 50ms',
  'latency.p95.slope < 2%/h',
  'errors.rate < 1%',
  'path.state.bytes.growth < 10MB',
  'scrape.heap_bytes.slope < 1MB/h',
  'self.loopLag.p99 < 1s',
  'restarts.unplanned == 0',
  'throughput.slope > -2%/h',
];
const STRAY = [
  'slope',
  '.p95',
  'latency',
  'red',
  '@api',
  '{read}',
  '0',
  '-1MB/h',
  '5',
  '5 mins',
  '150%',
  '==',
  '>',
];

test('however wrong a rule is, what is suggested for it is a valid rule where it stands', () => {
  let suggestions = 0;
  const look = (rule: string): void => {
    for (const sense of ['holds', 'bad'] as const)
      for (const known of [names, { ...names, operations: null, paths: [], series: [] }]) {
        const read = readRule(rule, known, sense);
        const suggested = 'message' in read ? /did you mean "(.*)"\?$/.exec(read.message)?.[1] : undefined;
        if (suggested === undefined) continue;
        suggestions += 1;
        assert.ok('metric' in readRule(suggested, known, sense), `${sense} ${rule}: ${suggested}`);
      }
  };
  for (const rule of RULES) {
    const parts = rule.match(/[A-Za-z_]+\d*|[\d.]+[A-Za-z%/]*|[<>=!]+|./g) ?? [];
    for (const index of parts.keys()) {
      look(parts.toSpliced(index, 1).join(''));
      look(parts.toSpliced(index, 1, String(parts[index]).slice(1)).join(''));
      for (const stray of STRAY) {
        look(parts.toSpliced(index, 1, stray).join(''));
        look(parts.toSpliced(index, 0, stray).join(''));
      }
    }
  }
  assert.ok(suggestions > 1000, `${suggestions} suggestions`);
});

test('a rule is suggested only where it may stand', () => {
  const read = readRule('latency < 50ms', names, 'bad', ({ statistic }) => statistic?.kind === 'max');
  assert.match('message' in read ? read.message : '', /; did you mean "latency.max < 50ms"\?$/);
  const slope = readRule('anon.slope == 0', names, 'bad');
  assert.match('message' in slope ? slope.message : '', /; did you mean "anon.slope > 1MiB\/h"\?$/);
});

test('rules about operations need a load', () => {
  for (const rule of ['latency.p95 < 5ms', 'anon.slope < 1MB/1000ops']) {
    const read = readRule(rule, { ...names, operations: null });
    assert.match('message' in read ? read.message : '', /the plan has none/);
  }
});

const word = fc.constantFrom(
  ...Object.keys(TARGET_METRICS),
  ...Object.keys(LOAD_METRICS),
  ...Object.keys(SELF_METRICS),
  ...[
    'path',
    'scrape',
    'self',
    'state',
    'heap_bytes',
    'bytes',
    'files',
    'api',
    'read',
    'restarts',
    'coverage',
  ],
  ...[
    'slope',
    'p95',
    'p99.9',
    'max',
    'mean',
    'growth',
    'count',
    'rate',
    'unplanned',
    '.',
    '.',
    '@',
    '{',
    '}',
  ],
  ...['<', '<=', '>=', '==', '1MiB/h', '50ms', '1%', '5/s', '0', '10', 'max(', ')', ',', '"', ' ', ''],
);

test('the canonical text of any rule parses to the same rule', () => {
  const subject = fc.constantFrom(
    ...Object.keys(TARGET_METRICS).flatMap((metric) => [
      `${metric}.slope`,
      `${metric}@api.p95`,
      `${metric}.growth`,
    ]),
    ...[
      'latency.p99.9',
      'latency{read}.max',
      'service.p95.slope',
      'errors.rate',
      'errors.rate.slope',
      'errors{read}.slope',
      'success',
      'throughput{write}',
    ],
    ...[
      'path.state.files.last',
      'scrape.heap_bytes.slope',
      'self.loopLag.p50',
      'restarts@db.unplanned',
      'coverage',
    ],
  );
  const limit = fc.constantFrom(
    '1MiB/h',
    '1MB/1000ops',
    '2%/h',
    '0.5/h',
    '50 ms',
    '1h30m',
    '99.9%',
    '10k',
    '5/s',
  );
  const gap = fc.constantFrom('', ' ', '  ');
  let rules = 0;
  fc.assert(
    fc.property(
      subject,
      fc.constantFrom('<', '<=', '>', '>=', '=='),
      limit,
      gap,
      (subject, comparison, limit, gap) => {
        const read = readRule(`${gap}${subject}${gap}${comparison}${gap}${limit}${gap}`, names);
        if (!('metric' in read)) return;
        rules++;
        assert.deepEqual(readRule(read.text, names), read);
      },
    ),
    { numRuns: 2000 },
  );
  assert.ok(rules > 100, `only ${rules} rules were valid`);
});

test('any text is a rule or a problem inside the text', () => {
  const text = fc.oneof(
    fc.array(word, { maxLength: 12 }).map((words) => words.join('')),
    fc.string(),
  );
  fc.assert(
    fc.property(text, (text) => {
      const read = readRule(text, names);
      if ('metric' in read) assert.deepEqual(readRule(read.text, names), read);
      else assert.ok(read.offset >= 0 && read.offset <= text.length && read.message !== '');
    }),
    { numRuns: 2000 },
  );
});
