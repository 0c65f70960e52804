/** The bodies of requests, and every problem of one that is not of its shape. */
import { z } from 'zod';
import type { StartRequest } from './controlled.ts';
import { Refused } from './refused.ts';

/** An event's text is a line of the report. */
const NOTE_LENGTH = 1000;
const REASON_LENGTH = 200;
/** Of a path: PATH_MAX of limits.h; of an override's line no plan needs more. */
const LINE_LENGTH = 4096;
const OVERRIDES = 100;
/** A hundred unknown keys need not be told one by one. */
const TOLD_LENGTH = 2000;

/** One line, as the report shows it. */
const line = (most: number) =>
  z
    .string()
    .transform((text) =>
      text
        .toWellFormed()
        .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
        .trim(),
    )
    .pipe(z.string().min(1, 'expected some text').max(most, `expected at most ${most} characters`));

export const noteShape = z.strictObject({ text: line(NOTE_LENGTH) });

export const stopShape = z.strictObject({ reason: line(REASON_LENGTH).default('soakd stop') });

export const emptyShape = z.strictObject({});

const noNul = (text: string) => !text.includes('\0');

export const startShape: z.ZodType<StartRequest> = z.strictObject({
  file: z
    .string()
    .max(LINE_LENGTH)
    .refine((file) => file.startsWith('/') && noNul(file), 'expected an absolute path'),
  text: z.string(),
  // Counted before they are looked at: a long list of wrong ones is one problem.
  overrides: z
    .array(z.unknown())
    .max(OVERRIDES)
    .pipe(z.array(z.string().max(LINE_LENGTH)))
    .default([]),
  durationMs: z.number().positive().nullable().default(null),
});

/** @throws Refused with all problems at once */
export function shaped<T>(shape: z.ZodType<T>, value: unknown): T {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => {
    const where = path.map(String).join('.');
    return where === '' ? message : `${where}: ${message}`;
  });
  const told = problems.join('; ');
  const cut = told.length <= TOLD_LENGTH ? told : `${told.slice(0, TOLD_LENGTH)}…`;
  throw new Refused(400, `the body is not as expected: ${cut}`);
}
