import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AssessedLevel, AssessedLevels } from '../../src/analysis/assessed-levels.ts';
import type { LatencySummary } from '../../src/analysis/latency-summary.ts';
import { levelsSection } from '../../src/report/html/levels-section.ts';
import { levelsSentence, renderLevels } from '../../src/report/levels-text.ts';
import { pageOf } from '../../src/report/page.ts';

const TIMES: LatencySummary = {
  count: 1000,
  mean: 20,
  p50: 20,
  p90: 21,
  p95: 22,
  p99: 23,
  p999: 24,
  max: 25,
};

function level(parts: Partial<AssessedLevel>): AssessedLevel {
  return {
    number: 1,
    value: 8,
    step: 'double',
    outcome: 'held',
    why: '',
    fromS: 0,
    toS: 5,
    loadS: 5,
    seen: {
      due: 1000,
      sent: 1000,
      ok: 990,
      failed: 10,
      blocked: 0,
      skipped: 0,
      bypassed: 0,
      overblocked: 0,
      undecided: 0,
      offered: 200,
      achieved: 200,
      throughput: 198,
      latencyMs: TIMES,
      serviceMs: TIMES,
      saturatedSeconds: 0,
      seconds: 5,
    },
    unseen: null,
    ...parts,
  };
}

const search: AssessedLevels = {
  kind: 'search',
  of: 'users',
  planned: null,
  trouble: null,
  levels: [
    level({}),
    level({ number: 2, value: 16, outcome: 'broke', why: 'success >= 99%: it was 90%' }),
    level({ number: 3, step: 'confirm' }),
    level({ number: 4, outcome: 'cut', seen: null, unseen: 'the run was thinned: its seconds are gone' }),
  ],
  capacity: {
    of: 'users',
    held: 8,
    broke: { value: 16, why: 'success >= 99%: it was 90%' },
    trouble: null,
  },
};

test('levels are told one after the other, the capacity first', () => {
  const page = pageOf({ criteria: [] }, { width: 100, colour: false, unicode: true });
  assert.deepEqual(renderLevels(search, page), [
    'capacity: 8 users; 16 users broke: success >= 99%: it was 90%',
    'level     offered     ok  failed  p50 ms  p95  p99  outcome',
    '8 users     200/s  198/s     1 %      20   22   23  held',
    '16 users    200/s  198/s     1 %      20   22   23  broke',
    '    success >= 99%: it was 90%',
    '8 users     200/s  198/s     1 %      20   22   23  held (confirming)',
    '8 users         -      -       -       -    -    -  cut short',
    '    the run was thinned: its seconds are gone',
  ]);
});

test('the page for a browser has the same', () => {
  const page = levelsSection(search).text;
  for (const text of ['capacity: 8 users', '16 users', 'held (confirming)', 'success &gt;= 99%'])
    assert.ok(page.includes(text), text);
});

test('what was not found is said', () => {
  const sentence = (parts: Partial<AssessedLevels>) => levelsSentence({ ...search, ...parts });
  const capacity = { of: 'users', held: null, broke: null, trouble: null } as const;
  const trouble = 'the search was not over when the run ended';
  assert.equal(sentence({ trouble, capacity: { ...capacity, trouble } }), `capacity unknown: ${trouble}`);
  assert.equal(sentence({ capacity: { ...capacity, trouble } }), 'the search goes on; 3 levels were run');
  assert.equal(
    sentence({ capacity: { ...capacity, broke: { value: 4, why: 'x' } } }),
    'capacity: none, the lowest level broke; 4 users broke: x',
  );
  assert.equal(sentence({ capacity: { ...capacity, held: 100 } }), 'capacity: 100 users; nothing broke');
  assert.equal(sentence({ kind: 'sweep', planned: 4, capacity: null }), '3 of 4 levels were run');
});
