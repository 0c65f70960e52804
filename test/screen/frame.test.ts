import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { columnsOf } from '../../src/columns.ts';
import { type Frame, frameOf } from '../../src/screen/frame.ts';
import { RANGES } from '../../src/screen/view.ts';
import { assessment, known, STYLE, view, windowOn } from './known-run.ts';

function lines(frame: Frame, key: string): string[] {
  return (frame.texts.find((panel) => panel.key === key)?.lines ?? []).map((line) =>
    stripVTControlCharacters(line),
  );
}

function titles({ charts }: Frame): string[] {
  return charts.map(({ title }) => stripVTControlCharacters(title));
}

/** Nothing stands over anything else, and nothing is wider or higher than its place. */
function assertInPlace({ texts, charts }: Frame, { columns, rows }: { columns: number; rows: number }): void {
  const cells = new Set<number>();
  for (const { place, key } of [...texts, ...charts])
    for (let row = place.top; row < place.top + place.height; row += 1)
      for (let column = place.left; column < place.left + place.width; column += 1) {
        assert.ok(row < rows && column < columns, `${key} is outside`);
        assert.ok(!cells.has(row * columns + column), `${key} stands over another at ${row}, ${column}`);
        cells.add(row * columns + column);
      }
  for (const { key, place, lines: shown } of texts) {
    assert.ok(shown.length <= place.height, `${key} has ${shown.length} lines for ${place.height}`);
    for (const line of shown)
      assert.ok(columnsOf(line) <= place.width, `${key}: "${line}" is wider than ${place.width}`);
  }
  for (const { place, title, plot } of charts) {
    assert.ok(columnsOf(title) <= place.width, title);
    assert.deepEqual([plot.columns, plot.rows], [place.width, place.height - 1]);
  }
}

test('everything has its place on a terminal of any size, in every view', () => {
  const long = known({
    targets: ['api', 'a-name-that-is-much-longer-than-any-column-could-be-expected-to-be', '数据库'],
    failures: Array.from({ length: 30 }, (_, index) => ({ failure: `class-${index}`, count: 30 - index })),
    firing: [{ name: 'memory is over its bound', severity: 'critical' }],
    trouble: 'the disk is full, and nothing can be written any more until there is room again for what comes',
    assessment: assessment({
      criteria: Array.from({ length: 40 }, (_, index) => ({
        rule: `latency{an-operation-with-a-long-name-${index}}.p95.slope < 2%/h`,
        target: index % 2 === 0 ? '数据库' : null,
        verdict: (['pass', 'fail', 'inconclusive'] as const)[index % 3] ?? 'pass',
        reason: 'why '.repeat(60),
        observed: 1e6,
        low: -1e9,
        high: 1e9,
        unit: 'bytes/h',
      })),
    }),
  });
  for (const [columns, rows] of [
    [60, 18],
    [80, 24],
    [81, 33],
    [100, 34],
    [120, 40],
    [200, 60],
    [400, 120],
  ] as const)
    for (const unicode of [true, false])
      for (const seen of [known(), long, known({ hasLoad: false, assessment: null, standing: 'vanished' })])
        for (const chosen of [
          view(),
          view({ metric: 0 }),
          view({ metric: 7, cursorMs: 900_000 }),
          view({ range: 0 }),
        ])
          assertInPlace(frameOf(seen, chosen, { columns, rows, unicode, colour: true }), { columns, rows });
});

test('whether it leaks is in the first lines, in the title of its chart and in the table, with the time to the limit', () => {
  const frame = frameOf(known(), view(), STYLE);
  assert.match(
    lines(frame, 'header').join('\n'),
    /^nightly {2}abcd2345 {2}SOAK {2}30:00 of 8 h {2}no alerts\nFAIL, so far: api rss rises 18 MB\/h/,
  );
  assert.match(titles(frame)[0] ?? '', /^1 rss 109 MB {2}\+18 MB\/h; 17 to 19 MB\/h/);
  assert.match(
    lines(frame, 'verdicts').join('\n'),
    /1 FAIL, 1 open, 1 pass ─+\n›✗ FAIL {2}rss\.slope < 1MB\/h +api +18 MB\/h +17 to 19 MB\/h +reaches 1 GB in about 2.1 days/,
  );
});

