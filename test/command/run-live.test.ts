import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { servicePlan } from '../fixture/daemon.ts';
import { temporaryFolder } from '../fixture/soakd.ts';
import { openTerminal } from '../fixture/terminal.ts';
import { assertRestored, MAIN, modesOf } from '../fixture/watching.ts';

test('run --live has a dashboard in front of the soak: q leaves it to its progress, and its end tells the verdict', async (context) => {
  const folder = temporaryFolder(context);
  const plan = join(folder, 'plan.yaml');
  writeFileSync(plan, await servicePlan('fronted'));
  const environment = { SOAKD_DB: join(folder, 'soakd.db'), XDG_RUNTIME_DIR: folder };
  // So many rows that the conclusion stays on the screen above a verdict table with long reasons.
  const terminal = await openTerminal(context, { columns: 120, rows: 60, environment });
  const modes = await modesOf(terminal);
  terminal.runs(`node ${MAIN} run ${plan} --live; echo "code=$?"`);
  await terminal.shows(/^fronted {2}\w+ {2}WARM-UP[\s\S]*rate +\d+\/s/m);
  terminal.keys('q');
  await terminal.shows(/the dashboard is closed, and the soak goes on[\s\S]*warm-up +\d+s/);
  assert.equal(terminal.flag('alternate_on'), '0');
  terminal.keys('C-c');
  await terminal.shows(/^\w+ \(interrupted\): [\s\S]*code=130/m);
  terminal.runs('clear');
  terminal.runs(`node ${MAIN} run ${plan} --live; echo "code=$?"`);
  await terminal.shows(/^fronted {2}\w+ {2}WARM-UP/m);
  terminal.keys('C-c');
  await terminal.shows(/SIGINT: ending the soak[\s\S]*^\w+ \(interrupted\): [\s\S]*code=130/m);
  terminal.runs('clear');
  terminal.runs(`node ${MAIN} run ${plan} --live --for 25s; echo "code=$?"`);
  await terminal.shows(/^fronted {2}\w+ {2}WARM-UP/m);
  await terminal.shows(/^[A-Z]+: [\s\S]*code=1[01]/m);
  await assertRestored(terminal, modes);
});
