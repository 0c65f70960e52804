import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlanFile, PlanFolder } from '../../src/daemon/plan-folder.ts';
import { mergePlans } from '../../src/daemon/plans.ts';
import { parsePlan } from '../../src/plan/parse.ts';

function plan(file: string, name: string, duration = '5m'): PlanFile {
  return { file, parsed: parsePlan(`name: ${name}\nduration: ${duration}\ntarget: { pid: 1 }\n`, { file }) };
}

function folder(plans: readonly PlanFile[], broken: readonly string[] = [], lost = false): PlanFolder {
  return { plans, problems: [], broken: new Set(broken), lost };
}

const old = [plan('/p/a.yaml', 'a'), plan('/p/b.yaml', 'b')];

function shown(plans: readonly PlanFile[]): string[] {
  return plans.map(({ file, parsed: { plan } }) => {
    const ms = plan.ending.kind === 'duration' ? plan.ending.durationMs : 0;
    return `${file} ${plan.name} ${ms / 60_000}`;
  });
}

test('a changed plan, a new one and one that is gone are taken up', () => {
  const now = folder([plan('/p/a.yaml', 'a', '9m'), plan('/p/c.yaml', 'c')]);
  assert.deepEqual(shown(mergePlans(old, now)), ['/p/a.yaml a 9', '/p/c.yaml c 5']);
});

test('of a broken file the last good plan still counts', () => {
  const now = folder([plan('/p/b.yaml', 'b', '9m')], ['/p/a.yaml']);
  assert.deepEqual(shown(mergePlans(old, now)), ['/p/b.yaml b 9', '/p/a.yaml a 5']);
});

test('all plans still count while the folder cannot be read', () => {
  assert.deepEqual(mergePlans(old, folder([], [], true)), old);
});

test('a plan that has moved to another file counts once', () => {
  const now = folder([plan('/p/z.yaml', 'a')], ['/p/a.yaml', '/p/b.yaml']);
  assert.deepEqual(shown(mergePlans(old, now)), ['/p/z.yaml a 5', '/p/b.yaml b 5']);
});
