/** The corpora of a load as they are written. */
import { z } from 'zod';
import { nearest } from '../../nearest.ts';
import {
  choice,
  complain,
  didYouMean,
  expected,
  keysOf,
  mapping,
  oneKeyMessage,
  text,
  whenMapping,
} from '../document/field.ts';
import { show } from '../document/problem.ts';
import { ENCODERS, type EncoderName } from './corpus-plan.ts';

const FORMATS = ['csv', 'jsonl', 'text'] as const;

/** More would be more in one category than anybody tells apart in a report, and each has a row a minute. */
export const MOST_CATEGORIES = 100;

const field = () => text('the name of a field');

const chain = text('encoders such as url or case+url').transform((written, context): EncoderName[] => {
  const names = written.split('+').map((name) => name.trim());
  const unknown = names.find((name) => !isEncoder(name));
  if (unknown === undefined) return names.filter(isEncoder);
  const message = `found ${show(unknown)}, expected one of ${ENCODERS.join(', ')}${didYouMean(nearest(unknown, ENCODERS))}`;
  context.issues.push({ code: 'custom', message, input: written });
  return z.NEVER;
});

function isEncoder(name: string): name is EncoderName {
  return ENCODERS.some((known) => known === name);
}

const encode = mapping('a mapping such as { with: [plain, url, base64] }', {
  field: field().optional().describe('The field that is encoded; text: line, which is the default there.'),
  with: z
    .array(chain, expected('a list of encoders'))
    .min(1, 'found an empty list, expected encoders')
    .describe(
      `An entry of each row for each item: ${ENCODERS.join(', ')}, or several joined by +, applied in this order.`,
    ),
});

const outcome = z.union(
  [
    choice(['blocked', 'allowed']),
    mapping('a mapping with field', {
      field: field().describe('The field that says blocked or allowed of each row.'),
    }),
  ],
  expected('blocked, allowed, or { field: NAME }'),
);

const category = z.union(
  [
    text('the name of a category'),
    mapping('a mapping with field', {
      field: field().describe('The field that names the category of each row.'),
    }),
  ],
  expected('the name of a category, or { field: NAME }'),
);

export const corpus = mapping('a corpus such as { csv: users.csv }', {
  csv: text('a file').optional().describe('A CSV file whose first row names the fields.'),
  jsonl: text('a file').optional().describe('A file with an object of JSON on each line.'),
  text: text('a file').optional().describe('A file with one entry on each line; its field is line.'),
  order: choice(['file', 'shuffled'])
    .optional()
    .describe('In the order of the file, the default, or seeded.'),
  use: choice(['around', 'once'])
    .optional()
    .describe('around (default): begins again after its last entry. once: the load ends after it.'),
  encode: encode.optional().describe('Multiplies the rows: each once for each way to encode a field.'),
  expect: outcome
    .optional()
    .describe('What should become of its operations: blocked, allowed, or { field: NAME }.'),
  category: category
    .optional()
    .describe(
      `Under what its results are counted: a name, or { field: NAME } with at most ${MOST_CATEGORIES} of them.`,
    ),
})
  .superRefine((written, context) => {
    const found = keysOf(written, FORMATS);
    const message = oneKeyMessage(found, FORMATS, 'its file');
    if (message !== null) complain(context, message);
    const encoding = 'encode' in written ? written.encode : undefined;
    if (
      encoding !== undefined &&
      encoding !== null &&
      found[0] !== 'text' &&
      typeof encoding === 'object' &&
      !('field' in encoding)
    )
      complain(context, 'missing field, expected the name of the field that is encoded', ['encode']);
    if ('category' in written && !('expect' in written))
      complain(context, 'category has no meaning without expect', ['category']);
  }, whenMapping)
  .meta({ oneOf: FORMATS.map((format) => ({ required: [format] })) });

export type WrittenCorpus = z.output<typeof corpus>;
