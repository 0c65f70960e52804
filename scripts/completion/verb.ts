/** A verb as its --help tells of it: what may follow it, and what kind of word each option takes. */

/** What `soakd complete` knows by the database; files are known by the shell. */
export type WordKind = 'runs' | 'plans' | 'metrics' | 'files';

export interface Option {
  /** As typed: `--json`, `-o`. */
  readonly name: string;
  /** What the word after it is: one of a few, one of a kind, or (null) whatever. `flag`: none follows. */
  readonly takes: 'flag' | WordKind | readonly string[] | null;
}

export interface Verb {
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
  readonly options: readonly Option[];
  /** The words that may stand right after it: `set` and `show` of a baseline. */
  readonly words: readonly string[];
  /** What else may follow it. */
  readonly operands: 'runs' | 'files' | null;
}

/** By the name that --help gives to a value. */
const KINDS: Readonly<Record<string, WordKind>> = {
  M: 'metrics',
  NAME: 'plans',
  FILE: 'files',
  PATH: 'files',
};

/** `[--metric M]`, `--socket PATH | --db FILE`: an option, and its value behind a blank. */
const SYNOPSIS = /(?<=[\s[(])(--[a-z][a-z-]*|-[a-z])\b(?: ([^\s\][()|]+(?:\|[^\s\][()|]+)*))?/g;
/** `  -o, --output FILE   what it does`: the beginning of a line. */
const DESCRIBED = /^ {2}(?:(-[a-z]), )?(--[a-z][a-z-]*)\b(?: ([^\s[]+))?/gm;

/** `formats`: those of a report, which its synopsis does not list. */
export function readVerb(name: string, summary: string, usage: string, formats: readonly string[]): Verb {
  const synopsis = usage.split('\n\n')[0] ?? '';
  const found = new Map<string, Option['takes']>();
  for (const [, option = '', value] of synopsis.matchAll(SYNOPSIS)) {
    if ((found.get(option) ?? 'flag') === 'flag') found.set(option, takes(value, formats));
  }
  // Longer forms that the synopsis leaves out.
  for (const [, short, option = '', value] of usage.matchAll(DESCRIBED)) {
    for (const name of [short, option].filter((one) => one !== undefined))
      if (!found.has(name)) found.set(name, takes(value, formats));
  }
  const options = Array.from(found, ([option, taken]): Option => ({ name: option, takes: taken }));
  const words = [
    ...synopsis.matchAll(new RegExp(`soakd ${name} \\[?([a-z]+(?:\\|[a-z]+)*)\\]?(?=[ \\n]|$)`, 'g')),
  ]
    .flatMap(([, listed = '']) => listed.split('|'))
    .filter((word) => !['run', 'plan', 'baseline'].includes(word));
  const operands = /[[<](run|baseline)\b/.test(synopsis)
    ? 'runs'
    : /[[<](plan|file)\b| FILE\b/.test(synopsis)
      ? 'files'
      : null;
  const planFile = /<plan>/.test(synopsis);
  return {
    name,
    summary,
    usage,
    options: [...options, { name: '--help', takes: 'flag' }],
    words,
    operands: planFile ? 'files' : operands,
  };
}

function takes(value: string | undefined, formats: readonly string[]): Option['takes'] {
  if (value === undefined) return 'flag';
  if (value === 'FORMAT') return formats;
  if (value.includes('|')) return value.split('|');
  return KINDS[value] ?? null;
}
