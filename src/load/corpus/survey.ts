/**
 * Reads every row of the corpora before anything starts: whether each has what the plan needs of it, how many there are,
 * and a digest that tells when a file was changed. Only a piece of a file is in memory.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { CorpusPlan } from '../../plan/corpus/corpus-plan.ts';
import { MOST_CATEGORIES } from '../../plan/corpus/corpus-schema.ts';
import { type Problem, problemsError } from '../../plan/document/problem.ts';
import type { LoadPlan } from '../../plan/load/load-plan.ts';
import { type Demand, demandsOn } from './demands.ts';
import { type Fields, readFields, readNames } from './row-fields.ts';
import { LONGEST_ROW_BYTES, RowScanner } from './row-scanner.ts';

export interface CorpusFacts {
  readonly name: string;
  readonly file: string;
  readonly rows: number;
  /** One for each row and way to encode it. */
  readonly entries: number;
  /** Of the file, in hex. */
  readonly sha256: string;
}

export interface Survey {
  readonly corpora: readonly CorpusFacts[];
  readonly problems: readonly Problem[];
}

/** Of each file. The eleventh tells nobody more than the first ten. */
const MOST_TOLD = 10;

export async function surveyCorpora(load: LoadPlan | null): Promise<Survey> {
  const corpora: CorpusFacts[] = [];
  const problems: Problem[] = [];
  for (const plan of load?.corpora ?? []) {
    const surveyor = new Surveyor(plan, load === null ? [] : demandsOn(plan, load));
    const facts = await surveyor.survey();
    problems.push(...surveyor.problems);
    if (surveyor.problems.length === 0) corpora.push(facts);
  }
  return { corpora, problems };
}

/** The facts of the corpora. @throws SoakdError with every problem of all of them */
export async function requireCorpora(load: LoadPlan | null): Promise<readonly CorpusFacts[]> {
  const { corpora, problems } = await surveyCorpora(load);
  if (problems.length > 0) throw problemsError('the corpora', problems);
  return corpora;
}

class Surveyor {
  readonly #plan: CorpusPlan;
  readonly #demands: readonly Demand[];
  readonly #told: Problem[] = [];
  readonly #categories = new Set<string>();
  #untold = 0;
  #names: readonly string[] | null = null;
  #rows = 0;

  constructor(plan: CorpusPlan, demands: readonly Demand[]) {
    this.#plan = plan;
    this.#demands = demands;
  }

  get problems(): readonly Problem[] {
    const last = this.#told.at(-1);
    if (this.#untold === 0 || last === undefined) return this.#told;
    const more = `; and ${this.#untold.toLocaleString('en-US')} more problems in this file`;
    return [...this.#told.slice(0, -1), { ...last, message: last.message + more }];
  }

  async survey(): Promise<CorpusFacts> {
    const { name, file, format, encode } = this.#plan;
    const hash = createHash('sha256');
    const scanner = new RowScanner(format, {
      row: (bytes, { line }) => this.#row(bytes, line),
      tooLong: ({ line }) =>
        this.#tell(
          line,
          `found a row of more than ${LONGEST_ROW_BYTES} bytes, expected less${quoteAdvice(format)}`,
        ),
    });
    try {
      for await (const chunk of createReadStream(file)) {
        hash.update(chunk);
        scanner.push(chunk);
        if (scanner.over) break;
      }
      scanner.end();
      if (this.#rows === 0 && this.#told.length === 0) this.#tell(1, 'found no rows, expected at least one');
    } catch (error) {
      this.#tell(1, whyUnreadable(error));
    }
    const entries = this.#rows * (encode?.chains.length ?? 1);
    return { name, file, rows: this.#rows, entries, sha256: hash.digest('hex') };
  }

  #row(bytes: Buffer, line: number): boolean {
    if (this.#plan.format === 'csv' && this.#names === null) return this.#header(bytes, line);
    this.#rows++;
    const read = readFields(bytes, this.#plan.format, this.#names ?? []);
    if ('trouble' in read) this.#tell(line, read.trouble);
    else this.#judge(read.fields, line);
    return true;
  }

  /** false: without a header no row can be told. */
  #header(bytes: Buffer, line: number): boolean {
    const read = readNames(bytes);
    if ('trouble' in read) {
      this.#tell(line, read.trouble);
      return false;
    }
    this.#names = read.names;
    const missing = this.#demands.filter(({ field }) => !read.names.includes(field));
    for (const { field, use } of missing)
      this.#tell(
        line,
        `found the columns ${read.names.join(', ')}, expected one named ${field}, which ${use} needs`,
      );
    return missing.length === 0;
  }

  #judge(fields: Fields, line: number): void {
    for (const { field, use } of this.#demands) {
      if (fields.has(field)) continue;
      const found =
        fields.size === 0 ? 'no fields' : `the fields ${[...fields.keys()].slice(0, 20).join(', ')}`;
      this.#tell(line, `found ${found}, expected one named ${field}, which ${use} needs`);
    }
    const { expect, category } = this.#plan;
    const expected = expect?.kind === 'field' ? fields.get(expect.field) : undefined;
    if (
      expect?.kind === 'field' &&
      expected !== undefined &&
      expected !== 'blocked' &&
      expected !== 'allowed'
    )
      this.#tell(
        line,
        `found ${JSON.stringify(expected.slice(0, 60))} as ${expect.field}, expected blocked or allowed`,
      );
    if (category?.kind === 'field') this.#categorize(fields.get(category.field), category.field, line);
  }

  #categorize(category: string | undefined, field: string, line: number): void {
    if (category === undefined || this.#categories.has(category)) return;
    if (category === '' || category.length > 100 || /\p{Cc}/u.test(category))
      this.#tell(
        line,
        `found ${JSON.stringify(category.slice(0, 60))} as ${field}, expected a name of at most 100 letters`,
      );
    else if (this.#categories.size === MOST_CATEGORIES)
      this.#tell(line, `found one more ${field}, expected at most ${MOST_CATEGORIES} different ones`);
    else this.#categories.add(category);
  }

  #tell(line: number, message: string): void {
    if (this.#told.length < MOST_TOLD) this.#told.push(this.#problem(line, message));
    else this.#untold++;
  }

  #problem(line: number, message: string): Problem {
    const { name, file } = this.#plan;
    return { place: { kind: 'file', file, line, column: 1 }, path: `corpus ${name}`, message };
  }
}

function quoteAdvice(format: string): string {
  return format === 'csv' ? '; is a quote not closed?' : '';
}

function whyUnreadable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
  const why =
    { ENOENT: 'no such file', EISDIR: 'a folder', EACCES: 'a file that may not be read' }[code] ?? code;
  return `found ${why}, expected a file that can be read`;
}
