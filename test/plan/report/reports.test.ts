import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemText } from '../../../src/plan/document/problem.ts';
import { checkPlan, parsePlan } from '../../../src/plan/parse.ts';

const base = 'name: x\nduration: 5m\ntarget: { pid: 1 }\n';

function reports(text: string) {
  return parsePlan(`${base}reports: ${text}\n`, { file: '/plans/plan.yaml' }).plan.reports;
}

function told(text: string): string[] {
  const checked = checkPlan(`${base}reports: ${text}\n`, { file: 'plan.yaml' });
  return 'problems' in checked ? checked.problems.map(problemText) : [];
}

test('reports are formats, and a folder that begins at that of the plan', () => {
  assert.deepEqual(reports('[html, junit]'), { formats: ['html', 'junit'], folder: null });
  assert.deepEqual(reports('{ formats: [csv] }'), { formats: ['csv'], folder: null });
  assert.deepEqual(reports('{ formats: [csv], folder: out }'), { formats: ['csv'], folder: '/plans/out' });
  assert.equal(parsePlan(base, { file: 'plan.yaml' }).plan.reports, null);
});

test('what is no format is told with those that are', () => {
  assert.deepEqual(
    [
      told('[html, htm]'),
      told('[]'),
      told('[html, html]'),
      told('html'),
      told('{ formats: [html], foldr: x }'),
    ].flat(),
    [
      'plan.yaml:4:17: reports[1]: found "htm", expected one of text, json, html, junit, csv, openmetrics, markdown; did you mean "html"?',
      'plan.yaml:4:1: reports: found an empty list, expected formats; leave reports out for none',
      'plan.yaml:4:1: reports: found a format twice',
      'plan.yaml:4:10: reports: found "html", expected a list of formats such as [html, junit], or a mapping with formats and folder',
      'plan.yaml:4:29: reports.foldr: unknown key "foldr"; did you mean "folder"?',
    ],
  );
});
