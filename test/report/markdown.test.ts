import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { sample } from './sample-assessment.ts';

test('the conclusion comes first, then the criteria with failures on top, then the evidence, folded', () => {
  const lines = renderMarkdown(sample).split('\n');
  assert.match(
    lines[0] ?? '',
    /^### ✗ FAIL: api anon rises 4\.2 MB\/h \(95 % interval 3\.9 to 4\.5 MB\/h; budget 1MB\/h\)/,
  );
  assert.match(lines[2] ?? '', /^`k7bd92xq` `nightly-api` on `rig`, 2026-11-20T22:00:00/);
  const rows = lines.filter((line) => line.startsWith('| `'));
  assert.deepEqual(rows.map((row) => row.split(' | ').slice(0, 3)).slice(0, 2), [
    ['| `anon.slope < 1MB/h`', '`api`', '✗ fail'],
    ['| `fds.slope < 0.5/h`', '`api`', '? inconclusive'],
  ]);
  const text = lines.join('\n');
  assert.match(
    text,
    /<details><summary>Evidence<\/summary>\n\n\| metric .*quarters 42 MB, 46 MB, 50 MB, 54 MB/s,
  );
  assert.match(
    text,
    /<summary>Events<\/summary>\n\n\(3 earlier ones are in the database\)\n\n- 0:00 \*\*phase\*\*/,
  );
});

test('every row of a table has the cells that its head has', () => {
  const tables = renderMarkdown(sample)
    .split('\n\n')
    .filter((block) => block.startsWith('| '));
  assert.equal(tables.length, 2);
  for (const table of tables) {
    const widths = table.split('\n').map((row) => row.split(/(?<!\\)\|/).length);
    assert.deepEqual([...new Set(widths)].length, 1, table);
  }
});

test('names and texts are no markup, mention nobody, and end no cell', () => {
  const [first] = sample.criteria;
  assert.ok(first);
  const wild = '<img src=x onerror=alert(1)> @octocat | [click](http://x) `code` *bold*\n# head';
  const run = { ...sample.run, name: wild };
  const events = sample.events.map((event) => ({ ...event, text: wild }));
  const criteria = [{ ...first, rule: wild, target: wild, reason: wild, verdict: 'fail' as const }];
  const text = renderMarkdown({ ...sample, run, criteria, events });
  const outside = text.replace(/(`+)[^\n]*?[^`]\1(?!`)/g, '');
  assert.doesNotMatch(outside, /<img|@octocat|(?<!\\)\]\(http|^# head/m);
  assert.match(text, /&lt;img src=x onerror=alert\(1\)&gt; @<!-- -->octocat \\\| \\\[click\\\]/);
});

test('a comment of a run with hundreds of criteria, trends and events still fits on GitHub', () => {
  const many = <Item>(items: readonly Item[]): Item[] =>
    Array.from({ length: 300 }, (_, index) => items[index % items.length] as Item);
  const text = renderMarkdown({
    ...sample,
    criteria: many(sample.criteria),
    trends: many(sample.trends),
    events: many(sample.events),
  });
  assert.ok(text.length < 65_536, `${text.length} characters`);
  assert.match(text, /and 240 more; the whole report has them all/);
});
