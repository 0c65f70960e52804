/** The text of a plan → a frozen, typed plan, or every problem at once. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { SoakdError } from '../error.ts';
import { type Problem, pathText, problemsError, sortProblems } from './document/problem.ts';
import { readSource } from './document/source.ts';
import { validate } from './document/validate.ts';
import { plannedMs } from './extent.ts';
import { overlaps } from './fault/fault-overlap.ts';
import { arrivalTrouble } from './load/arrival-list.ts';
import type { Plan } from './plan.ts';
import { referenceProblems } from './reference.ts';
import { reloadTrouble } from './reload.ts';
import { resolvePlan } from './resolve.ts';
import { writtenPlan } from './schema.ts';

export interface ParsedPlan {
  readonly plan: Plan;
  /** With the overrides in it and its secrets unexpanded: what is stored. */
  readonly text: string;
  /** Of `text`, in hex. */
  readonly sha256: string;
}

export interface ParseOptions {
  /** The name of the plan in messages; relative paths in it begin at its folder. */
  readonly file: string;
  /** `path=value` of each --set. */
  readonly overrides?: readonly string[];
  /** From --for: replaces the plan's duration or number of operations. */
  readonly durationMs?: number | null;
}

/** @throws SoakdError with one line per problem, in file order. */
export function parsePlan(text: string, options: ParseOptions): ParsedPlan {
  const parsed = checkPlan(text, options);
  if ('plan' in parsed) return parsed;
  throw problemsError(options.file, parsed.problems);
}

/** @throws SoakdError as parsePlan, or when the file cannot be read. */
export function readPlan(path: string, options: Omit<ParseOptions, 'file'> = {}): ParsedPlan {
  return parsePlan(readPlanText(path), { ...options, file: path });
}

/** The plan, or what is wrong with it in file order. */
export function checkPlan(
  text: string,
  options: ParseOptions,
): ParsedPlan | { readonly problems: readonly Problem[] } {
  const { file, overrides = [], durationMs = null } = options;
  const source = readSource(text, file, { set: overrides, durationMs });
  if (!source.whole) return { problems: sortProblems(source.problems) };
  const { written, problems } = validate(writtenPlan, source);
  const all = [...source.problems, ...problems, ...referenceProblems(source, durationMs === null)];
  if (written === null || all.length > 0) return { problems: sortProblems(all) };
  const problem = (path: string[], message: string) => ({
    problems: [{ place: source.placeOf(path), path: pathText(path), message }],
  });
  const folder = dirname(resolve(file));
  const unread = arrivalTrouble(written, folder);
  if (unread !== null) return problem(['load', 'replay', 'file'], unread);
  const plan = resolvePlan(written, folder);
  const trouble = reloadTrouble(plan);
  if (trouble !== null) return problem(['drain', 'reload'], trouble);
  const twice = (plan.faults == null ? [] : overlaps(plan.faults, plannedMs(plan))).map(
    ({ fault, message }) => {
      const path = ['faults', 'timeline', fault];
      return { place: source.placeOf(path), path: pathText(path), message };
    },
  );
  if (twice.length > 0) return { problems: sortProblems(twice) };
  return { plan, text: source.text, sha256: createHash('sha256').update(source.text).digest('hex') };
}

export function readPlanText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable';
    const why =
      { ENOENT: 'there is no such file', EISDIR: 'it is a folder', EACCES: 'permission denied' }[code] ??
      code;
    throw new SoakdError(`cannot read the plan ${path}: ${why}`, {
      hint: 'soakd init writes a plan; config/examples has some that run as they are.',
      cause,
    });
  }
}
