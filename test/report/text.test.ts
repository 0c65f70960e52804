import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import type { AssessedComeBack, AssessedTrend } from '../../src/analysis/assessed-trend.ts';
import type { Assessment } from '../../src/analysis/assessment.ts';
import { columnsOf } from '../../src/columns.ts';
import { renderSummary, renderText } from '../../src/report/text.ts';
import { sample } from './sample-assessment.ts';

function golden(name: string): string {
  return readFileSync(fileURLToPath(new URL(`golden/${name}.txt`, import.meta.url)), 'utf8');
}

const monochrome = { colour: false, unicode: true };

test('the whole report at 80 and at 140 columns is as people have read and approved it', () => {
  for (const width of [80, 140])
    assert.equal(renderText(sample, { width, ...monochrome }), golden(`report-${width}`));
});

test('the summary that a foreground run ends with', () => {
  assert.equal(renderSummary(sample, { width: 100, colour: false, unicode: false }), golden('summary-100'));
});

test('how long a run was paused is said beside its gaps', () => {
  const pause = {
    fromS: 600,
    toS: 900,
    kind: 'pause',
    text: 'paused: the load rests; the pause is over',
  } as const;
  const paused: Assessment = { ...sample, run: { ...sample.run, gaps: [...sample.run.gaps, pause] } };
  const text = renderText(paused, { width: 200, ...monochrome });
  assert.match(text, /were taken, 1 gap; paused for 5 min, which does not count/);
});

test('no line is wider than the page, from 64 columns on', () => {
  for (const width of [64, 72, 80, 100, 120, 200]) {
    for (const line of renderText(sample, { width, ...monochrome }).split('\n')) {
      assert.ok(columnsOf(line) <= width, `${columnsOf(line)} > ${width}: "${line}"`);
    }
  }
});

test('colours are laid over the same text', () => {
  const coloured = renderText(sample, { width: 100, colour: true, unicode: true });
  assert.notEqual(coloured, stripVTControlCharacters(coloured));
  assert.equal(stripVTControlCharacters(coloured), renderText(sample, { width: 100, ...monochrome }));
});

test('without unicode the report is plain ASCII', () => {
  assert.match(renderText(sample, { width: 100, colour: false, unicode: false }), /^[\x20-\x7e\n]*$/);
});

test('what a plan or a target calls itself cannot reach the terminal as a command', () => {
  const evil = '\u001b]0;owned\u0007\u001b[2J\u202e\r\n';
  const [first, ...rest] = sample.criteria;
  assert.ok(first);
  const nasty: Assessment = {
    ...sample,
    run: { ...sample.run, name: `n${evil}`, host: { hostname: `h${evil}` } },
    criteria: [
      { ...first, verdict: 'fail', rule: `r${evil}`, target: `t${evil}`, reason: `because${evil}` },
      ...rest,
    ],
    trends: sample.trends.map((trend) => ({
      ...trend,
      target: `t${evil}`,
      pattern: `p${evil}`,
      metric: `m${evil}`,
    })),
    targets: [{ name: `t${evil}`, generations: [] }],
    events: [{ atS: 1, at: '', kind: 'note', target: `t${evil}`, text: evil, durationS: null }],
    unavailable: [{ target: `t${evil}`, metric: evil, sinceS: 0, reason: evil }],
  };
  const lines = renderText(nasty, { width: 100, ...monochrome }).split('\n');
  for (const line of lines) assert.doesNotMatch(line, /[\p{Cc}\p{Cf}]/u);
});

function conclusion(assessment: Assessment): string {
  const [first = ''] = renderText(assessment, { width: 200, ...monochrome }).split('\n\n');
  return first.replaceAll('\n', ' ');
}

