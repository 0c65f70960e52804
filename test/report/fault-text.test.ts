import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AssessedFault } from '../../src/analysis/assessed-fault.ts';
import { renderText } from '../../src/report/text.ts';
import { sample } from './sample-assessment.ts';

const style = { width: 110, colour: false, unicode: true };

const late: AssessedFault = {
  name: 'far away',
  occurrence: 0,
  act: 'proxy',
  subject: 'wan',
  what: 'wan: messages late by 100ms, to the client',
  seed: 7,
  plannedS: 600,
  begunS: 605,
  begunAt: '2026-11-20T22:12:00.000Z',
  endedS: 665,
  state: 'over',
  begin: { seen: true, text: 'in force at wan for 12 of 12 connections', figures: {} },
  end: { seen: true, text: 'wan passes on again, 9000 bytes delayed', figures: { bytesDelayed: 9000 } },
  why: null,
  impact: null,
};

function faultSection(...faults: readonly AssessedFault[]): string[] {
  const lines = renderText({ ...sample, faults }, style).split('\n');
  const from = lines.indexOf('Faults');
  return from < 0 ? [] : lines.slice(from + 1, lines.indexOf('', from));
}

test('a fault is told with what was seen of it at its begin and its end', () => {
  assert.deepEqual(faultSection(late), [
    '10:05      far away: wan: messages late by 100ms, to the client, for 1 min',
    '           in force at wan for 12 of 12 connections',
    '           wan passes on again, 9000 bytes delayed',
  ]);
});

test('what was not seen, not run, not to be ended, or left by a soakd that died is said', () => {
  const unseen = { ...late, begin: { seen: false, text: '0 of 0 processes are stopped', figures: {} } };
  assert.match(faultSection(unseen).join('\n'), /0 of 0 processes are stopped \(not seen to take effect\)/);
  const later = { ...late, state: 'not-run', begunS: null, endedS: null, begin: null, end: null } as const;
  assert.match(
    faultSection({ ...later, why: 'the run ended before' })[0] ?? '',
    /not run: the run ended before$/,
  );
  const failed = { ...late, state: 'failed', why: 'could not be ended: nobody answers' } as const;
  assert.match(faultSection(failed)[0] ?? '', /failed: could not be ended: nobody answers/);
  const left = { ...late, state: 'interrupted', why: 'soakd died; 1 processes go on' } as const;
  assert.match(
    faultSection(left)
      .map((line) => line.trim())
      .join(' '),
    /for 1 min, interrupted: soakd died; 1 processes go on/,
  );
});

test('a run without faults has no such section', () => {
  assert.deepEqual(faultSection(), []);
});
