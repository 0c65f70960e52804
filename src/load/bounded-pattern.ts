/**
 * A regular expression of the plan, tried on text of a target that may be hostile: some expressions take longer than
 * the age of the world on the right text. One that cannot, and a short text, are tried as they are; the others under a
 * watchdog, which costs 0.2 ms. What takes too long does not match.
 */
import { createContext, Script } from 'node:vm';

/** With one repetition the steps grow with the square of the length: 10 ms at most. */
const SHORT = 4096;
/** An expression that needs longer is of no use in a load; the loop's delay says that the generator was held up. */
const LIMIT_MS = 200;

export interface BoundedPattern {
  test(text: string): boolean;
  /** The first group of the first match, or else all of it; null: it does not match. */
  find(text: string): string | null;
  /** The named groups of the first match; null: it does not match. */
  groups(text: string): Readonly<Record<string, string | undefined>> | null;
}

/** The plan has been checked: the source is a regular expression. */
export function boundedPattern(source: string): BoundedPattern {
  const pattern = new RegExp(source, 'u');
  const tame = isTame(source);
  const exec = (text: string): RegExpExecArray | null =>
    tame && text.length <= SHORT
      ? pattern.exec(text)
      : (runGuarded(finds, source, text) as RegExpExecArray | null);
  return {
    test: (text) =>
      tame && text.length <= SHORT ? pattern.test(text) : runGuarded(tests, source, text) === true,
    find(text) {
      const match = exec(text);
      return match === null ? null : (match[1] ?? match[0]);
    },
    groups(text) {
      const match = exec(text);
      return match === null ? null : { ...match.groups };
    },
  };
}

/** At most one repetition and a few options, none of a group, and no reference back. */
export function isTame(source: string): boolean {
  if (/\\[1-9k]/.test(source)) return false;
  const plain = source
    .replace(/\\(?:u\{[^}]*\}|[pP]\{[^}]*\}|.)/gs, 'x')
    .replace(/\[[^\]]*\]/g, 'x')
    .replace(/\(\?(?:[:=!]|<[=!]|<[^>]*>)/g, '(')
    .replace(/([*+}?])\?/g, '$1');
  if (/\)[*+?{]/.test(plain)) return false;
  const repetitions = plain.match(/[*+{]/g)?.length ?? 0;
  const options = plain.match(/\?/g)?.length ?? 0;
  return repetitions <= 1 && options <= 3;
}

const place = createContext({ source: '', text: '' });
const tests = new Script('new RegExp(source, "u").test(text)');
const finds = new Script('new RegExp(source, "u").exec(text)');

/** null: it took too long. */
function runGuarded(script: Script, source: string, text: string): unknown {
  place['source'] = source;
  place['text'] = text;
  try {
    return script.runInContext(place, { timeout: LIMIT_MS });
  } catch {
    return null;
  } finally {
    place['text'] = '';
  }
}
