import { parseArgs } from 'node:util';
import { EXIT, SoakdError } from '../error.ts';
import { examineMachine } from '../machine/examine.ts';
import { type Examination, missing, ok } from '../machine/finding.ts';
import { examineProcess } from '../machine/target-access.ts';
import { parsePlan, readPlanText } from '../plan/parse.ts';
import type { TargetPlan } from '../plan/target/target-plan.ts';
import { renderMachine } from '../report/machine-text.ts';
import { findProcess } from '../target/attach.ts';
import type { Command } from './command.ts';
import { databaseFile } from './installation.ts';
import { textStyle } from './text-style.ts';

const PROC = '/proc';

export const doctor: Command = {
  summary: 'what this machine lets soakd see, and what to do about the rest',
  usage: `Usage: soakd doctor [plan] [--pid N]... [--db FILE] [--json]

Tells what this machine lets soakd see and do as this user, line by line ok, limited or missing,
why, and the command that would change it: what the kernel tells, processes of other users, clocks
and sleep, the place of the database, room for load and analysis, systemd. Of a plan's targets and
of processes named by pid, which of their metrics can be read: "why is pss unavailable?"

  --pid N     a process, as a soak of it would read it
  --db FILE   database (default: soakd info tells)
  --json      as JSON

Exit code: 0 when soaks work here, however limited; 10 when something makes them impossible.

Examples:
  soakd doctor
  soakd doctor --pid "$(pidof -s nginx)"
  soakd doctor nightly-api.yaml
`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        pid: { type: 'string', multiple: true, default: [] },
        db: { type: 'string' },
        json: { type: 'boolean' },
      },
    });
    const [file, ...more] = positionals;
    if (more.length > 0)
      throw new SoakdError('doctor takes one plan', { hint: 'Or --pid N, for processes.' });
    const pids = values.pid.map(readPid);
    const targets = file === undefined ? [] : parsePlan(readPlanText(file), { file }).plan.targets;
    const examinations = [
      ...pids.map((pid) => ({ heading: `Process ${pid}`, findings: examineProcess(PROC, pid, false) })),
      ...(await Promise.all(targets.map(examineTarget))),
      ...(await examineMachine(databaseFile(values.db))),
    ];
    const works = !examinations.some(({ findings }) => findings.some(({ blocks }) => blocks));
    if (values.json === true)
      process.stdout.write(`${JSON.stringify({ version: 1, works, examinations }, null, 2)}\n`);
    else process.stdout.write(renderMachine(examinations, textStyle(process.stdout)));
    return works ? EXIT.pass : EXIT.fail;
  },
};

function readPid(text: string): number {
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw new SoakdError(`--pid takes the number of a process, found "${text}"`, {
    hint: 'pgrep -a NAME lists processes by name.',
  });
}

async function examineTarget({ name, source }: TargetPlan): Promise<Examination> {
  const heading = `Target ${name}`;
  if (source.kind === 'start')
    return { heading, findings: [ok('process', 'soakd starts it, so all of it can be read')] };
  try {
    const { pid } = await findProcess(source, { procRoot: PROC, systemctl: 'systemctl' });
    return { heading, findings: examineProcess(PROC, pid, source.kind === 'unit') };
  } catch (error) {
    if (!(error instanceof SoakdError)) throw error;
    return { heading, findings: [missing('process', error.message, error.hint, true)] };
  }
}
