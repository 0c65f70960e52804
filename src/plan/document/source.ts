/** The YAML text of a plan with what the command line changed in it, and the way back from a value to its place. */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type Scalar,
  visit,
  type YAMLError,
  YAMLMap,
} from 'yaml';
import { formatExactDuration } from '../quantity/exact-duration.ts';
import { type Path, type Place, type Problem, pathText } from './problem.ts';

export interface Source {
  readonly file: string;
  /** With the overrides in it: means the same again. */
  readonly text: string;
  /** Plain data. */
  readonly value: unknown;
  /** Of the syntax. Unless it is whole, the value is not to be relied on. */
  readonly problems: readonly Problem[];
  readonly whole: boolean;
  /** Where a value stands, or, where there is none, what it is missing from. */
  placeOf(path: Path, offset?: number): Place;
  /** Where the key of a mapping stands. */
  placeOfKey(path: Path): Place;
}

export interface Overrides {
  /** `path=value` of each --set. */
  readonly set: readonly string[];
  /** From --for. */
  readonly durationMs: number | null;
}

const NONE: Overrides = { set: [], durationMs: null };

/** Beyond these a text is no YAML at all. */
const MOST_SYNTAX_FAULTS = 10;

export function readSource(text: string, file: string, overrides: Overrides = NONE): Source {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.2',
    uniqueKeys: true,
    lineCounter: lines,
    prettyErrors: false,
  });
  const places = createPlaces(document, text, file, lines);
  const problems: Problem[] = [];
  const faults = [...document.errors, ...document.warnings];
  let whole = faults.every(({ code }) => code === 'DUPLICATE_KEY');
  let derailed = false;
  for (const fault of faults.slice(0, MOST_SYNTAX_FAULTS)) {
    // One unexpected token makes most of what follows it unexpected, and so does nesting beyond the stack.
    const derails = fault.code === 'UNEXPECTED_TOKEN' || isTooDeep(fault);
    if (derails && derailed) continue;
    derailed ||= derails;
    problems.push({
      place: places.at(fault.pos[0]),
      path: '',
      message: syntaxMessage(fault, text),
    });
  }
  for (const { offset, message } of structureFaults(document)) {
    whole = false;
    problems.push({ place: places.at(offset), path: '', message });
  }
  if (whole) {
    for (const option of overrides.set) {
      const trouble = override(document, option, places.origins);
      if (trouble !== null)
        problems.push({ place: { kind: 'option', option: `--set ${option}` }, path: '', message: trouble });
    }
    if (overrides.durationMs !== null) overrideDuration(document, overrides.durationMs, places.origins);
  }
  let value: unknown = null;
  try {
    if (whole) value = document.toJS();
  } catch (error) {
    // yaml refuses to expand aliases without bound.
    whole = false;
    const message = error instanceof Error ? error.message : String(error);
    problems.push({ place: places.at(0), path: '', message });
  }
  const changed = places.origins.size > 0;
  return {
    file,
    text: changed && whole ? document.toString({ lineWidth: 0 }) : text,
    value,
    problems,
    whole,
    placeOf: places.placeOf,
    placeOfKey: places.placeOfKey,
  };
}

interface Places {
  /** Nodes that the command line brought, with the option that did. */
  readonly origins: Map<unknown, string>;
  at(offset: number): Place;
  placeOf(path: Path, offset?: number): Place;
  placeOfKey(path: Path): Place;
}

function createPlaces(document: Document, text: string, file: string, lines: LineCounter): Places {
  const origins = new Map<unknown, string>();

  function at(offset: number): Place {
    const { line, col } = lines.linePos(Math.max(0, Math.min(offset, text.length)));
    return { kind: 'file', file, line: Math.max(1, line), column: Math.max(1, col) };
  }

  function placeOfNode(node: unknown, offset = 0): Place | null {
    const option = origins.get(node);
    if (option !== undefined) return { kind: 'option', option };
    if (!isNode(node) || !node.range) return null;
    return at(node.range[0] + (offset > 0 && isScalar(node) ? offsetInText(node, text, offset) : 0));
  }

  function placeOf(path: Path, offset = 0): Place {
    let node: unknown = document.contents;
    let nearest: Place | null = placeOfNode(node);
    for (const [depth, part] of path.entries()) {
      const { key, value } = childOf(node, part, document);
      const isLast = depth === path.length - 1;
      // A key with nothing behind it, and a mapping that lacks something, are best found by their key.
      const byValue = isLast && isScalar(value) && value.range?.[0] !== value.range?.[1];
      const place =
        origins.has(value) || byValue ? placeOfNode(value, offset) : (placeOfNode(key) ?? placeOfNode(value));
      if (place === null) break;
      nearest = place;
      if (place.kind === 'option') break;
      node = value;
    }
    return nearest ?? at(0);
  }

  function placeOfKey(path: Path): Place {
    let node: unknown = document.contents;
    for (const part of path.slice(0, -1)) {
      node = childOf(node, part, document).value;
      const option = origins.get(node);
      if (option !== undefined) return { kind: 'option', option };
    }
    const last = path.at(-1);
    const { key, value } = last === undefined ? { key: null, value: node } : childOf(node, last, document);
    const option = origins.get(value);
    if (option !== undefined) return { kind: 'option', option };
    return placeOfNode(key) ?? placeOf(path);
  }

  return { origins, at, placeOf, placeOfKey };
}