test('where there is little room, units go before rules are cut, and hints and words are whole', () => {
  const wide = known();
  const criteria = (wide.assessment?.criteria ?? []).map((criterion) => ({
    ...criterion,
    rule: 'anon.slope < 1.2MB/1000ops',
    reason: 'over the budget so far, for no longer than the memory of a sound process climbs at first',
  }));
  assert.ok(wide.assessment);
  const seen = known({ assessment: { ...wide.assessment, criteria } });
  for (const columns of [60, 70, 80, 90, 100]) {
    const frame = frameOf(seen, view(), { ...STYLE, columns, rows: 24 });
    const verdicts = lines(frame, 'verdicts');
    if (columns >= 80) {
      assert.match(verdicts.join('\n'), /anon\.slope < 1\.2MB\/1000ops {2}/);
      assert.doesNotMatch(verdicts.slice(1, -1).join('\n'), /…/);
    }
    const words = (verdicts.at(-1) ?? '').trim().replace(/ …$/, '').split(' ');
    const whole = (criteria[0]?.reason ?? '').split(' ');
    assert.deepEqual(words, whole.slice(0, words.length), `${columns} columns`);
    const hints = (lines(frame, 'footer')[0] ?? '').trim().split(/ {2,}/);
    const all = (lines(frameOf(seen, view(), { ...STYLE, columns: 200 }), 'footer')[0] ?? '').trim();
    assert.deepEqual(hints, all.split(/ {2,}/).slice(0, hints.length), `${columns} columns`);
  }
});

test('the trend is drawn over the readings in the colour of its verdict, with its band', () => {
  const [chart] = frameOf(known(), view(), STYLE).charts;
  assert.deepEqual(
    chart?.plot.lines.map(({ ink, stroke }) => `${ink} ${stroke}`),
    ['fail dots', 'fail dots', 'data line', 'fail dashes'],
  );
  const [, , data, trend] = chart?.plot.lines ?? [];
  const both = (data?.dots ?? []).flatMap((dot, index) => {
    const other = trend?.dots[index];
    return dot === null || other === null || other === undefined ? [] : [Math.abs(dot - other)];
  });
  assert.ok(both.length > 50 && Math.max(...both) <= 2, 'it goes through them');
});

test('what keeps a run from being seen as it is stands above its verdict', () => {
  const gone = lines(frameOf(known({ standing: 'vanished' }), view(), STYLE), 'header');
  assert.match(
    gone.join('\n'),
    /INTERRUPTED \(soak\)[\s\S]*^INTERRUPTED at 03:34:05 UTC: its daemon is gone; resumed when it is back$/m,
  );
  assert.match(gone.join('\n'), /FAIL, so far: api rss/);
  for (const [trouble, said] of [
    [{ degraded: 'the disk is full' }, /^DEGRADED: the disk is full$/m],
    [{ unheard: 'its control socket was removed' }, /^NOT HEARD: its control socket was removed$/m],
    [{ trouble: 'no database' }, /^TROUBLE: no database$/m],
  ] as const)
    assert.match(lines(frameOf(known(trouble), view(), STYLE), 'header').join('\n'), said);
});

test('alerts that fire are named in the first line', () => {
  const firing = [
    { name: 'memory', severity: 'critical' },
    { name: 'p95', severity: 'warning' },
  ] as const;
  assert.match(lines(frameOf(known({ firing }), view(), STYLE), 'header')[0] ?? '', / 2 alerts: memory, p95/);
});

test('before the first assessment there are readings and no verdict, and it is said', () => {
  const frame = frameOf(known({ assessment: null, assessing: true }), view(), STYLE);
  assert.match(lines(frame, 'header')[1] ?? '', /^assessing … what was sampled so far$/);
  assert.equal(frame.charts[0]?.plot.lines.length, 1);
  assert.match(lines(frame, 'verdicts').join('\n'), /Verdicts[\s\S]*assessing/);
});

