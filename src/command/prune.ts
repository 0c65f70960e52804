import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { EXIT, type ExitCode, SoakdError } from '../error.ts';
import { formatBytes, parseDuration, parseQuantity } from '../plan/quantity/quantity.ts';
import { bytesFreed, careSentence, freedBy, renderCarePlan, renderCareReport } from '../report/care-text.ts';
import { care, planned } from '../retention/care.ts';
import type { CareStep } from '../retention/plan-care.ts';
import { KEEP_ALL, type RetentionPolicy } from '../retention/policy.ts';
import { readBaselines } from '../store/baseline.ts';
import { openForReading, openForWriting } from '../store/database.ts';
import { findRun } from '../store/read-run.ts';
import type { Connection } from '../store/sqlite.ts';
import type { Command } from './command.ts';
import { databaseFile } from './installation.ts';
import { whileWanted } from './while-wanted.ts';

export const prune: Command = {
  summary: 'thin or delete old runs, and make the database smaller',
  usage: `Usage: soakd prune [--thin-after D] [--older-than D] [--keep-newest N] [--max-size SIZE] [--dry-run] [run...]

Thins or deletes runs that have ended, also while soaks write to the database; a run that goes on is
never touched. Thinning keeps the verdicts, events, restarts and failures of a run, and of its
samples the mean, least, greatest and last of each minute: reports and trends are told from these. A
run under two hours is not thinned, nor is a baseline. Sizes told before are estimates.

  --thin-after D    thin runs that ended longer ago than this, such as 14d
  --older-than D    delete runs that ended longer ago than this, such as 90d
  --keep-newest N   never delete the newest N; without --older-than and --max-size, delete all
                    others
  --max-size SIZE   thin, then delete the oldest runs until the database is no larger than this, such as 2GB
  --dry-run         only tell what would be done
  run...            only these runs; without any of the options above, delete them
  --db FILE         database (default: soakd info tells)
  --json            as JSON

Examples:
  soakd prune --thin-after 14d --older-than 90d --dry-run
  soakd prune --max-size 2GB --keep-newest 10
  soakd prune k7bd92xq
`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        'thin-after': { type: 'string' },
        'older-than': { type: 'string' },
        'keep-newest': { type: 'string' },
        'max-size': { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        db: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    const asked: RetentionPolicy = {
      ...KEEP_ALL,
      thinAfterMs: told('thin-after', values['thin-after'], parseDuration),
      keepForMs: told('older-than', values['older-than'], parseDuration),
      keepNewest: told('keep-newest', values['keep-newest'], countOf),
      maxBytes: told('max-size', values['max-size'], bytesOf),
    };
    const { thinAfterMs, keepForMs, keepNewest, maxBytes } = asked;
    if (
      [thinAfterMs, keepForMs, keepNewest, maxBytes].every((value) => value === null) &&
      positionals.length === 0
    )
      throw new SoakdError('prune needs to be told what may go', {
        hint: 'For example: soakd prune --thin-after 14d --older-than 90d --dry-run',
      });
    const file = databaseFile(values.db);
    // First, as it makes no database where there is none.
    const found = await openForReading(file);
    let policy = asked;
    try {
      if (positionals.length > 0)
        policy = { ...asked, only: new Set(positionals.map((reference) => endedRun(found, reference))) };
      if (values['dry-run']) {
        const steps = planned(found, policy, { file });
        const document = { dryRun: true, steps: steps.map(documentOf), freesBytes: freedBy(steps) };
        print(values.json ? document : renderCarePlan(steps));
        return EXIT.pass;
      }
    } finally {
      found.close();
    }
    return pruneBy(policy, { file, json: values.json });
  },
};

async function pruneBy(
  policy: RetentionPolicy,
  { file, json }: { readonly file: string; readonly json: boolean },
): Promise<ExitCode> {
  const database = await openForWriting(file);
  try {
    const report = await whileWanted((signal) =>
      care(database, policy, {
        file,
        logs: join(dirname(file), 'logs'),
        signal,
        onStep: (step) => process.stderr.write(`${careSentence(step)}\n`),
      }),
    );
    if (typeof report === 'number') return report;
    const { fileBytes: databaseBytes, freeBytes } = report.after;
    const steps = report.done.map(documentOf);
    const document = { dryRun: false, steps, freesBytes: bytesFreed(report), databaseBytes, freeBytes };
    print(json ? document : renderCareReport(report));
    if (report.isOverLimit)
      process.stderr.write(
        `it is still larger than ${formatBytes(policy.maxBytes ?? 0)}: what is left goes on or is kept\n`,
      );
    return EXIT.pass;
  } finally {
    database.close();
  }
}

function print(output: string | object): void {
  const text =
    typeof output === 'string' ? output : `${JSON.stringify({ version: 1, ...output }, null, 2)}\n`;
  process.stdout.write(text);
}

function endedRun(database: Connection, reference: string): string {
  const { id, run, state } = findRun(database, reference);
  if (state === 'running') throw new SoakdError(`run ${id} goes on`, { hint: 'Stop it first: soakd stop.' });
  const stored = database
    .prepare<[number], string>('SELECT state FROM progress WHERE run = ?')
    .pluck()
    .get(run);
  const baseline = readBaselines(database).find((one) => one.run === run);
  if (baseline !== undefined)
    throw new SoakdError(`run ${id} is the baseline of ${baseline.name}`, {
      hint: 'It is kept. "soakd baseline set RUN" makes another run of the plan its baseline.',
    });
  if (stored !== 'running') return id;
  throw new SoakdError(`run ${id} was cut off and may be taken up again`, {
    hint: 'Its daemon resumes or ends it; one of the foreground is ended by the next "soakd run".',
  });
}

function documentOf({ action, run, why, freesBytes }: CareStep) {
  return { action, run: run.id, name: run.name, why, freesBytes };
}

function told<Value>(flag: string, text: string | undefined, read: (text: string) => Value): Value | null {
  if (text === undefined) return null;
  try {
    return read(text);
  } catch (cause) {
    if (!(cause instanceof SoakdError)) throw cause;
    throw new SoakdError(`--${flag}: ${cause.message}`, {
      cause,
      ...(cause.hint === null ? {} : { hint: cause.hint }),
    });
  }
}

function countOf(text: string): number {
  if (/^(0|[1-9]\d{0,8})$/.test(text)) return Number(text);
  throw new SoakdError(`found "${text}", expected a number of runs such as 10`);
}

function bytesOf(text: string): number {
  return parseQuantity(text, { dimension: 'bytes' }).value;
}
