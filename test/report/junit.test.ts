import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Assessment } from '../../src/analysis/assessment.ts';
import { renderJunit } from '../../src/report/junit.ts';
import { temporaryFolder } from '../fixture/soakd.ts';
import { sample } from './sample-assessment.ts';

const schema = fileURLToPath(new URL('../fixture/junit/junit.xsd', import.meta.url));

/** As xmllint reads it, once the schema accepts it: the answer to an XPath. */
function reader(context: TestContext, assessment: Assessment): (path: string) => string {
  const file = join(temporaryFolder(context), 'report.xml');
  writeFileSync(file, renderJunit(assessment));
  execFileSync('xmllint', ['--noout', '--schema', schema, file], { stdio: 'pipe' });
  return (path) => execFileSync('xmllint', ['--xpath', path, file], { encoding: 'utf8' }).trimEnd();
}

test('each criterion is a case of its target: what failed a failure, what is undecided an error', (context) => {
  const ask = reader(context, sample);
  assert.equal(ask('count(//testcase)'), '6', 'four of the plan, two of soakd itself');
  assert.equal(ask('string(//testcase[failure]/@name)'), 'anon.slope < 1MB/h');
  assert.equal(ask('string(//testcase[failure]/@classname)'), 'api');
  assert.equal(ask('string(//failure/@message)'), 'the whole interval is over the budget');
  assert.match(
    ask('string(//failure)'),
    /observed 4\.2 MB\/h\ninterval 3\.9 to 4\.5 MB\/h\nanon #1: rises steadily; /,
  );
  assert.equal(ask('string(//testcase[error]/@name)'), 'fds.slope < 0.5/h');
  assert.equal(
    ask('concat(//testsuite/@tests, " ", //testsuite/@failures, " ", //testsuite/@errors)'),
    '6 1 1',
  );
  assert.equal(ask('string(//property[@name="run"]/@value)'), 'k7bd92xq');
  assert.equal(ask('string(//property[@name="host.hostname"]/@value)'), 'rig');
  assert.match(ask('string(//testsuite/system-out)'), /^FAIL: api anon rises 4\.2 MB\/h/);
});

test('a run that is undecided as a whole lets no build pass, though each criterion holds', (context) => {
  const criteria = sample.criteria.filter(({ verdict }) => verdict === 'pass');
  const reason = 'the load generator fell behind in 400 of 1000 s';
  const ask = reader(context, { ...sample, criteria, verdict: 'inconclusive', reason });
  assert.equal(ask('string(//testsuite/@errors)'), '1');
  assert.equal(ask('string(//error/@message)'), reason);
});

test('a soakd that was not well is an error, one that cannot be judged yet is none', (context) => {
  const [first, second] = sample.self.criteria;
  assert.ok(first && second);
  const criteria = sample.criteria.filter(({ verdict }) => verdict === 'pass');
  const self = { ...sample.self, criteria: [{ ...first, verdict: 'inconclusive' as const }, second] };
  const well = reader(context, { ...sample, criteria, self, verdict: 'pass' });
  assert.equal(well('concat(//testsuite/@failures, //testsuite/@errors)'), '00');
  const sick = { ...sample.self, criteria: [{ ...first, verdict: 'fail' as const }, second] };
  const ask = reader(context, { ...sample, criteria, self: sick, verdict: 'inconclusive' });
  assert.equal(ask('string(//testcase[error]/@name)'), first.rule);
  assert.equal(ask('string(//testsuite/@errors)'), '1', 'it says why the run is undecided');
});

test('a run without any criterion is an error, not an empty suite', (context) => {
  const self = { ...sample.self, criteria: [] };
  const reason = 'there is no criterion to judge by';
  const ask = reader(context, { ...sample, criteria: [], self, verdict: 'inconclusive', reason });
  assert.equal(ask('string(//error/@message)'), reason);
});

test('names and reasons with markup, control characters and broken code points stay text', (context) => {
  const wild = '</failure><x a="1">&amp;\u0000\u001b[31m\ud800\uffff]]>';
  const [first] = sample.criteria;
  assert.ok(first);
  const criteria = [{ ...first, rule: wild, target: wild, reason: wild, verdict: 'fail' as const }];
  const ask = reader(context, { ...sample, criteria, run: { ...sample.run, name: wild } });
  assert.equal(ask('string(//failure/@message)'), '</failure><x a="1">&amp; \ufffd]]>');
});
