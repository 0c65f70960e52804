import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assessCourse } from '../../src/analysis/assess-course.ts';
import { type CumulativeCounts, cumulate } from '../../src/analysis/load-counts.ts';
import { readTimeline, type Timeline } from '../../src/analysis/timeline.ts';
import { parsePlan } from '../../src/plan/parse.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { courseSentence } from '../../src/report/course-text.ts';
import type { EventRow } from '../../src/store/event-record.ts';
import { LOAD_COUNTS } from '../../src/store/read-load.ts';

function plan(load: string, ending = 'duration: 10s'): Plan {
  const text = `name: x\n${ending}\ntarget: { pid: 1 }\nload: { ${load}, operations: [{ http: { get: "http://h/" } }] }\n`;
  return parsePlan(text, { file: 'p.yaml' }).plan;
}

/** So many arrivals in each second from the first on. */
function counts(due: readonly number[]): CumulativeCounts {
  const columns = LOAD_COUNTS.map((name) => [name, Float64Array.from(due)]);
  const monoMs = Float64Array.from(due, (_, second) => second * 1000);
  return cumulate([{ monoMs, values: Object.fromEntries(columns) }]);
}

function timeline(endMs: number, more: readonly Partial<EventRow>[] = []): Timeline {
  const event = (fields: Partial<EventRow>): EventRow => ({
    event: 'phase',
    monoMs: 0,
    wallMs: 0,
    target: null,
    text: '',
    durationMs: null,
    ...fields,
  });
  const events = [event({ text: 'warm-up' }), ...more.map(event), event({ text: 'ended', monoMs: endMs })];
  return readTimeline(events, { warmup: { kind: 'auto' } }, endMs + 1);
}

const STAGES =
  'stages: [{ over: 4s, from: 10/s, to: 10/s }, { over: 2s, from: 0/s, to: 0/s }, { from: 5/s }]';

test('each stage is told with what was planned of it and what came due', () => {
  const course = assessCourse(plan(STAGES), counts([10, 10, 10, 10, 0, 0, 5, 5, 5, 5]), timeline(10_000));
  assert.deepEqual([course?.planned, course?.due], [60, 60]);
  assert.deepEqual(
    course?.parts.map(({ text, planned, plannedS, due, fromS, tookS }) => [
      text,
      planned,
      plannedS,
      due,
      fromS,
      tookS,
    ]),
    [
      ['10/s over 4s', 40, 4, 40, 0, 4],
      ['0/s over 2s', 0, 2, 0, null, null],
      ['5/s to the end', 20, 4, 20, 6, 4],
    ],
  );
});

test('a stage that the generator was late with took longer, and one that was cut short has less', () => {
  const course = assessCourse(
    plan('stages: [{ over: 4s, to: 10/s, from: 10/s }, { over: 2s, to: 20/s, from: 20/s }]', 'duration: 6s'),
    counts([5, 5, 10, 5, 10, 5, 10]),
    timeline(7000),
  );
  assert.deepEqual(
    course?.parts.map(({ planned, due, tookS }) => [planned, due, tookS]),
    [
      [40, 40, 6],
      [40, 10, 1],
    ],
  );
});

test('a pause is no time that a stage took', () => {
  const paused = timeline(12_000, [
    { event: 'pause', monoMs: 2000 },
    { event: 'resume', monoMs: 4000 },
  ]);
  const course = assessCourse(
    plan('rate: 10/s', 'duration: 8s'),
    counts([10, 10, 0, 0, 10, 10, 10, 10, 10, 10]),
    paused,
  );
  assert.deepEqual(course?.parts[0]?.tookS, 8);
});

test('what lies beyond the end was not run, and is not among what was planned', () => {
  const course = assessCourse(
    plan('stages: [{ over: 2s, from: 10/s, to: 10/s }, { over: 5s, from: 3/s, to: 3/s }]', 'duration: 2s'),
    counts([10, 10]),
    timeline(2000),
  );
  assert.equal(course?.planned, 20);
  assert.deepEqual(
    course?.parts.map(({ isRun, planned, plannedS, due }) => [isRun, planned, plannedS, due]),
    [
      [true, 20, 2, 20],
      [false, 15, 5, 0],
    ],
  );
});

test('loads without stages are told as a whole, users without a number', () => {
  const of = (load: string, ending?: string): string => {
    const [part] = assessCourse(plan(load, ending), counts([5, 5, 5]), timeline(3000))?.parts ?? [];
    return part === undefined ? '' : courseSentence(part);
  };
  assert.equal(
    of('users: 2, think: 1s'),
    'planned: closed: 2 users, 1s between their operations in 10 s; 15 came due in 3 s',
  );
  assert.equal(
    of('sine: { period: 10s, from: 0/s, to: 4/s }'),
    'planned: open: 0/s to 4/s and back every 10s, 20 operations in 10 s; 15 came due in 3 s',
  );
  assert.equal(
    of('rate: 5/s', 'operations: 15'),
    'planned: 5/s to the end, 15 operations in 3 s; 15 came due in 3 s',
  );
  assert.equal(of('sweep: { users: [1], for: 1s }'), '');
});
