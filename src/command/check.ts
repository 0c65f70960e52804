import { parseArgs } from 'node:util';
import { complaintOf, EXIT, SoakdError } from '../error.ts';
import { planDigest } from '../load/corpus/plan-digest.ts';
import { surveyCorpora } from '../load/corpus/survey.ts';
import { estimateDatabaseBytes } from '../plan/database-size.ts';
import { problemsError } from '../plan/document/problem.ts';
import { plannedMs, plannedOperations } from '../plan/extent.ts';
import { type Outline, outlinePlan } from '../plan/outline.ts';
import { checkPlan, readPlanText } from '../plan/parse.ts';
import type { Plan } from '../plan/plan.ts';
import { parseDuration } from '../plan/quantity/quantity.ts';
import { expandSecrets } from '../plan/secret.ts';
import { forecast, forecastLines } from '../schedule/forecast.ts';
import { limitsTrouble } from '../target/enclosure.ts';
import { missingPrograms } from '../target/missing-program.ts';
import type { Command } from './command.ts';
import { corpusLines } from './corpus-lines.ts';
import { detectsLines, detectsOf } from './detects.ts';
import { databaseFile } from './installation.ts';

export const check: Command = {
  summary: 'tell every problem of a plan, or what it would do',
  usage: `Usage: soakd check <plan> [--for D] [--set path=value]... [--db FILE] [--json]

Reads a plan and starts nothing. Prints every problem with its file:line:column (exit code 2), or
else the plan with all its defaults: what it runs and watches, when, what it sends where, what it is
judged by, about how small a slope it will be able to tell, and about how much it adds to the
database.

  --for D            as with soakd run: this duration instead of the plan's
  --set path=value   as with soakd run: replace one value, e.g. --set load.rate=20/s
  --db FILE          where earlier runs of the plan tell how it scatters (soakd info tells the
                     default)
  --json             the plan, or the problems, as JSON

Example:
  soakd check config/examples/redis-leak.yaml
`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        for: { type: 'string' },
        set: { type: 'string', multiple: true, default: [] },
        db: { type: 'string' },
        json: { type: 'boolean' },
      },
    });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) {
      throw new SoakdError('check takes one plan', {
        hint: 'Try: soakd check config/examples/redis-leak.yaml',
      });
    }
    const durationMs = values.for === undefined ? null : parseDuration(values.for);
    const parsed = checkPlan(readPlanText(file), { file, overrides: values.set, durationMs });
    if (!('plan' in parsed)) {
      if (values.json !== true) throw problemsError(file, parsed.problems);
      printAsJson(file, { valid: false, ...parsed });
      return EXIT.usage;
    }
    const { plan } = parsed;
    const { corpora, problems } = await surveyCorpora(plan.load);
    if (problems.length > 0) {
      if (values.json !== true) throw problemsError('the corpora', problems);
      printAsJson(file, { valid: false, problems });
      return EXIT.usage;
    }
    const sha256 = planDigest(parsed.sha256, corpora);
    const detects = await detectsOf(plan, databaseFile(values.db), values.db !== undefined);
    if (values.json === true) {
      printAsJson(file, { valid: true, plan, sha256, corpora, expected: { ...expected(plan), detects } });
      return EXIT.pass;
    }
    const troubles = [
      ...missingPrograms(plan, process.env['PATH'] ?? ''),
      ...[limitsTrouble(plan), secretTrouble(plan)].filter((trouble) => trouble !== null),
    ];
    const outline = outlinePlan(plan, process.env, {
      schedule: forecastLines(plan, Date.now()),
      detects: detectsLines(detects),
      corpora: plan.load === null ? [] : corpusLines(plan.load, corpora),
      machine: troubles,
    });
    process.stdout.write(outlineText(file, outline));
    return EXIT.pass;
  },
};

/** Of this machine as it is now: the plan itself is sound. */
function secretTrouble(plan: Plan): string | null {
  return complaintOf(() => expandSecrets(plan, process.env));
}

function printAsJson(file: string, shown: object): void {
  process.stdout.write(`${JSON.stringify({ version: 1, file, ...shown }, null, 2)}\n`);
}

function expected(plan: Plan) {
  const durationMs = plannedMs(plan);
  return {
    durationMs,
    operations: plannedOperations(plan),
    databaseBytes: durationMs === null ? null : Math.round(estimateDatabaseBytes(plan, durationMs)),
    nextSlots: forecast(plan, Date.now())?.next.map(({ wallMs }) => new Date(wallMs).toISOString()) ?? [],
  };
}

function outlineText(file: string, outline: Outline): string {
  const lines = [`${outline.title}: ${file} is a valid plan`, ''];
  for (const { title, lines: body } of outline.sections) {
    for (const [index, line] of body.entries()) lines.push(`${(index === 0 ? title : '').padEnd(10)}${line}`);
  }
  return `${lines.join('\n')}\n`;
}
