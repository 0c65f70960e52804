/** One thing wrong with a plan, where it is, and all of them as one error. */
import { SoakdError } from '../../error.ts';

export interface Problem {
  readonly place: Place;
  /** `load.operations[0].http`; empty for the plan as a whole. */
  readonly path: string;
  /** What was found, what was expected, and what may have been meant. */
  readonly message: string;
}

/** Lines and columns from 1; a value that was not in the file names the option it came from. */
export type Place =
  | { readonly kind: 'file'; readonly file: string; readonly line: number; readonly column: number }
  | { readonly kind: 'option'; readonly option: string };

export type Path = readonly (string | number)[];

/** File by file and in its order, what options brought last. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  const file = ({ place }: Problem): string => (place.kind === 'file' ? place.file : '\uffff');
  const line = ({ place }: Problem): number =>
    place.kind === 'file' ? place.line : Number.POSITIVE_INFINITY;
  const column = ({ place }: Problem): number => (place.kind === 'file' ? place.column : 0);
  return [...problems].sort((a, b) => {
    if (file(a) !== file(b)) return file(a) < file(b) ? -1 : 1;
    return line(a) === line(b) ? column(a) - column(b) : line(a) - line(b);
  });
}

/** One line: `plan.yaml:12:9: load.rate: found …, expected …`. */
export function problemText({ place, path, message }: Problem): string {
  const where = place.kind === 'file' ? `${place.file}:${place.line}:${place.column}` : place.option;
  const what = `${path === '' ? '' : `${path}: `}${message}`.replace(
    LONG_WORD,
    (word) => `${word.slice(0, 99)}…`,
  );
  return `${where}: ${what}`.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}

/** No word that is meant is that long; a file that is no plan may be one such word. */
const LONG_WORD = /\S{100,}/g;

export function problemsError(file: string, problems: readonly Problem[]): SoakdError {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  const lines = sortProblems(problems).map((problem) => `  ${problemText(problem)}`);
  return new SoakdError([`${count} in ${file}`, ...lines].join('\n'), {
    hint: 'config/README.md explains every key; nothing was started.',
  });
}

export function pathText(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}

const SHOWN_LENGTH = 60;

/** A value as the message shows it: short, on one line, and never a password of a URL. */
export function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(hidePassword(shorten(value)));
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (value === null) return 'nothing';
  return typeof value === 'object' ? 'a mapping' : String(value);
}

function shorten(text: string): string {
  return text.length <= SHOWN_LENGTH ? text : `${text.slice(0, SHOWN_LENGTH - 1)}…`;
}

function hidePassword(text: string): string {
  return text.replace(/:\/\/[^/\s]*@/g, '://***@');
}
