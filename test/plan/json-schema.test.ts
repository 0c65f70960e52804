import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { printJson, toJsonSchema } from '../../src/plan/json-schema.ts';

test('config/plan.schema.json is what soakd schema plan prints', () => {
  const file = new URL('../../config/plan.schema.json', import.meta.url);
  assert.equal(
    readFileSync(file, 'utf8'),
    `${printJson(toJsonSchema())}\n`,
    'out of date: scripts/soakd schema plan > config/plan.schema.json',
  );
});

test('every key of the schema is described', () => {
  const undescribed: string[] = [];
  const visit = (schema: unknown, path: string): void => {
    if (typeof schema !== 'object' || schema === null) return;
    for (const [key, value] of Object.entries(schema)) {
      if (key === 'properties' && typeof value === 'object' && value !== null) {
        for (const [name, property] of Object.entries(value)) {
          if (!('description' in Object(property)) && name !== 'operations')
            undescribed.push(`${path}.${name}`);
        }
      }
      visit(value, `${path}.${key}`);
    }
  };
  visit(toJsonSchema(), '');
  assert.deepEqual(undescribed, []);
});

test('printed JSON reads back as it was', () => {
  const value = {
    list: [1, 2],
    nested: [{ a: [] }, {}],
    text: 'x, "y"',
    long: Array.from({ length: 60 }, (_, i) => i),
  };
  assert.deepEqual(JSON.parse(printJson(value)), value);
});
