/** The kinds of value a plan's keys take, each with messages that say what was found and what was expected. */
import { z } from 'zod';
import { nearest } from '../../nearest.ts';
import type { Dimension } from '../quantity/quantity.ts';
import { examples, parseQuantity, readQuantity } from '../quantity/quantity.ts';
import { show } from './problem.ts';
import { placeholders, placeholderTrouble } from './template.ts';

/** For zod's own type errors: "found 5, expected a list". */
export function expected(what: string): { error: (issue: { readonly input?: unknown }) => string } {
  return {
    error: ({ input }) =>
      input === undefined ? `missing, expected ${what}` : `found ${show(input)}, expected ${what}`,
  };
}

/**
 * A mapping of known keys. The message of its "unrecognized_keys" issue is the list of the known ones: validate.ts
 * makes one problem of each unknown key, with its own position and nearest known key.
 */
export function mapping<Shape extends z.core.$ZodShape>(
  what: string,
  shape: Shape,
): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? Object.keys(shape).join(' ') : expected(what).error(issue),
  });
}

/** One more problem with a mapping, at one of its values or as a whole; `offset` into the text there. */
export function complain(
  context: z.core.$RefinementCtx,
  message: string,
  path: (string | number)[] = [],
  offset = 0,
): void {
  context.addIssue({ code: 'custom', message, path, params: { offset } });
}

/** True for checks that compare the keys of a mapping, which also run where one of its values is wrong. */
export const whenMapping = {
  when: ({ value }: { readonly value: unknown }) =>
    typeof value === 'object' && value !== null && !Array.isArray(value),
};

/** The keys that a mapping has, right or wrong in themselves. */
export function keysOf(value: object, candidates: readonly string[]): string[] {
  return candidates.filter((key) => key in value);
}

/** Where exactly one of several keys is due. */
export function oneKeyMessage(
  found: readonly string[],
  keys: readonly string[],
  what: string,
): string | null {
  if (found.length === 1) return null;
  const choice = keys.length === 2 ? `either ${keys.join(' or ')}` : `one of ${keys.join(', ')}`;
  if (found.length === 0) return `missing ${what}: expected ${choice}`;
  return `found ${found.join(' and ')}, expected ${choice}`;
}

interface Bounds {
  /** 0 is allowed; negative never is. */
  readonly zero?: boolean;
  /** In base units: what the place itself refuses, below or from there on, is not suggested there either. */
  readonly least?: number;
  readonly below?: number;
}

function quantity(dimension: Dimension, what: string, bounds: Bounds) {
  const words = `${what} such as ${examples({ dimension }).join(' or ')}`;
  return z
    .string({
      error: ({ input }) =>
        typeof input === 'number'
          ? unread(String(input), dimension, bounds)
          : expected(words).error({ input }),
    })
    .meta({ examples: [...examples({ dimension })] })
    .transform((written, context) => convert(written, dimension, words, bounds, context));
}

function convert(
  written: string,
  dimension: Dimension,
  words: string,
  bounds: Bounds,
  context: z.core.$RefinementCtx<string>,
): number {
  const read = readQuantity(written, { dimension });
  if ('value' in read && isWithin(read.value, bounds)) return read.value;
  const least = bounds.zero === true ? 'not below zero' : 'above zero';
  const message =
    'value' in read
      ? `found ${show(written)}, expected ${words}, ${least}`
      : `found ${read.found}, expected ${words}${didYouMean(fitting(read.suggestion, dimension, bounds))}`;
  context.issues.push({ code: 'custom', message, input: written });
  return z.NEVER;
}

function isWithin(value: number, { zero = false }: Bounds): boolean {
  return value > 0 || (value === 0 && zero);
}

/** A suggestion that would be refused in its turn is none. */
function fitting(suggestion: string | null, dimension: Dimension, bounds: Bounds): string | null {
  if (suggestion === null) return null;
  const { value } = parseQuantity(suggestion, { dimension });
  const { least = 0, below = Number.POSITIVE_INFINITY } = bounds;
  return isWithin(value, bounds) && value >= least && value < below ? suggestion : null;
}

function unread(text: string, dimension: Dimension, bounds: Bounds): string {
  const read = readQuantity(text, { dimension });
  if ('value' in read) return `found ${text}, expected ${examples({ dimension })[0] ?? ''} in quotes`;
  return `found ${read.found}, expected ${read.expected}${didYouMean(fitting(read.suggestion, dimension, bounds))}`;
}

export function didYouMean(suggestion: string | null): string {
  return suggestion === null ? '' : `; did you mean "${suggestion}"?`;
}

/** In milliseconds. */
export function duration(bounds: Bounds = {}) {
  return quantity('duration', 'a duration', bounds);
}

/** In bytes. */
export function size() {
  return quantity('bytes', 'a size', {});
}

/** A word, or else a duration in milliseconds. */
export function wordOrDuration<const Word extends string>(word: Word, bounds: Bounds = {}) {
  const words = `${word}, or a duration such as 20m`;
  return z
    .string(expected(words))
    .transform((written, context): Word | number =>
      written === word ? word : convert(written, 'duration', words, bounds, context),
    );
}

