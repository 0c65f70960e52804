import { existsSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { EXIT, SoakdError } from '../error.ts';
import { type Draft, draftPlan } from '../plan/draft.ts';
import { checkPlan } from '../plan/parse.ts';
import { defaultTargetName } from '../plan/target/default-name.ts';
import type { Command } from './command.ts';
import { ofOption, readAddress, readCommand, readLength, readPid, readRate } from './init-answers.ts';
import { commandName } from './installation.ts';
import { askOnTerminal } from './questions.ts';

const RATE = '10/s';
const DURATION = '1h';

export const init: Command = {
  summary: 'write a commented plan for your own service',
  usage: `Usage: soakd init [--start CMD | --pid N] [--url URL] [--rate R] [--duration D] [--name NAME] [-o FILE] [--force]

Writes a plan with comments. When no flag says what to soak, it asks on the terminal for what the
flags do not say, and asks again where an answer is no good.

  --start CMD   a command that soakd starts and stops, e.g. --start "node server.js"
  --pid N       a process that runs already
  --url URL     where to send requests; without --start or --pid the process that listens there is
                watched
  --rate R      requests per time (default ${RATE})
  --duration D  how long to soak (default ${DURATION})
  --name NAME   name of the plan (default: the program's name)
  -o FILE       where to write it (default NAME.yaml; - is stdout)
  --force       replace FILE

Example:
  soakd init --start "node server.js" --url http://127.0.0.1:8080/ --rate 50/s -o soak.yaml
`,
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        start: { type: 'string' },
        pid: { type: 'string' },
        url: { type: 'string' },
        rate: { type: 'string' },
        duration: { type: 'string' },
        name: { type: 'string' },
        output: { type: 'string', short: 'o' },
        force: { type: 'boolean', default: false },
      },
    });
    const given = values.start ?? values.pid ?? values.url;
    if (given === undefined && process.stdin.isTTY !== true) {
      throw new SoakdError('init needs to know what to soak', {
        hint: 'Give --start CMD, --pid N or --url URL, or run it on a terminal to be asked.',
      });
    }
    const answers = given === undefined ? await ask(values, values.force) : values;
    const { file, text } = planOf(answers);
    if (file === '-') {
      process.stdout.write(text);
      return EXIT.pass;
    }
    write(file, text, values.force);
    process.stdout.write(
      `Wrote ${file}. Next:\n  ${commandName} check ${file}\n  ${commandName} run ${file}\n`,
    );
    return EXIT.pass;
  },
};

interface Answers {
  readonly start?: string | undefined;
  readonly pid?: string | undefined;
  readonly url?: string | undefined;
  readonly rate?: string | undefined;
  readonly duration?: string | undefined;
  readonly name?: string | undefined;
  readonly output?: string | undefined;
}

/** @throws SoakdError that says of which option, and what is wrong with it */
function planOf(answers: Answers): { readonly file: string; readonly text: string } {
  const draft = readAnswers(answers);
  const file = fileOf(answers, draft.name);
  const text = draftPlan(draft);
  const checked = checkPlan(text, { file });
  if (!('plan' in checked)) {
    throw new SoakdError(checked.problems.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  }
  return { file, text };
}

function readAnswers(answers: Answers): Draft {
  const { start, pid, url, rate = RATE, duration = DURATION, name } = answers;
  if (start !== undefined && pid !== undefined) throw new SoakdError('init takes --start or --pid, not both');
  const address = url === undefined ? null : ofOption('--url', () => readAddress(url));
  const perTime = ofOption('--rate', () => readRate(rate));
  const length = ofOption('--duration', () => readLength(duration));
  const target = readTarget(answers, address);
  return {
    name: name ?? defaultTargetName(target.kind === 'start' ? target.command : null),
    target,
    load: url === undefined ? null : { url, rate: perTime },
    duration: length,
  };
}

function readTarget({ start, pid, output }: Answers, address: URL | null): Draft['target'] {
  if (start !== undefined) {
    const command = ofOption('--start', () => readCommand(start));
    // The command was written for this folder, wherever the plan goes.
    const planFolder = output === undefined || output === '-' ? '.' : dirname(output);
    const cwd = relative(resolve(planFolder), process.cwd());
    return { kind: 'start', command, cwd: cwd === '' ? null : cwd };
  }
  if (pid !== undefined) return { kind: 'pid', value: ofOption('--pid', () => readPid(pid)) };
  if (address === null) throw new SoakdError('init needs --start CMD, --pid N or --url URL');
  return { kind: 'port', value: Number(address.port === '' ? 80 : address.port) };
}

function fileOf({ output }: Answers, name: string): string {
  return output ?? `${name}.yaml`;
}

/** On the terminal, for what the flags do not say. Each answer is tried in a plan before the next question. */
async function ask(flags: Answers, force: boolean): Promise<Answers> {
  let answers = flags;
  const check = (tried: Answers): void => {
    planOf(tried);
    if (tried.output === undefined || tried.output === '-') return;
    refuseMissingFolder(tried.output);
    if (!force) refuseToReplace(tried.output);
  };
  check({ pid: SOME_PID, ...answers });
  return askOnTerminal(async (askOne) => {
    const add = async (key: keyof Answers, text: string, fallback?: string, assumed?: Answers) => {
      if (answers[key] !== undefined) return;
      const answer = await askOne(text, fallback, (written) =>
        check(written === undefined ? { ...assumed, ...answers } : { ...answers, [key]: written }),
      );
      answers = { ...answers, [key]: answer };
    };
    const later = { pid: SOME_PID };
    await add('start', 'Command that starts your service (empty: it runs already)', undefined, later);
    if (answers.start === undefined)
      await add('pid', 'Its process id (empty: whatever listens at the address)', undefined, later);
    await add('url', 'Address to send requests to (empty: only watch)');
    if (answers.url !== undefined) await add('rate', 'Requests per time', RATE);
    await add('duration', 'How long to soak', DURATION);
    await add('output', 'File to write the plan to', fileOf(answers, readAnswers(answers).name));
    return answers;
  });
}

/** Stands for what was not asked yet. */
const SOME_PID = '1';

function write(file: string, text: string, force: boolean): void {
  try {
    writeFileSync(file, text, { flag: force ? 'w' : 'wx' });
  } catch (cause) {
    if (!force) refuseToReplace(file);
    throw new SoakdError(`cannot write ${file}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

function refuseMissingFolder(file: string): void {
  const folder = dirname(file);
  if (!existsSync(folder)) throw new SoakdError(`${folder} is not there`);
}

function refuseToReplace(file: string): void {
  if (!existsSync(file)) return;
  throw new SoakdError(`${file} is there already`, {
    hint: 'Give another -o FILE, or --force to replace it.',
  });
}
