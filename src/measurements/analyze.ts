/** A file of samples → its series → their trends → their verdicts, without a database. */
import { LineProblems } from '../csv/line-problems.ts';
import { readNumbers } from '../csv/read-numbers.ts';
import { SoakdError } from '../error.ts';
import { shareText } from '../plan/quantity/figure.ts';
import { LEAST_COVERAGE } from '../verdict/overall.ts';
import type { Analysis, AnalyzedSeries, SeriesVerdict } from './analysis.ts';
import { type Allowance, byColumn, DEFAULT_BUDGET, readBudget, readLimit } from './budget.ts';
import type { Generation } from './generation.ts';
import { Intake } from './intake.ts';
import { type Layout, readLayout } from './layout.ts';
import { FIRST_VALUE } from './remedian.ts';
import { analyzeTogether } from './together.ts';
import { unitOfColumn } from './unit.ts';

export interface SampleFile {
  /** For messages. */
  readonly name: string;
  readonly chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

export interface AnalyzeRequest {
  readonly budgets: readonly Allowance[];
  readonly limits: readonly Allowance[];
}

/** @throws SoakdError with every problem of the file, or for a budget or limit of a column that it does not have. */
export async function analyzeFile(file: SampleFile, request: AnalyzeRequest): Promise<Analysis> {
  const problems = new LineProblems(file.name);
  const intake = await readNumbers(file.chunks, problems, (names) => {
    const layout = readLayout(names, problems);
    // Allowances before the rows: there may be millions of them.
    if (layout !== null) allowances(layout, request);
    return layout && new Intake(layout, problems);
  });
  problems.throwIfAny('soakd analyze --help tells what the file has to look like.');
  if (intake === null) throw new SoakdError(`${file.name} is no CSV file`);
  return analyze(intake, request);
}

function analyze(intake: Intake, request: AnalyzeRequest): Analysis {
  const { layout } = intake;
  const generations = intake.end();
  const { budgets, limits } = allowances(layout, request);
  const series = analyzeTogether(
    layout.series.map(({ name }, index) => ({
      lives: generations.map((generation) => generation.readings(FIRST_VALUE + index)),
      request: {
        name,
        unit: unitOfColumn(name),
        budget: budgets.get(name) ?? DEFAULT_BUDGET,
        limit: limits.get(name) ?? null,
      },
    })),
  );
  const verdicts = series.map(({ document }) => document.verdict);
  return {
    verdict: worst(verdicts),
    series,
    rows: intake.rows,
    spanS: (generations.at(-1)?.toS ?? 0) - (generations[0]?.fromS ?? 0),
    warnings: [...oddities(intake, generations), ...series.flatMap(thinlyCovered)],
  };
}

function allowances({ series }: Layout, { budgets, limits }: AnalyzeRequest) {
  const columns = series.map(({ name }) => name);
  return {
    budgets: byColumn(budgets, columns, readBudget),
    limits: byColumn(limits, columns, readLimit),
  };
}

function worst(verdicts: readonly SeriesVerdict[]): SeriesVerdict {
  if (verdicts.includes('leak')) return 'leak';
  return verdicts.includes('inconclusive') ? 'inconclusive' : 'clean';
}

function thinlyCovered({ document: { name }, coverage }: AnalyzedSeries): string[] {
  if (coverage === null || coverage >= LEAST_COVERAGE) return [];
  return [
    `${name}: its trend rests on ${shareText(coverage)} of its time; in the rest are holes, or too few readings`,
  ];
}

/** With a restart in every tenth row it is not one process whose rows these are. */
const FEWEST_ROWS_A_LIFE = 10;

function oddities({ rows, duplicates }: Intake, generations: readonly Generation[]): string[] {
  const warnings = [];
  if (duplicates > 0) {
    const [count, verb] = duplicates === 1 ? ['1 row', 'has'] : [`${duplicates} rows`, 'have'];
    warnings.push(`${count} ${verb} the time of the row before; of each time the last row counts`);
  }
  if (generations.length > 2 && rows < FEWEST_ROWS_A_LIFE * generations.length) {
    warnings.push(
      `${generations.length} restarts in ${rows} rows: rows of several processes need a file for each`,
    );
  }
  return warnings;
}