test('the conclusion says first what matters', () => {
  const passing = sample.criteria.map((one) => ({ ...one, verdict: 'pass' as const }));
  assert.equal(
    conclusion(sample),
    'FAIL: api anon rises 4.2 MB/h (95 % interval 3.9 to 4.5 MB/h; budget 1MB/h) since 01:10 UTC (3:10:00 in), after a 20 min warm-up; reaches 1 GB in about 9 days (8.4 to 9.7)',
  );
  assert.equal(
    conclusion({ ...sample, verdict: 'pass', criteria: passing }),
    'PASS: all 4 criteria hold over 7 h 40 min',
  );
  const open = sample.criteria.map((one) =>
    one.verdict === 'fail' ? { ...one, verdict: 'pass' as const } : one,
  );
  assert.equal(
    conclusion({ ...sample, verdict: 'inconclusive', criteria: open }),
    'INCONCLUSIVE: api fds.slope < 0.5/h: too noisy: the interval spans the budget; about 3 h more would tell',
  );
  const cut = {
    ...sample,
    verdict: 'inconclusive',
    criteria: passing,
    reason: 'the run was interrupted before its end',
  } as const;
  assert.equal(
    conclusion({ ...cut, run: { ...sample.run, state: 'interrupted' } }),
    'INCONCLUSIVE (interrupted): the run was interrupted before its end',
  );
});

test('a trend per operation is told per operation', () => {
  const [, leak] = sample.criteria;
  assert.ok(leak);
  const perOperation = {
    ...leak,
    rule: 'anon.slope < 5KB/1000ops',
    observed: 7000,
    low: 6500,
    high: 7500,
    unit: 'bytes/1000ops',
  };
  assert.equal(
    conclusion({ ...sample, criteria: [perOperation] }),
    'FAIL: api anon rises 7 KB/1000ops (95 % interval 6.5 to 7.5 KB/1000ops; budget 5KB/1000ops) since 01:10 UTC (3:10:00 in), after a 20 min warm-up; reaches 1 GB in about 9 days (8.4 to 9.7)',
  );
});

test('a leak is told with its course: since when, after what, and not what it does not have', () => {
  const [leak, ...others] = sample.trends;
  assert.ok(leak);
  const told = (changed: Partial<AssessedTrend>, run: Partial<Assessment['run']> = {}): string =>
    conclusion({
      ...sample,
      run: { ...sample.run, ...run },
      trends: [{ ...leak, toLimit: null, ...changed }, ...others],
    }).replace(/^.*budget 1MB\/h\)/, '');
  const sinceWarm = { onsetS: null, slopeFromS: 1200 };
  assert.equal(told(sinceWarm), ' since 22:20 UTC (20:00 in), after a 20 min warm-up');
  assert.equal(told({ ...sinceWarm, steadyFromS: 30, slopeFromS: 30 }), '');
  assert.equal(told({ steadyFromS: 30 }), ' since 01:10 UTC (3:10:00 in)');
  assert.equal(
    told({ ...sinceWarm, steadyFromS: 95, slopeFromS: 95, binS: 5 }, { observedS: 600 }),
    ' since 22:01:35 UTC (1:35 in), after a 1 min 33 s warm-up',
  );
  // A warm-up so long that the slope had to be told beside it.
  assert.equal(told({ onsetS: null, slopeFromS: 2, steadyFromS: 20_000 }), '');
});

test('what a look found is told without the level of the trend at the end', () => {
  const criteria = sample.criteria.map((one) => (one.verdict === 'fail' ? { ...one, low: 3.5e6 } : one));
  assert.match(
    conclusion({ ...sample, criteria }),
    /4\.2 MB\/h \(interval 3\.5 to 4\.5 MB\/h; budget 1MB\/h\)/,
  );
});

test('the level of a relative slope is that of its trend', () => {
  const [, leak] = sample.criteria;
  assert.ok(leak);
  const share = (perHour: number): number => perHour / 48e6;
  const relative = {
    ...leak,
    rule: 'anon.slope < 2%/h',
    observed: share(4.2e6),
    low: share(3.9e6),
    high: share(4.5e6),
    unit: 'ratio/h',
  };
  assert.match(
    conclusion({ ...sample, criteria: [relative] }),
    /rises 8\.75 %\/h \(95 % interval 8\.13 to 9\.38 %\/h; budget 2%\/h\)/,
  );
});

