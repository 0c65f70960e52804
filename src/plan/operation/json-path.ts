/** A small part of JSON path: `$.items[0].id`, `$["a key"]`; names and indexes, no filters. */

export type JsonPath = readonly (string | number)[];

/** null: it is none. */
export function readJsonPath(text: string): JsonPath | null {
  if (!text.startsWith('$')) return null;
  const path: (string | number)[] = [];
  const step = /\.([A-Za-z_][\w-]*)|\[(\d{1,9})\]|\["([^"\\]*)"\]|\['([^'\\]*)'\]/y;
  step.lastIndex = 1;
  while (step.lastIndex < text.length) {
    const [whole, name, index, quoted, single] = step.exec(text) ?? [];
    if (whole === undefined) return null;
    path.push(index === undefined ? (name ?? quoted ?? single ?? '') : Number(index));
  }
  return path;
}

/** What is there in a parsed JSON text; undefined: nothing. */
export function valueAt(json: unknown, path: JsonPath): unknown {
  let value = json;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    if (typeof step === 'number' ? !Array.isArray(value) : Array.isArray(value)) return undefined;
    if (!Object.hasOwn(value, step)) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}
