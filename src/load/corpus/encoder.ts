/**
 * Ways to write a text so that a filter may not know it again. Each is a pure function of the text and of numbers that
 * are drawn by their place in it.
 */
import type { EncoderName } from '../../plan/corpus/corpus-plan.ts';

/** Uniform in [0, 1), the same for the same place. */
export type Draw = (place: number) => number;

export type Encoder = (text: string, draw: Draw) => string;

export const ENCODE: Readonly<Record<EncoderName, Encoder>> = {
  plain: (text) => text,
  /** `%27`: all but letters, digits and -._~ (RFC 3986, section 2.3). */
  url: percentEncoded,
  'double-url': (text) => percentEncoded(percentEncoded(text)),
  /** `\x27` for every byte of UTF-8. */
  hex: (text) => Buffer.from(text, 'utf8').toString('hex').replace(/../g, '\\x$&'),
  /** `\u0027` for every unit of UTF-16. */
  unicode: (text) =>
    Array.from({ length: text.length }, (_, at) => `\\u${fourDigits(text.charCodeAt(at))}`).join(''),
  base64: (text) => Buffer.from(text, 'utf8').toString('base64'),
  /** Letters of ASCII become large or small. */
  case: (text, draw) =>
    text.replace(/[a-z]/gi, (letter, at: number) =>
      draw(at) < 0.5 ? letter.toLowerCase() : letter.toUpperCase(),
    ),
  /** Each run of blanks becomes another one. */
  whitespace: (text, draw) => text.replace(/[\t\n\v\f\r ]+/g, (_, at: number) => pick(BLANKS, draw(at))),
  /** Each run of blanks becomes a comment of SQL, C or CSS. */
  comment: (text, draw) => text.replace(/[\t\n\v\f\r ]+/g, (_, at: number) => pick(COMMENTS, draw(at))),
  /** A backslash and a line feed, which shells and C take away, in a third of the places between two letters. */
  'line-continuation': (text, draw) =>
    text.replace(/(?<=[a-z])(?=[a-z])/gi, (_, at: number) => (draw(at) < 1 / 3 ? '\\\n' : '')),
};

const BLANKS = ['\t', '\n', '\v', '\f', '\r\n', '  ', ' \t '] as const;
const COMMENTS = ['/**/', '/* */', '/*!*/', '/*--*/'] as const;

function pick(from: readonly string[], fraction: number): string {
  return from[Math.floor(fraction * from.length)] ?? '';
}

function percentEncoded(text: string): string {
  // Those that encodeURIComponent leaves although a filter may look for them.
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function fourDigits(code: number): string {
  return code.toString(16).padStart(4, '0');
}
