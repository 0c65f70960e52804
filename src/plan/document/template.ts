/**
 * What may stand as `${…}` in a text of the plan: secrets, which are filled in just before the start, and the
 * templates that the load fills in for each operation.
 */
import { nearest } from '../../nearest.ts';

export interface Placeholder {
  /** Between the braces. */
  readonly expression: string;
  readonly offset: number;
  readonly length: number;
}

export interface SecretRef {
  readonly kind: 'env' | 'file';
  readonly name: string;
}

/** How a secret is written, for messages. */
export const SECRETS = '$' + '{env:NAME} or $' + '{file:PATH}';

const EXAMPLES = ['seq', 'integer(1000)', 'uuid', 'bytes(1KiB)', 'row.name', 'flow.name'];
const BYTE_UNITS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['B', 1],
  ['KB', 1e3],
  ['MB', 1e6],
  ['KiB', 2 ** 10],
  ['MiB', 2 ** 20],
]);
const MAX_FILLER_BYTES = 64 * 2 ** 20;

export function placeholders(text: string): Placeholder[] {
  const found: Placeholder[] = [];
  for (const match of text.matchAll(/\$\{([^}]*)\}?/g)) {
    found.push({ expression: match[1] ?? '', offset: match.index, length: match[0].length });
  }
  return found;
}

/** `env:X` or `file:X`; null when it is none. */
export function secretRef(expression: string): SecretRef | null {
  const [kind, ...name] = expression.split(':');
  if (kind !== 'env' && kind !== 'file') return null;
  return { kind, name: name.join(':') };
}

/** `row.name` or `row.name:raw`; null when it is neither. */
export function rowFieldOf(expression: string): { readonly name: string; readonly raw: boolean } | null {
  const [, name, raw] = /^\s*row\.([^:{}]*[^:{}\s])(:raw)?\s*$/.exec(expression) ?? [];
  return name === undefined ? null : { name, raw: raw !== undefined };
}

/** `flow.name` or `flow.name:raw`; null when it is neither. */
export function flowValueOf(expression: string): { readonly name: string; readonly raw: boolean } | null {
  const [, name, raw] = /^\s*flow\.([A-Za-z_]\w*)(:raw)?\s*$/.exec(expression) ?? [];
  return name === undefined ? null : { name, raw: raw !== undefined };
}

export function hasSecret(text: string): boolean {
  return placeholders(text).some(({ expression }) => secretRef(expression) !== null);
}

/** What is wrong with a placeholder, or null. `templates`: whether the load fills the text in. */
export function placeholderTrouble(
  text: string,
  placeholder: Placeholder,
  templates: boolean,
  own: readonly string[] = [],
): string | null {
  const { expression } = placeholder;
  const shown = `\${${expression}}`;
  if (!text.startsWith(shown, placeholder.offset))
    return `found "\${${expression}" without its closing brace`;
  const secret = secretRef(expression);
  if (secret !== null) {
    if (secret.kind === 'file')
      return secret.name === '' ? `found ${shown}, expected the name of a file` : null;
    return /^[A-Za-z_]\w*$/.test(secret.name) ? null : `found ${shown}, expected the name of a variable`;
  }
  if (!templates) return `found ${shown}, expected \${env:NAME} or \${file:PATH}`;
  return isTemplate(expression) || isOwn(expression, own) ? null : unknownTemplate(expression, own);
}

/** Those of one kind of operation: a name, or for a stamp also how much it carries. */
function isOwn(expression: string, own: readonly string[]): boolean {
  const [, name = '', argument] = /^\s*(\w+)\s*(?:\(([^)]*)\))?\s*$/.exec(expression) ?? [];
  if (!own.includes(name)) return false;
  return argument === undefined || (name === 'stamp' && isTemplate(`bytes(${argument})`));
}

function isTemplate(expression: string): boolean {
  if (rowFieldOf(expression) !== null || flowValueOf(expression) !== null) return true;
  const [, name, argument] = /^(\w+)(?:\(([^)]*)\))?$/.exec(expression.trim()) ?? [];
  if (name === 'seq' || name === 'uuid') return argument === undefined;
  if (name === 'integer') {
    return /^\d+$/.test(argument ?? '') && Number(argument) >= 1 && Number.isSafeInteger(Number(argument));
  }
  if (name !== 'bytes') return false;
  const [, digits, unit] = /^(\d+) ?([A-Za-z]*)$/.exec(argument ?? '') ?? [];
  const factor = BYTE_UNITS.get(unit ?? '');
  return digits !== undefined && factor !== undefined && Number(digits) * factor <= MAX_FILLER_BYTES;
}

function unknownTemplate(expression: string, own: readonly string[]): string {
  const unknown = `unknown template \${${expression}}`;
  const [word = ''] = expression.trim().split(/[(.:]/);
  const names = ['seq', 'integer', 'uuid', 'bytes', 'row', 'flow', 'env', 'file', ...own];
  const close = names.includes(word) ? word : nearest(word, names);
  const meant = close === null ? expression : expression.replace(word, close);
  const known = isTemplate(meant) || isOwn(meant, own) || secretRef(meant) !== null;
  if (known) return `${unknown}; did you mean \${${meant}}?`;
  const example = [...EXAMPLES, 'env:NAME', 'file:PATH', ...own].find(
    (some) => close !== null && some.startsWith(close),
  );
  const advice =
    example === undefined
      ? `expected ${EXAMPLES.map((some) => `\${${some}}`).join(', ')}, \${env:NAME} or \${file:PATH}`
      : `did you mean \${${example}}?`;
  return `${unknown}; ${advice}`;
}
