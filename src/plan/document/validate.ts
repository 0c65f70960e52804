/** zod's issues as problems: every one at its place, a union by the branch that was meant. */
import type { z } from 'zod';
import { nearest } from '../../nearest.ts';
import { type Path, type Problem, pathText, show } from './problem.ts';
import type { Source } from './source.ts';

export type Validated<Written> =
  | { readonly written: Written; readonly problems: readonly [] }
  | { readonly written: null; readonly problems: readonly Problem[] };

/** `schema` is one made of the kinds of value in field.ts. */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  source: Source,
): Validated<z.output<Schema>> {
  const result = schema.safeParse(source.value);
  if (result.success) return { written: result.data, problems: [] };
  const fits: Fits = (key, close, withValue) => isFitting(schema, source.value, key, close, withValue);
  const problems = result.error.issues.flatMap((issue) => explain(issue, [], source, fits));
  const misspelt = problems.flatMap(({ meant }) => (meant === undefined ? [] : [meant]));
  return {
    written: null,
    problems: problems.filter((problem) => !misspelt.some((key) => lacks(problem, key))),
  };
}

type Issue = z.core.$ZodIssue;

/** Whether a key may be called otherwise; `withValue`: with the value that it has. */
type Fits = (key: Path, close: string, withValue: boolean) => boolean;

/** Not where the mapping has that key already, or another one that it cannot stand beside. */
function isFitting(schema: z.ZodType, value: unknown, key: Path, close: string, withValue: boolean): boolean {
  const place = key.slice(0, -1);
  const renamed = structuredClone(value);
  const mapping = place.reduce<unknown>((at, part) => Reflect.get(Object(at), part), renamed);
  if (typeof mapping !== 'object' || mapping === null || Object.hasOwn(mapping, close)) return false;
  const written = String(key.at(-1));
  Object.assign(mapping, { [close]: Reflect.get(mapping, written) });
  Reflect.deleteProperty(mapping, written);
  const before = issuesOf(schema, value);
  const [whole, own] = [pathText(place), pathText([...place, close])];
  return issuesOf(schema, renamed).every(({ at, code, message }) => {
    const isOfKey = at === whole ? code === 'custom' : withValue && at.startsWith(own);
    return !isOfKey || before.some((known) => known.at === at && known.message === message);
  });
}

function issuesOf(schema: z.ZodType, value: unknown) {
  const issues = schema.safeParse(value).error?.issues ?? [];
  return issues.map(({ code, path, message }) => ({ at: pathText(path.map(pathPart)), code, message }));
}

interface Explained extends Problem {
  /** Of an unknown key: the one that was meant. */
  readonly meant?: Path;
}

/** A key that is only misspelt is not told to be missing as well. */
function lacks({ path, message }: Problem, key: Path): boolean {
  if (!message.startsWith('missing')) return false;
  if (path === pathText(key)) return true;
  return path === pathText(key.slice(0, -1)) && message.split(/\W+/).includes(String(key.at(-1)));
}

function explain(issue: Issue, parent: Path, source: Source, fits: Fits): Explained[] {
  const path = [...parent, ...issue.path.map(pathPart)];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey(key, issue.message.split(' '), [...path, key], source, fits));
  }
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.find((branch) => branch.length > 0 && !branch.some(isWrongType));
    if (meant !== undefined) return meant.flatMap((inner) => explain(inner, path, source, fits));
  }
  if (issue.code === 'invalid_key') {
    const message = issue.issues[0]?.message ?? issue.message;
    return [{ place: source.placeOfKey(path), path: pathText(path), message }];
  }
  const offset = issue.code === 'custom' ? Number(issue.params?.['offset'] ?? 0) : 0;
  return [{ place: source.placeOf(path, offset), path: pathText(path), message: issue.message }];
}

/** The value is not even of the kind that this branch of a union takes. */
function isWrongType(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_union');
}

function unknownKey(
  key: string,
  known: readonly string[],
  path: Path,
  source: Source,
  fits: Fits,
): Explained {
  const near = known.filter((other) => nearest(key, [other]) !== null && fits(path, other, false));
  const close =
    nearest(
      key,
      near.filter((other) => fits(path, other, true)),
    ) ?? nearest(key, near);
  const advice = close === null ? `expected one of ${known.join(', ')}` : `did you mean "${close}"?`;
  return {
    place: source.placeOfKey(path),
    path: pathText(path),
    message: `unknown key ${show(key)}; ${advice}`,
    ...(close === null ? {} : { meant: [...path.slice(0, -1), close] }),
  };
}

function pathPart(part: PropertyKey): string | number {
  return typeof part === 'symbol' ? String(part) : part;
}
