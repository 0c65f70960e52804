/** What an http operation may do beside sending a request and looking at the reply. */
import { resolve as resolvePath } from 'node:path';
import { z } from 'zod';
import { expected, mapping, name, text, toggle } from '../document/field.ts';
import { show } from '../document/problem.ts';
import { readJsonPath } from './json-path.ts';

export interface HttpExtras {
  /** Keeps what cookies the server sets, for each of the load's users, and sends them. */
  readonly cookies?: boolean;
  /** A file as the body. */
  readonly upload?: UploadPlan;
  /** Each success is one update of this counter. */
  readonly updates?: string;
  readonly audits?: AuditPlan;
}

export interface UploadPlan {
  /** Absolute. */
  readonly file: string;
  /** Of a form with the file in it (multipart/form-data); null: the file is the body. */
  readonly field: string | null;
  readonly type: string;
}

/** Looks whether the updates of a counter are in it. */
export interface AuditPlan {
  readonly counter: string;
  /** JSON path of the counter in the body. */
  readonly path: string;
  /** What it says before the first update; null: what the first look finds. */
  readonly from: number | null;
}

const DEFAULT_TYPE = 'application/octet-stream';

export const httpExtraShape = {
  cookies: toggle()
    .optional()
    .describe(
      'true: keeps the cookies of each user, which is a connection and those after it, and sends them.',
    ),
  upload: mapping('a file to send, such as { file: picture.png }', {
    file: text('a file').describe("Sent as the body, of at most 64 MiB; relative to the plan's folder."),
    field: name('a field').optional().describe('Sends a form instead, with the file in this field.'),
    type: z
      .string(expected('a media type'))
      .regex(/^[\w.+-]+\/[\w.+-]+$/, {
        error: ({ input }) => `found ${show(input)}, expected a media type such as image/png`,
      })
      .optional()
      .describe(`Media type of the file; default ${DEFAULT_TYPE}.`),
  })
    .optional()
    .describe('A file as the body.'),
  updates: name('a counter')
    .optional()
    .describe('Each success is one update of this counter at the target, whose name is yours.'),
  audits: mapping('a counter to look at, such as { counter: visits, at: $.visits }', {
    counter: name('a counter').describe('The one that other operations update.'),
    at: text('a JSON path')
      .refine((path) => readJsonPath(path) !== null, {
        error: ({ input }) => `found ${show(input)}, expected a path such as $.items[0].id`,
      })
      .describe('Where it is in the JSON of the body.'),
    from: z
      .number(expected('a number'))
      .optional()
      .describe('What it says before the first update; default: what the first look finds.'),
  })
    .optional()
    .describe('Counts the updates that were acknowledged and are not in the counter: lost-updates.'),
};

const written = mapping('extras', httpExtraShape);

export function resolveHttpExtras(
  { cookies, upload, updates, audits }: Partial<z.output<typeof written>>,
  folder: string,
): HttpExtras {
  return {
    ...(cookies === true ? { cookies } : {}),
    ...(upload === undefined ? {} : { upload: resolveUpload(upload, folder) }),
    ...(updates === undefined ? {} : { updates }),
    ...(audits === undefined
      ? {}
      : { audits: { counter: audits.counter, path: audits.at, from: audits.from ?? null } }),
  };
}

function resolveUpload(
  {
    file,
    field,
    type,
  }: { readonly file: string; readonly field?: string | undefined; readonly type?: string | undefined },
  folder: string,
): UploadPlan {
  return { file: resolvePath(folder, file), field: field ?? null, type: type ?? DEFAULT_TYPE };
}

/** Each in words. */
export function httpExtraTexts({ cookies, upload, updates, audits }: HttpExtras): string[] {
  return [
    ...(upload === undefined ? [] : [`sends the file ${upload.file}`]),
    ...(cookies === true ? ['keeps cookies'] : []),
    ...(updates === undefined ? [] : [`updates the counter ${updates}`]),
    ...(audits === undefined ? [] : [`looks at the counter ${audits.counter} at ${audits.path}`]),
  ];
}
