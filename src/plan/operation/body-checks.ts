/** What may be expected of the body of a reply beside its text. */
import { z } from 'zod';
import { complain, expected, mapping, size, whenMapping } from '../document/field.ts';
import { show } from '../document/problem.ts';
import { readJsonPath } from './json-path.ts';

export interface BodyChecks {
  /** Of a JSON body: what is to be found where. */
  readonly json: readonly JsonCheck[];
  readonly bytes: number | null;
  /** Of the whole body, in lower-case hexadecimal digits. */
  readonly sha256: string | null;
}

export interface JsonCheck {
  readonly path: string;
  /** null stands for null in the body. */
  readonly value: string | number | boolean | null;
}

const scalar = z.union(
  [z.string(), z.number(), z.boolean(), z.null()],
  expected('text, a number, true, false or null'),
);

export const bodyCheckShape = {
  json: z
    .record(z.string(), scalar, expected('a mapping of JSON paths to values'))
    .superRefine((written, context) => {
      for (const path of Object.keys(written))
        if (readJsonPath(path) === null)
          complain(context, `found ${show(path)}, expected a path such as $.items[0].id`, [path]);
    }, whenMapping)
    .optional()
    .describe('http: what the JSON of the body, of at most 1 MiB, holds at paths such as $.items[0].id.'),
  size: size().optional().describe('http: how long the body is.'),
  sha256: z
    .string(expected('64 hexadecimal digits'))
    .regex(/^[0-9a-fA-F]{64}$/, {
      error: ({ input }) => `found ${show(input)}, expected 64 hexadecimal digits`,
    })
    .optional()
    .describe('http: SHA-256 of the whole body, however long it is.'),
};

const checks = mapping('what to expect of a body', bodyCheckShape);

/** null: nothing is expected of it. */
export function resolveBodyChecks({
  json,
  size: bytes,
  sha256,
}: Partial<z.output<typeof checks>>): BodyChecks | null {
  if (json === undefined && bytes === undefined && sha256 === undefined) return null;
  return {
    json: Object.entries(json ?? {}).map(([path, value]) => ({ path, value })),
    bytes: bytes ?? null,
    sha256: sha256?.toLowerCase() ?? null,
  };
}

/** Each in words. */
export function bodyCheckTexts({ json, bytes, sha256 }: BodyChecks): string[] {
  return [
    ...json.map(({ path, value }) => `${path} to be ${JSON.stringify(value)}`),
    ...(bytes === null ? [] : [`${bytes.toLocaleString('en-US')} bytes`]),
    ...(sha256 === null ? [] : [`the SHA-256 ${sha256.slice(0, 12)}…`]),
  ];
}