function childOf(
  parent: unknown,
  part: string | number,
  document: Document,
): { key: unknown; value: unknown } {
  const node = isAlias(parent) ? parent.resolve(document) : parent;
  if (isMap(node)) {
    // Of a key given twice the last counts.
    const pair = node.items.findLast(({ key }) => keyText(key) === String(part));
    return { key: pair?.key ?? null, value: pair?.value ?? null };
  }
  if (isSeq(node) && typeof part === 'number') return { key: null, value: node.items[part] ?? null };
  return { key: null, value: null };
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'range' in value;
}

/** Only where the text of a scalar stands in the file as it is; else its beginning has to do. */
function offsetInText(node: Scalar, text: string, offset: number): number {
  if (typeof node.value !== 'string' || !node.range) return 0;
  const quoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE' ? 1 : 0;
  const from = node.range[0] + quoted;
  return text.slice(from, from + node.value.length) === node.value ? offset + quoted : 0;
}

/** What YAML allows and a plan cannot hold. */
function structureFaults(document: Document): { offset: number; message: string }[] {
  const faults: { offset: number; message: string }[] = [];
  visit(document, {
    Alias(_, alias, ancestors) {
      const meant = alias.resolve(document);
      if (meant !== undefined && !ancestors.includes(meant)) return;
      const message =
        meant === undefined
          ? `found *${alias.source}, but there is no &${alias.source} before it`
          : `found *${alias.source} inside &${alias.source} itself`;
      faults.push({ offset: alias.range?.[0] ?? 0, message });
    },
    Pair(_, { key }) {
      // A tag such as !!binary makes bytes of what is written as a word.
      if (isScalar(key) ? typeof key.value !== 'object' || key.value === null : !isNode(key)) return;
      faults.push({
        offset: isNode(key) ? (key.range?.[0] ?? 0) : 0,
        message: 'found a key that is not a word, expected a word',
      });
    },
  });
  return faults;
}

function syntaxMessage(fault: YAMLError, text: string): string {
  if (fault.code === 'DUPLICATE_KEY') return 'found a key that is there already, expected each key once';
  if (fault.code === 'UNEXPECTED_TOKEN') {
    const token = text.slice(fault.pos[0], fault.pos[0] + 1).trim();
    const found = token === '' ? 'something' : `"${token}"`;
    return `not YAML: found ${found} where it cannot stand; texts with { } [ ] , : or # in them go in quotes`;
  }
  return isTooDeep(fault) ? 'nested too deeply' : `not YAML: ${fault.message}`;
}

function isTooDeep(fault: YAMLError): boolean {
  return /stack/i.test(fault.message);
}

/** `load.rate=20/s`, `targets.api.restart=always`, `criteria.0=…`. Gives what is wrong, or null. */
function override(document: Document, option: string, origins: Map<unknown, string>): string | null {
  const equals = option.indexOf('=');
  const written = equals < 0 ? [] : option.slice(0, equals).split('.');
  if (written.length === 0 || written.some((part) => part === '')) {
    return 'expected path=value such as load.rate=20/s';
  }
  const parsed = parseDocument(option.slice(equals + 1), { version: '1.2' });
  const [fault] = parsed.errors;
  if (fault !== undefined) return `not YAML: ${fault.message.split('\n')[0]}`;
  const path: (string | number)[] = [];
  let node: unknown = document.contents;
  for (const [depth, part] of written.entries()) {
    const parent = isAlias(node) ? node.resolve(document) : node;
    const key = isSeq(parent) ? itemIndex(parent.items, part) : part;
    if (key === null) return `${pathText(path)} has no item "${part}"; items go by number from 0, or by name`;
    if (depth > 0 && isScalar(parent) && parent.value !== null) return `${pathText(path)} is not a mapping`;
    path.push(key);
    node = childOf(parent, key, document).value;
  }
  if (!isMap(document.contents)) document.contents = new YAMLMap() as unknown as typeof document.contents;
  const value = parsed.contents ?? document.createNode(null);
  document.setIn(path, value);
  origins.set(document.getIn(path, true), `--set ${option}`);
  return null;
}

/** An item of a list by its number or by its `name`. */
function itemIndex(items: readonly unknown[], part: string): number | null {
  const index = /^\d+$/.test(part)
    ? Number(part)
    : items.findIndex((item) => isMap(item) && item.get('name') === part);
  return index >= 0 && index < items.length ? index : null;
}

/** --for replaces the ending, whichever kind it is. */
function overrideDuration(document: Document, durationMs: number, origins: Map<unknown, string>): void {
  if (!isMap(document.contents)) return;
  document.delete('operations');
  document.set('duration', document.createNode(formatExactDuration(durationMs)));
  origins.set(document.get('duration', true), '--for');
}
