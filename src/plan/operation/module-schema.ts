/** `module` operations as they are written: a user's code. */
import { z } from 'zod';
import { expected, mapping, text } from '../document/field.ts';
import { SECRETS } from '../document/template.ts';

export const module = mapping('a module such as { file: checkout.ts }', {
  file: text('a file')
    .regex(/\.[cm]?[jt]s$/, 'expected a file that ends with .js, .mjs, .cjs, .ts, .mts or .cts')
    .describe("A module whose default export does the operation; relative to the plan's folder."),
  options: z
    .json(expected('what JSON can say'))
    .optional()
    .describe(`Handed to the module; secrets only as ${SECRETS}.`),
});

export type WrittenModule = z.output<typeof module>;
