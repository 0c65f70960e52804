/** The daemon's plans: every *.yaml of one folder. A broken one is told and does not keep the others from working. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../plan/document/problem.ts';
import { checkPlan, type ParsedPlan } from '../plan/parse.ts';
import { explainFailure, readRegularFile } from './regular-file.ts';

export interface PlanFile {
  /** Absolute. */
  readonly file: string;
  readonly parsed: ParsedPlan;
}

export interface PlanFolder {
  readonly plans: readonly PlanFile[];
  /** In the order of the files. */
  readonly problems: readonly Problem[];
  /** Files that have problems. */
  readonly broken: ReadonlySet<string>;
  /** The folder itself cannot be read. */
  readonly lost: boolean;
}

/** `named`: that the folder is not there is a problem, too. */
export function readPlanFolder({
  folder,
  named,
}: {
  readonly folder: string;
  readonly named: boolean;
}): PlanFolder {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (missing && !named) return { plans: [], problems: [], broken: new Set(), lost: false };
    const problem = unreadable(folder, 'the folder of plans', explainFailure(error));
    return { plans: [], problems: [problem], broken: new Set(), lost: true };
  }
  const plans: PlanFile[] = [];
  const problems: Problem[] = [];
  for (const name of names.filter(isPlan).sort()) {
    const file = join(folder, name);
    const read = readPlanFile(file);
    if ('problems' in read) problems.push(...read.problems);
    else plans.push({ file, parsed: read });
  }
  const { unique, doubled } = withoutNamesakes(plans);
  return {
    plans: unique,
    problems: [...problems, ...doubled],
    broken: new Set([...problems, ...doubled].map(fileOf)),
    lost: false,
  };
}

export function readPlanFile(file: string): ParsedPlan | { readonly problems: readonly Problem[] } {
  const read = readRegularFile(file);
  if ('trouble' in read) return { problems: [unreadable(file, 'the plan', read.trouble)] };
  return checkPlan(read.text, { file });
}

/** Editors keep their copies as hidden files, or with another ending. */
function isPlan(name: string): boolean {
  return /\.ya?ml$/.test(name) && !name.startsWith('.');
}

/** The ledger of slots goes by the name of the plan: of two with one name the first counts. */
function withoutNamesakes(plans: readonly PlanFile[]): {
  readonly unique: PlanFile[];
  readonly doubled: Problem[];
} {
  const first = new Map<string, string>();
  const unique: PlanFile[] = [];
  const doubled: Problem[] = [];
  for (const each of plans) {
    const { name } = each.parsed.plan;
    const other = first.get(name);
    if (other === undefined) {
      first.set(name, each.file);
      unique.push(each);
      continue;
    }
    const message = `the plan ${name} is in ${other} already, expected a name of its own`;
    doubled.push({ place: beginOf(each.file), path: 'name', message });
  }
  return { unique, doubled };
}

function unreadable(file: string, what: string, trouble: string): Problem {
  return { place: beginOf(file), path: '', message: `${what} cannot be read: ${trouble}` };
}

function beginOf(file: string): Problem['place'] {
  return { kind: 'file', file, line: 1, column: 1 };
}

function fileOf({ place }: Problem): string {
  return place.kind === 'file' ? place.file : '';
}
