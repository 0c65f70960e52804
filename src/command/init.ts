import { existsSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { EXIT, SoakdError } from '../error.ts';
import { splitCommand } from '../plan/document/command-line.ts';
import { type Draft, draftPlan } from '../plan/draft.ts';
import { parsePlan } from '../plan/parse.ts';
import { parseDuration, parseQuantity } from '../plan/quantity/quantity.ts';
import { defaultTargetName } from '../plan/target/default-name.ts';
import type { Command } from './command.ts';
import { commandName } from './installation.ts';

export const init: Command = {
  summary: 'write a commented plan for your own service',
  usage: `Usage: soakd init [--start CMD | --pid N] [--url URL] [--rate R] [--duration D] [--name NAME] [-o FILE] [--force]

Writes a plan with comments, and asks on a terminal for what the flags do not say.

  --start CMD   a command that soakd starts and stops, e.g. --start "node server.js"
  --pid N       a process that runs already
  --url URL     where to send requests; without --start or --pid the process that listens there is watched
  --rate R      requests per time (default 10/s)
  --duration D  how long to soak (default 1h)
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
    const answers = given === undefined ? { ...values, ...(await ask()) } : values;
    const draft = readAnswers(answers);
    const file = answers.output ?? `${draft.name}.yaml`;
    const text = draftPlan(draft);
    parsePlan(text, { file });
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

function readAnswers(answers: Answers): Draft {
  const { start, pid, url, rate = '10/s', duration = '1h', name } = answers;
  if (start !== undefined && pid !== undefined) throw new SoakdError('init takes --start or --pid, not both');
  const address = url === undefined ? null : readAddress(url);
  aboutOption('--rate', () => positive(parseQuantity(rate, { dimension: 'rate' }).value));
  aboutOption('--duration', () => parseDuration(duration));
  const target = readTarget(answers, address);
  const program = target.kind === 'start' ? target.command : null;
  return {
    name: name ?? defaultTargetName(program),
    target,
    load: url === undefined ? null : { url, rate: rate.trim() },
    duration: duration.trim(),
  };
}

function readTarget({ start, pid, output }: Answers, address: URL | null): Draft['target'] {
  if (start !== undefined) {
    const command = splitCommand(start);
    if ('trouble' in command) throw new SoakdError(`--start: ${command.trouble}`);
    // The command was written for this folder, wherever the plan goes.
    const planFolder = output === undefined || output === '-' ? '.' : dirname(output);
    const cwd = relative(resolve(planFolder), process.cwd());
    return { kind: 'start', command, cwd: cwd === '' ? null : cwd };
  }
  if (pid !== undefined) {
    if (!/^[1-9]\d{0,6}$/.test(pid)) throw new SoakdError(`--pid: found "${pid}", expected a process id`);
    return { kind: 'pid', value: Number(pid) };
  }
  if (address === null) throw new SoakdError('init needs --start CMD, --pid N or --url URL');
  return { kind: 'port', value: Number(address.port === '' ? 80 : address.port) };
}

function readAddress(url: string): URL {
  const address = URL.canParse(url) ? new URL(url) : null;
  if (address?.protocol === 'https:')
    throw new SoakdError('--url: https is not spoken; give the http address that is behind it');
  if (
    address === null ||
    address.protocol !== 'http:' ||
    address.username !== '' ||
    address.password !== ''
  ) {
    throw new SoakdError('--url: expected an address such as http://127.0.0.1:8080/, without a user in it');
  }
  return address;
}

function positive(value: number): void {
  if (value <= 0) throw new SoakdError('expected a rate above zero');
}

function aboutOption(option: string, read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (error instanceof SoakdError) throw new SoakdError(`${option}: ${error.message}`, { cause: error });
    throw error;
  }
}

/** On the terminal; questions go to stderr, as all messages do. */
async function ask(): Promise<Answers> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const question = async (text: string, fallback = ''): Promise<string | undefined> => {
    const answer = (
      await terminal.question(fallback === '' ? `${text}: ` : `${text} [${fallback}]: `)
    ).trim();
    return answer === '' ? fallback || undefined : answer;
  };
  try {
    const start = await question('Command that starts your service (empty: it runs already)');
    const pid =
      start === undefined
        ? await question('Its process id (empty: whatever listens at the address)')
        : undefined;
    const url = await question('Address to send requests to (empty: only watch)');
    const rate = url === undefined ? undefined : await question('Requests per time', '10/s');
    const duration = await question('How long to soak', '1h');
    return { start, pid, url, rate, duration };
  } finally {
    terminal.close();
  }
}

function write(file: string, text: string, force: boolean): void {
  try {
    writeFileSync(file, text, { flag: force ? 'w' : 'wx' });
  } catch (cause) {
    if (!force && existsSync(file)) {
      throw new SoakdError(`${file} is there already`, {
        hint: 'Give another -o FILE, or --force to replace it.',
        cause,
      });
    }
    throw new SoakdError(`cannot write ${file}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}