/** A part of a whole, above 0. */
export function share() {
  return quantity('ratio', 'a share', { below: 1 }).refine(
    (value) => value < 1,
    'found all of it, expected less than 100%',
  );
}

/** Per second. */
export function rate(bounds: Bounds = {}) {
  return quantity('rate', 'a rate', bounds);
}

/** A whole number, as a number or with k or M. */
export function wholeNumber(what: string, least: number, most = Number.MAX_SAFE_INTEGER) {
  const range = most === Number.MAX_SAFE_INTEGER ? `from ${least} up` : `from ${least} to ${most}`;
  return z.union([z.number(), z.string()], expected(what)).transform((input, context) => {
    const read = typeof input === 'number' ? { value: input } : readQuantity(input, { dimension: 'count' });
    if ('value' in read && Number.isSafeInteger(read.value) && read.value >= least && read.value <= most) {
      return read.value;
    }
    const message = `found ${show(input)}, expected ${what}, a whole number ${range}`;
    context.issues.push({ code: 'custom', message, input });
    return z.NEVER;
  });
}

/** A number that need not be whole. */
export function decimal(what: string, least: number, most: number) {
  return z.number(expected(`${what}, a number`)).refine((value) => value >= least && value <= most, {
    error: ({ input }) => `found ${show(input)}, expected ${what} from ${least} to ${most}`,
  });
}

/** For targets, operations and watched paths: rules name them. */
export function name(what: string) {
  return z.string(expected(`the name of ${what}`)).regex(/^[A-Za-z0-9_][A-Za-z0-9_-]*$/, {
    error: ({ input }) => `found ${show(input)}, expected a name of letters, digits, "_" and "-"`,
  });
}

export function text(what: string) {
  return z.string(expected(what)).min(1, `found "", expected ${what}`);
}

/** One of a few words. */
export function choice<const Word extends string>(words: readonly Word[]) {
  const due = expected(`one of ${words.join(', ')}`);
  return z.enum(words, {
    error: ({ input }) =>
      due.error({ input }) + didYouMean(typeof input === 'string' ? nearest(input, words) : null),
  });
}

/** A switch. `yes` and `no` are text in YAML 1.2. */
export function toggle() {
  return z.boolean(expected('true or false'));
}

/** A regular expression of JavaScript, with the u flag. */
export function pattern() {
  return text('a regular expression').superRefine((source, context) => {
    try {
      new RegExp(source, 'u');
    } catch (error) {
      const why = error instanceof Error ? error.message.replace(/^.*\/u: /, '') : String(error);
      context.addIssue({
        code: 'custom',
        message: `found ${show(source)}, which is no regular expression: ${why}`,
      });
    }
  });
}

/** Text in which secrets may stand, where `templates` is set also what the load fills in, and `own` beside that. */
export function filledText(
  what: string,
  options: { readonly templates: boolean; readonly own?: readonly string[] },
) {
  return z.string(expected(what)).superRefine((written, context) => {
    for (const placeholder of placeholders(written)) {
      const message = placeholderTrouble(written, placeholder, options.templates, options.own);
      if (message === null) continue;
      context.addIssue({ code: 'custom', message, params: { offset: placeholder.offset } });
    }
  });
}

/** An http:// address; `templates` may stand behind its host. */
export function httpUrl(options: { readonly templates: boolean }) {
  const written = options.templates ? filledText('an http:// address', options) : text('an http:// address');
  return written.superRefine((url, context) => {
    const message = options.templates ? urlTrouble(url) : (filledTrouble(url) ?? urlTrouble(url));
    if (message !== null) context.addIssue({ code: 'custom', message });
  });
}

/** What is filled in nowhere would be sent as it stands. */
function filledTrouble(url: string): string | null {
  if (!url.includes('${')) return null;
  return `found ${show(url)}, expected a plain address: only those of operations are filled in`;
}

function urlTrouble(url: string): string | null {
  const found = `found ${show(url)}`;
  if (!url.startsWith('http://')) {
    const tls = url.startsWith('https://')
      ? ' (https is not supported: soak the service behind its TLS proxy)'
      : '';
    return `${found}, expected an address that begins with http://${tls}`;
  }
  const host = url.slice('http://'.length).split(/[/?#]/)[0] ?? '';
  if (host.includes('@'))
    return `${found}, expected no user or password in it: send a header with \${env:NAME}`;
  if (host.includes('${'))
    return `${found}, expected a fixed host and port; templates may follow behind them`;
  return URL.canParse(url.replace(/\$\{[^}]*\}/g, '0'))
    ? null
    : `${found}, expected an address such as http://127.0.0.1:8080/`;
}

/** `127.0.0.1:6379`, `[::1]:6379` */
export function hostAndPort() {
  return text('host:port').transform((written, context) => {
    const [, host, port] = /^(\[[0-9A-Fa-f:.]+\]|[^:\s[\]]+):(\d{1,5})$/.exec(written) ?? [];
    if (host !== undefined && Number(port) >= 1 && Number(port) <= 65_535) {
      return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
    }
    const message = `found ${show(written)}, expected host:port such as 127.0.0.1:6379`;
    context.issues.push({ code: 'custom', message, input: written });
    return z.NEVER;
  });
}
