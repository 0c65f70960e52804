import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { EXIT, SoakdError } from '../error.ts';
import { parsePlan } from '../plan/parse.ts';
import { parseDuration } from '../plan/quantity/quantity.ts';
import { renderSelftest, type SelftestAnswers } from '../report/selftest-text.ts';
import { checkKnownAnswers } from '../selftest/known-answers.ts';
import type { Command } from './command.ts';
import { runInForeground } from './foreground.ts';
import { commandName, databaseFile, databaseFlag } from './installation.ts';
import { judgeSpecimens, specimenPlan } from './specimens.ts';
import { textStyle } from './text-style.ts';

/** 80 samples: enough for a trend after a warm-up of half of them. */
const SHORTEST_MS = 20_000;

export const selftest: Command = {
  summary: 'check on this machine that a planted leak is found and nothing else is called one',
  usage: `Usage: soakd selftest [--for 2m] [--db FILE] [--json]

Holds soakd against what is known beforehand. Series made up with and without a leak go through the
analysis; then four small services are soaked side by side like any other: one that leaks, which
must fail; one that is steady, which must pass; a sawtooth and one that warms up, which must not
fail. Needs no configuration, no privileges and no network.

  --for D    how long the services are soaked, 20s at least (default 2m)
  --db FILE  keep the soak in this database (default: a temporary one, kept only when something is
             wrong)
  --json     as JSON

Exit code: 0 when everything came out as expected, else 1.

Example:
  soakd selftest --for 1m
`,
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: { for: { type: 'string', default: '2m' }, db: { type: 'string' }, json: { type: 'boolean' } },
    });
    const durationMs = parseDuration(values.for);
    if (durationMs < SHORTEST_MS) {
      throw new SoakdError(`--for ${values.for} is too short for a trend, expected 20s at least`);
    }
    const parsed = parsePlan(await specimenPlan(durationMs), { file: 'selftest' });
    const series = checkKnownAnswers();
    const { database, forget } = databaseOf(values.db);
    let keep = false;
    try {
      const { assessment, exitCode } = await runInForeground({ parsed, database, json: false, silent: true });
      if (assessment.run.state === 'interrupted') return exitCode;
      const services = judgeSpecimens(assessment);
      keep = !report({ series, services }, values.json === true);
      if (!keep) return EXIT.pass;
      const look = `${commandName} report ${assessment.run.id}${databaseFlag(database)}`;
      process.stderr.write(`Look further: ${look}\n`);
      return EXIT.internal;
    } finally {
      if (!keep) forget();
    }
  },
};

/** Whether everything came out as expected. */
function report(answers: SelftestAnswers, json: boolean): boolean {
  const asExpected = [...answers.series, ...answers.services].every((answer) => answer.asExpected);
  process.stdout.write(
    json
      ? `${JSON.stringify({ version: 1, asExpected, ...answers }, null, 2)}\n`
      : renderSelftest(answers, textStyle(process.stdout)),
  );
  return asExpected;
}

/** A soak of no interest to anyone once it came out as expected. */
function databaseOf(flag: string | undefined): { readonly database: string; forget(): void } {
  if (flag !== undefined) return { database: databaseFile(flag), forget() {} };
  const folder = mkdtempSync(join(tmpdir(), 'soakd-selftest-'));
  return {
    database: join(folder, 'soakd.db'),
    forget: () => rmSync(folder, { recursive: true, force: true }),
  };
}
