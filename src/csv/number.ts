/** Numbers as they stand in a file, read from its bytes: millions of cells are not made strings first. */

const ZERO = 0x30;
const NINE = 0x39;
const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;

/** A whole number of so many digits, and its quotient by a power of ten up to 10^22, are exact doubles (Clinger 1990). */
const EXACT_DIGITS = 15;
const POWERS_OF_TEN = Float64Array.from({ length: EXACT_DIGITS + 1 }, (_, power) => 10 ** power);

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * The decimal number in `bytes` from `from` to before `to`; NaN where there is none, and where it needs more than
 * plain arithmetic: then `readNumber` decides.
 */
export function quickNumber(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  const sign = bytes[at];
  if (sign === MINUS || sign === PLUS) at += 1;
  let whole = 0;
  let digits = 0;
  let pointAt = -1;
  for (; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte >= ZERO && byte <= NINE) {
      whole = whole * 10 + (byte - ZERO);
      digits += 1;
    } else if (byte === POINT && pointAt < 0) pointAt = at;
    else return Number.NaN;
  }
  if (digits === 0 || digits > EXACT_DIGITS) return Number.NaN;
  const size = pointAt < 0 ? whole : whole / (POWERS_OF_TEN[to - pointAt - 1] ?? 1);
  return sign === MINUS ? -size : size;
}

/** A decimal number with or without an exponent; NaN for anything else, and for one too large to be told. */
export function readNumber(text: string): number {
  const number = DECIMAL.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : Number.NaN;
}