test('names and messages are shown, and neither escape sequences nor tags in them do anything', () => {
  const hostile = '\u001b]0;owned\u0007\u001b[2Jx {red-fg}y{/}\r\nz\u202e';
  const frame = frameOf(
    known({
      run: { ...known().run, name: hostile },
      targets: [hostile, 'b'],
      failures: [{ failure: hostile, count: 3 }],
      events: [{ event: 'note', monoMs: 1, wallMs: 0, target: 0, text: hostile, durationMs: null }],
      unheard: hostile,
      trouble: hostile,
      firing: [{ name: hostile, severity: 'info' }],
    }),
    view({ message: hostile, filter: 'x' }),
    { ...STYLE, columns: 400 },
  );
  const all = [...frame.texts.flatMap(({ lines: own }) => own), ...frame.charts.map(({ title }) => title)];
  for (const line of all) {
    assert.ok(!/[\p{Cc}\p{Cf}]/u.test(stripVTControlCharacters(line)), JSON.stringify(line));
    assert.ok(!line.includes('\u001b[2J') && !line.includes('owned'), JSON.stringify(line));
  }
  assert.ok(all.some((line) => line.includes('{red-fg}y{/}')));
});

test('a cursor shows the values and events of its time, in the title and on the charts', () => {
  const frame = frameOf(known(), view({ cursorMs: 300_000 }), STYLE);
  assert.match(titles(frame)[0] ?? '', /^1 rss 101\.5 MB|^1 rss 102 MB|^1 rss 101 MB/);
  assert.notEqual(frame.charts[0]?.plot.cursor, null);
  assert.match(lines(frame, 'events').join('\n'), /Events: 1/);
  assert.match(lines(frame, 'header')[0] ?? '', / at 5:00 \(03:09:05 UTC\) /);
});

test('a filter leaves the events that hold its words, however they are written', () => {
  assert.match(
    lines(frameOf(known(), view({ filter: 'EXITED' }), STYLE), 'events').join('\n'),
    /1 of "EXITED"[\s\S]*restart api: exited/,
  );
});

test('restarts, gaps and notes are marked at the foot of each chart', () => {
  for (const { plot } of frameOf(known(), view(), STYLE).charts) assert.equal(plot.marks.length, 1);
});

test('a metric alone has the words of its trend and of its criterion', () => {
  const focus = lines(frameOf(known(), view({ metric: 0 }), STYLE), 'focus').join('\n');
  assert.match(
    focus,
    /^metric +target +slope[\s\S]*rises steadily[\s\S]*fail rss\.slope < 1MB\/h: rises 18 MB\/h/,
  );
  assert.match(
    lines(frameOf(known(), view({ metric: 7 }), STYLE), 'focus').join('\n'),
    /no trend is told of this/,
  );
});

test('a window on the last minutes shows these on every chart', () => {
  const spanMs = RANGES[1]?.spanMs ?? 0;
  const near = windowOn({ fromMs: 1_500_000, spanMs });
  for (const { plot } of frameOf(known({ window: near }), view({ range: 1 }), STYLE).charts)
    assert.deepEqual(
      plot.labels.filter(({ row }) => row === plot.rows - 1).map(({ text }) => text),
      ['25:00', '30:00', '27:30'],
    );
});

test('a terminal that is too small is told so, with how large it has to be', () => {
  for (const [columns, rows] of [
    [59, 40],
    [120, 17],
    [10, 3],
    [1, 1],
  ] as const) {
    const { texts, charts } = frameOf(known(), view(), { ...STYLE, columns, rows });
    assert.equal(charts.length, 0);
    assert.ok((texts[0]?.lines.length ?? 0) <= rows);
    for (const line of texts[0]?.lines ?? []) assert.ok(columnsOf(line) <= columns);
  }
  const small = frameOf(known(), view(), { ...STYLE, columns: 50, rows: 10 });
  assert.match(lines(small, 'small').join(' '), /has 50 x 10;.* 60 x 18 or more/);
});
