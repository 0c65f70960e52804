import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readSeries } from '../../src/sample/exposition.ts';

const PAGE = `# HELP http_requests_total The total number of HTTP requests.
# TYPE http_requests_total counter
http_requests_total{method="post",code="200"} 1027 1395066363000
http_requests_total{method="post",code="400"}    3 1395066363000

# Escaping in label values:
msdos_file_access_time_seconds{path="C:\\\\DIR\\\\FILE.TXT",error="Cannot find file:\\n\\"FILE.TXT\\""} 1.458255915e9
metric_without_timestamp_and_labels 12.47
something_weird{problem="division by zero"} +Inf -3982045
trailing{ a = "x" , b="}" , } 4
empty{} 5
not_a_number NaN
exemplar_total 8 # {trace_id="x"} 0.5 1.1
http_requests_total_more 99
`;

const one = (series: string) => readSeries(PAGE, [series])[0];
const value = (series: string) => one(series)?.value;

test('a bare name is the sum of all with that name, and of no longer name', () => {
  assert.equal(value('http_requests_total'), 1030);
  assert.equal(value('metric_without_timestamp_and_labels'), 12.47);
  assert.equal(value('exemplar_total'), 8);
});

test('labels are exact, in any order, with escapes undone', () => {
  assert.equal(value('http_requests_total{code="400",method="post"}'), 3);
  assert.equal(value('http_requests_total{code="400"}'), null);
  assert.equal(value('trailing{b="}",a="x"}'), 4);
  assert.equal(value('empty{}'), 5);
  const written =
    'msdos_file_access_time_seconds{error="Cannot find file:\\n\\"FILE.TXT\\"",path="C:\\\\DIR\\\\FILE.TXT"}';
  assert.equal(value(written), 1.458255915e9);
});

test('what is absent or no finite number is null with the reason', () => {
  assert.match(one('nope')?.unavailable ?? '', /no such series/);
  assert.match(one('something_weird')?.unavailable ?? '', /Infinity/);
  assert.match(one('not_a_number')?.unavailable ?? '', /NaN/);
});

test('answers come in the order asked for', () => {
  const asked = ['empty', 'nope', 'trailing'];
  assert.deepEqual(
    readSeries(PAGE, asked).map(({ series }) => series),
    asked,
  );
});

test('any label value written by the rules is found again', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      (label, number) => {
        const escaped = label.replace(/[\\"\n]/g, (char) => (char === '\n' ? '\\n' : `\\${char}`));
        fc.pre(!/[\r\u2028\u2029]/.test(label));
        const page = `other 1\nx{l="${escaped}",m="2"} ${number}\n`;
        assert.equal(readSeries(page, [`x{m="2",l="${escaped}"}`])[0]?.value, number + 0);
      },
    ),
  );
});

test('no text makes it throw', () => {
  const noise = fc.string({ unit: fc.constantFrom('x', '{', '}', '"', '=', ',', '\\', ' ', '\n', '1', '#') });
  fc.assert(
    fc.property(noise, noise, (page, series) => {
      assert.equal(readSeries(`${page}\nx{x="`, [series, 'x']).length, 2);
    }),
  );
});
