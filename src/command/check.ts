import { parseArgs } from 'node:util';
import { EXIT, type ExitCode, SoakdError } from '../error.ts';
import { estimateDatabaseBytes, plannedMs, plannedOperations } from '../plan/extent.ts';
import { type Outline, outlinePlan } from '../plan/outline.ts';
import { checkPlan, type ParsedPlan, readPlanText } from '../plan/parse.ts';
import { type Problem, problemsError } from '../plan/problem.ts';
import { parseDuration } from '../plan/quantity.ts';
import { forecast, forecastLines } from '../schedule/forecast.ts';
import type { Command } from './command.ts';

export const check: Command = {
  summary: 'tell every problem of a plan, or what it would do',
  usage: `Usage: soakd check <plan> [--for D] [--set path=value]... [--json]

Reads a plan and starts nothing. Prints every problem with its file:line:column (exit code 2), or else the plan with
all its defaults: what it runs and watches, when, what it sends where, what it is judged by, and about how much it adds
to the database.

  --for D            as with soakd run: this duration instead of the plan's
  --set path=value   as with soakd run: replace one value, e.g. --set load.rate=20/s
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
    if (values.json === true) return printAsJson(file, parsed);
    if (!('plan' in parsed)) throw problemsError(file, parsed.problems);
    process.stdout.write(
      outlineText(file, outlinePlan(parsed.plan, process.env, forecastLines(parsed.plan, Date.now()))),
    );
    return EXIT.pass;
  },
};

function printAsJson(file: string, parsed: ParsedPlan | { readonly problems: readonly Problem[] }): ExitCode {
  const valid = 'plan' in parsed;
  const shown = valid ? { plan: parsed.plan, sha256: parsed.sha256, expected: expected(parsed) } : parsed;
  process.stdout.write(`${JSON.stringify({ version: 1, file, valid, ...shown }, null, 2)}\n`);
  return valid ? EXIT.pass : EXIT.usage;
}

function expected({ plan }: ParsedPlan) {
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
