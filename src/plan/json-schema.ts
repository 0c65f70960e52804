/** JSON Schema (draft-07, which editors understand), from the same source as the validation. */
import { z } from 'zod';
import { writtenPlan } from './schema.ts';

export function toJsonSchema(title = 'soakd plan', schema: z.ZodType = writtenPlan): unknown {
  // 'input': as it is written, before quantities are read.
  return { title, ...z.toJSONSchema(schema, { target: 'draft-7', io: 'input' }) };
}

const WIDTH = 110;

/** Indented by two, with short lists on one line: the same as the formatter of this repository makes it. */
export function printJson(value: unknown, indent = '', lead = 0): string {
  if (Array.isArray(value)) {
    const line = `[${value.map((item) => JSON.stringify(item)).join(', ')}]`;
    const flat = value.every((item) => typeof item !== 'object' || item === null);
    if (flat && indent.length + lead + line.length <= WIDTH) return line;
    const inner = `${indent}  `;
    return `[\n${value.map((item) => inner + printJson(item, inner)).join(',\n')}\n${indent}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    if (entries.length === 0) return '{}';
    const inner = `${indent}  `;
    const lines = entries.map(([key, item]) => {
      const name = `${JSON.stringify(key)}: `;
      return inner + name + printJson(item, inner, name.length + 1);
    });
    return `{\n${lines.join(',\n')}\n${indent}}`;
  }
  return JSON.stringify(value);
}
