/** `flow` operations as they are written: several requests in turn. */
import { z } from 'zod';
import {
  complain,
  expected,
  keysOf,
  mapping,
  name,
  oneKeyMessage,
  pattern,
  text,
  whenMapping,
} from '../document/field.ts';
import { show } from '../document/problem.ts';
import { readJsonPath } from './json-path.ts';

const EXTRACTS = ['json', 'matches'] as const;

const extract = mapping('what to extract such as { json: "$.token" }', {
  json: text('a JSON path')
    .refine((path) => readJsonPath(path) !== null, {
      error: ({ input }) => `found ${show(input)}, expected a JSON path such as $.items[0].id`,
    })
    .optional()
    .describe('Path into a body of JSON, to a text, a number or true or false.'),
  matches: pattern()
    .optional()
    .describe('Regular expression over the body; its first group, or else all of it.'),
})
  .superRefine((written, context) => {
    const message = oneKeyMessage(keysOf(written, EXTRACTS), EXTRACTS, 'where it stands');
    if (message !== null) complain(context, message);
  }, whenMapping)
  .meta({ oneOf: EXTRACTS.map((key) => ({ required: [key] })) });

/** `http` and `expect` are those of other operations. */
export function flowOf<Http extends z.ZodType, Expect extends z.ZodType>(http: Http, expect: Expect) {
  const step = mapping('a step such as { name: login, http: { post: "http://127.0.0.1:8080/login" } }', {
    name: name('a step').describe('The step is the operation FLOW-STEP in rules and reports.'),
    http: http.describe('One HTTP request.'),
    expect: expect.optional().describe('When its reply counts as a success; status, contains, matches.'),
    extract: z
      .record(
        z.string().regex(/^[A-Za-z_]\w*$/, {
          error: ({ input }) => `found ${show(input)}, expected a name of letters, digits and "_"`,
        }),
        extract,
        expected('a mapping of names to what to extract'),
      )
      .optional()
      .describe('For later steps, as ${' + 'flow.NAME}.'),
  });
  return z
    .array(step, expected('a list of steps'))
    .min(1, 'found an empty list, expected steps')
    .superRefine((steps, context) => {
      for (const [index, { name: own }] of steps.entries())
        if (steps.findIndex((other) => other.name === own) !== index)
          complain(context, `found ${show(own)} again, expected a name of its own for each step`, [
            index,
            'name',
          ]);
    });
}
