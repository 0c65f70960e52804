/** The `load` of a plan as it is written. */
import { z } from 'zod';
import { corpus } from '../corpus/corpus-schema.ts';
import { duration, expected, mapping, name, whenMapping, wholeNumber } from '../document/field.ts';
import { operation } from '../operation/operation-schema.ts';
import { checkModel, modelShape } from './model-schema.ts';

/** More than the cores of a large machine only take each other's time. */
const MOST_PROCESSES = 64;

export const load = mapping('a mapping with rate and operations', {
  ...modelShape,
  connections: wholeNumber('a number of connections', 1, 10_000)
    .optional()
    .describe('Most operations in flight at once; default 50, or the number of users.'),
  processes: wholeNumber('a number of processes', 1, MOST_PROCESSES)
    .optional()
    .describe('How many send it, where one core is not enough; default 1.'),
  timeout: duration().optional().describe('Until an operation counts as failed; default 10s.'),
  seed: wholeNumber('a seed', 0, 2 ** 32 - 1)
    .optional()
    .describe('Of the mix, the templates and whatever comes by chance; default 1.'),
  corpora: z
    .record(name('a corpus'), corpus, expected('a mapping of names to corpora'))
    .optional()
    .describe('Rows of files that operations are filled with, by name.'),
  operations: z
    .array(operation, expected('a list of operations'))
    .min(1, 'found an empty list, expected operations'),
}).superRefine((written, context) => checkModel(written, context), whenMapping);

export type WrittenLoad = z.output<typeof load>;
