import { z } from 'zod';
import { choice, expected, mapping, text } from '../document/field.ts';
import { REPORT_FORMATS } from './report-format.ts';

const formats = () =>
  z
    .array(choice(REPORT_FORMATS), expected(`a list of formats such as [html, junit]`))
    .min(1, 'found an empty list, expected formats; leave reports out for none')
    .refine((written) => new Set(written).size === written.length, 'found a format twice');

/** A list of formats, or a mapping that says where they go as well. */
export const reports = z.union(
  [
    formats(),
    mapping('a mapping such as { formats: [html], folder: reports }', {
      formats: formats().describe(`Of ${REPORT_FORMATS.join(', ')}.`),
      folder: text('a folder')
        .optional()
        .describe("Relative to the plan's folder; default: reports, beside the database."),
    }),
  ],
  expected('a list of formats such as [html, junit], or a mapping with formats and folder'),
);

export type WrittenReports = z.output<typeof reports>;