test('sizes are in MiB where the plan counts in MiB', () => {
  const [, leak] = sample.criteria;
  assert.ok(leak);
  const text = renderText(
    {
      ...sample,
      self: { ...sample.self, criteria: [] },
      criteria: [{ ...leak, rule: 'anon.slope < 1MiB/h' }],
    },
    { width: 140, ...monochrome },
  );
  assert.match(text, /4\.01 MiB\/h/);
  assert.doesNotMatch(text, /\d MB/);
});

const kept: AssessedComeBack = {
  target: 'api',
  metric: 'anon',
  generation: 1,
  unit: 'bytes',
  soakBegin: 40e6,
  soakEnd: 72e6,
  drainEnd: 71.5e6,
  reloadEnd: 73e6,
  noise: 0.2e6,
  kind: 'kept-growing',
  gaveBack: 0.016,
  reloadPace: 1.02,
  text: 'kept it all through the drain, and went on growing on reload at the same pace: what a leak does',
};

test('what the drain showed stands beneath the criterion it is about, with all levels below', () => {
  const drained = {
    ...sample,
    comeBack: [kept, { ...kept, metric: 'fds', unit: 'count', target: 'other' } as const],
  };
  for (const text of [
    renderText(drained, { width: 140, ...monochrome }),
    renderSummary(drained, { width: 140, ...monochrome }),
  ]) {
    const lines = text.split('\n');
    const about = lines.findIndex((line) => line.startsWith('anon.slope < 1MB/h'));
    assert.equal(lines[about + 2], `    drain: ${kept.text}`);
    assert.equal(lines.filter((line) => line.includes('drain: ')).length, 1);
  }
  assert.match(
    renderText(drained, { width: 140, ...monochrome }),
    /^anon +api +40 MB +72 MB +71\.5 MB +73 MB$/m,
  );
});

test('what had not grown has nothing to add to a criterion that holds', () => {
  const passing = sample.criteria.map((one) => ({ ...one, verdict: 'pass' as const }));
  const flat = {
    ...kept,
    kind: 'flat',
    text: 'grew no more in the soak than it scatters: nothing to tell',
  } as const;
  const quiet = renderSummary(
    { ...sample, criteria: passing, comeBack: [flat] },
    { width: 140, ...monochrome },
  );
  assert.ok(!quiet.includes('drain: '));
  const told = renderSummary({ ...sample, comeBack: [flat] }, { width: 140, ...monochrome });
  assert.ok(told.includes(`drain: ${flat.text}`));
});

test('steps of a level are told by their size and their moment', () => {
  const [first, ...rest] = sample.trends;
  assert.ok(first);
  const stepped = { ...first, pattern: 'steps up at 190 min, steps down at 5.2 h, then flat' };
  const shifts = [
    { atS: 11_400, size: 12e6 },
    { atS: 18_700, size: -3e6 },
  ];
  const text = (trend: AssessedTrend): string =>
    renderText({ ...sample, trends: [trend, ...rest] }, { width: 200, ...monochrome });
  assert.match(
    text({ ...stepped, shifts }),
    / steps up by 12 MB at 3:10:00, steps down by 3 MB at 5:11:40, then flat; steady since/,
  );
  assert.match(
    text({ ...first, shifts }),
    / rises steadily, steps up by 12 MB at 3:10:00, steps down by 3 MB at 5:11:40;/,
  );
});

test('a run without load, without verdicts and without events leaves those parts out', () => {
  const bare = renderText(
    { ...sample, load: null, criteria: [], trends: [], events: [], eventsOmitted: 0, unavailable: [] },
    { width: 80, ...monochrome },
  );
  for (const heading of ['Verdicts', 'Trends', 'Load', 'Unavailable', 'Events']) {
    assert.ok(!bare.split('\n').includes(heading), `${heading} is there`);
  }
});
