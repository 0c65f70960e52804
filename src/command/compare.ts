import { parseArgs } from 'node:util';
import { compareRuns } from '../comparison/compare.ts';
import type { Differing, Outcome } from '../comparison/comparison.ts';
import { differences } from '../comparison/conditions.ts';
import { readTolerances, withTolerances } from '../comparison/tolerance.ts';
import { EXIT, type ExitCode, SoakdError } from '../error.ts';
import { renderComparisonMarkdown } from '../report/comparison-markdown.ts';
import { renderComparison } from '../report/comparison-text.ts';
import { FILE_STYLE } from '../report/render.ts';
import type { RunFacts } from '../store/read-run.ts';
import { openStoreReader, type StoreReader } from '../store/reader.ts';
import type { Command } from './command.ts';
import { databaseFile } from './installation.ts';
import { writeAtomically } from './output-file.ts';
import { textStyle } from './text-style.ts';

const FORMATS = ['text', 'json', 'markdown'];
const CONDITIONS = ['plan', 'host'];

const EXIT_CODES: Readonly<Record<Outcome, ExitCode>> = {
  regressed: EXIT.fail,
  'cannot tell': EXIT.inconclusive,
  same: EXIT.pass,
  better: EXIT.pass,
};

export const compare: Command = {
  summary: 'what changed between a run and an earlier one, by more than runs of one build differ',
  usage: `Usage: soakd compare [run] [baseline] [--tolerance METRIC=P%]... [--allow-different plan,host]
                     [--format text|json|markdown] [-o FILE] [--db FILE]

Compares a run with another one, or with the baseline of its plan ("soakd baseline set"): times,
throughput, errors, memory, descriptors and threads while both did the same work, and slopes. A
metric has regressed when its difference is both over the noise floor, which is how far runs of one
build come apart, and over its tolerance. The noise floor is learned from up to 20 earlier runs of
the same plan on the same host: the more, the smaller a change that can be told.

  run, baseline           an id, a unique prefix of it, a plan's name (its newest run) or latest (the default)
  --tolerance METRIC=P%   what a difference must exceed to be worth telling, a share of the baseline: anon=5%,
                          latency=20%, latency{read}.p99=50%, errors=0.5% of the operations, anon.slope=5% over the run
  --allow-different WHAT  compare although these differ: plan, host, or plan,host
  --format FORMAT         text (default), json, or markdown for a comment on a pull request
  --json                  as --format json
  -o, --output FILE       write there instead of to stdout; the file appears whole or not at all
  --db FILE               database (default: soakd info tells)

Exit code: 0 same or better, 10 regressed, 11 cannot tell, 2 when there is nothing to compare with.

Examples:
  soakd baseline set nightly-api && soakd run nightly-api.yaml && soakd compare
  soakd compare latest k7bd92xq --tolerance latency.p99=20% --format markdown -o comment.md
`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        tolerance: { type: 'string', multiple: true, default: [] },
        'allow-different': { type: 'string', multiple: true, default: [] },
        format: { type: 'string' },
        json: { type: 'boolean' },
        output: { type: 'string', short: 'o' },
        db: { type: 'string' },
      },
    });
    const format = values.format ?? (values.json === true ? 'json' : 'text');
    if (!FORMATS.includes(format)) {
      throw new SoakdError(`unknown format "${format}"`, { hint: `Formats are ${FORMATS.join(', ')}.` });
    }
    const allowed = readConditions(values['allow-different']);
    const tolerances = readTolerances(values.tolerance);
    using reader = await openStoreReader(databaseFile(values.db));
    const { run, baseline } = findBoth(reader, positionals);
    const differing = differences(run, baseline);
    refuse(differing, allowed);
    const comparison = compareRuns(reader, run, baseline, {
      differing,
      adjust: (measures) => withTolerances(measures, tolerances),
    });
    const style = values.output === undefined ? textStyle(process.stdout) : FILE_STYLE;
    const text =
      format === 'json'
        ? `${JSON.stringify(comparison, null, 2)}\n`
        : format === 'markdown'
          ? renderComparisonMarkdown(comparison)
          : renderComparison(comparison, style);
    if (values.output === undefined) process.stdout.write(text);
    else writeAtomically(values.output, text);
    return EXIT_CODES[comparison.verdict];
  },
};

function readConditions(texts: readonly string[]): Set<string> {
  const words = texts.flatMap((text) => text.split(',')).map((word) => word.trim());
  const unknown = words.filter((word) => !CONDITIONS.includes(word));
  if (unknown.length === 0) return new Set(words);
  throw new SoakdError(`--allow-different: found "${unknown.join(', ')}", expected plan, host or plan,host`);
}

function findBoth(
  reader: StoreReader,
  words: readonly string[],
): { readonly run: RunFacts; readonly baseline: RunFacts } {
  const [reference, other, ...more] = words;
  if (more.length > 0) throw new SoakdError(`compare takes two runs, found ${words.length}`);
  const found = reader.findRun(reference);
  const run = reader.readRun(found.run);
  const chosen = other === undefined ? baselineOf(reader, run) : reader.findRun(other).run;
  if (chosen === run.run) {
    throw new SoakdError(
      `run ${run.id} is ${other === undefined ? `itself the baseline of ${run.name}` : 'both'}: there is nothing to compare`,
      { hint: 'Run the plan again, or name two runs: "soakd runs" lists them.' },
    );
  }
  return { run, baseline: reader.readRun(chosen) };
}

function baselineOf(reader: StoreReader, { name, id }: RunFacts): number {
  const baseline = reader.baselines().find((one) => one.name === name);
  if (baseline !== undefined) return baseline.run;
  throw new SoakdError(`${name} has no baseline to compare run ${id} with`, {
    hint: `"soakd baseline set RUN" makes a run of ${name} its baseline; or name the other run here. "soakd runs --name ${name}" lists them.`,
  });
}

/** All that differs at once. */
function refuse(differing: readonly Differing[], allowed: ReadonlySet<string>): void {
  const refused = differing.filter(({ what }) => !allowed.has(what));
  if (refused.length === 0) return;
  const lines = refused.map(
    ({ what, name, run, baseline }) => `the ${what} differs: ${name} ${run}, in the baseline ${baseline}`,
  );
  const kinds = [...new Set(differing.map(({ what }) => what))];
  throw new SoakdError(lines.join('\n'), {
    hint: `What changed would not be the build alone. --allow-different ${kinds.join(',')} compares all the same.`,
  });
}
