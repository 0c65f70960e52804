/**
 * A night, or two hours of it, under a real systemd: boots a container, installs soakd there, has the daemon soak a
 * redis by config/overnight.yaml, and leaves it alone until the verdict is there.
 *
 *   sudo node scripts/bench/overnight.ts [--for 2h] [--to FOLDER]
 *
 * FOLDER (default overnight-TIME, here) gets report.json, report.txt, journal.txt, soakd.db and figures.json. Only
 * systemctl is asked how it goes, which asks systemd and not soakd.
 */
import { chownSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Machine, until } from '../../test/systemd/machine.ts';

const LOOK_EVERY_MS = 60_000;
const DATABASE = '/var/lib/soakd/soakd.db';

const { values } = parseArgs({ options: { for: { type: 'string', default: '2h' }, to: { type: 'string' } } });
const folder = resolve(values.to ?? `overnight-${new Date().toISOString().slice(0, 16).replaceAll(':', '')}`);
mkdirSync(folder, { recursive: true });

await using machine = new Machine();
await machine.boot();
await machine.must('/checkout/scripts/install');
await machine.must('systemctl', 'enable', '--now', 'soakd.service');
const plan = '/usr/local/lib/soakd/current/config/overnight.yaml';
// Its folder is one that the user soakd may enter.
const { run } = JSON.parse(await machine.must('soakd', 'start', plan, '--for', values.for, '--json'));
tell(`run ${run} has begun, for ${values.for}`);
await until('systemctl status tells of it', async () => (await statusText()).includes('overnight'));
for (let said = ''; said === '' || said.includes('overnight '); said = await statusText()) {
  if (said !== '') tell(said);
  await delay(LOOK_EVERY_MS);
}

const database = ['--db', DATABASE] as const;
const report = await until('it has its verdict', async () => {
  const told = JSON.parse(await machine.must('soakd', 'report', run, '--format', 'json', ...database));
  return told.run.state === 'running' ? null : told;
});
save('report.json', `${JSON.stringify(report, null, 2)}\n`);
const text = await machine.must('soakd', 'report', run, ...database);
save('report.txt', text);
const missed = JSON.parse(
  await machine.must(
    'soakd',
    'query',
    '--json',
    `SELECT count(*) AS taken, sum(missed_ticks) AS missed FROM self WHERE run_id = '${run}'`,
    ...database,
  ),
);
const restarts = await machine.property('soakd.service', 'NRestarts');
save('journal.txt', await machine.must('journalctl', '--no-pager', '--unit=soakd.service'));
await machine.must('systemctl', 'stop', 'soakd.service');
copyFileSync(machine.path(DATABASE), join(folder, 'soakd.db'));
// Its owner there is a number of somebody else's here.
chownSync(join(folder, 'soakd.db'), 0, 0);
const figures = { ticks: missed, restarts: Number(restarts), self: report.self, verdict: report.verdict };
save('figures.json', `${JSON.stringify(figures, null, 2)}\n`);
process.stdout.write(
  `${text}\n${readFileSync(join(folder, 'figures.json'), 'utf8')}all of it is in ${folder}\n`,
);

function statusText(): Promise<string> {
  return machine.property('soakd.service', 'StatusText');
}

function save(name: string, content: string): void {
  writeFileSync(join(folder, name), content);
}

function tell(line: string): void {
  process.stdout.write(`${new Date().toISOString()} ${line}\n`);
}
