/** What of a reply is a refusal, as it is written. */
import { z } from 'zod';
import {
  complain,
  expected,
  keysOf,
  mapping,
  pattern,
  text,
  whenMapping,
  wholeNumber,
} from '../document/field.ts';

/** Whose replies are looked at. */
const KINDS = ['http', 'tcp', 'exec', 'stdio'];
const KEYS = ['status', 'exit', 'contains', 'matches'];

const refusedStatus = wholeNumber('a status code that refuses (a server error does not)', 100, 499);
const exit = wholeNumber('an exit code', 0, 255);

const refusal = mapping('a mapping such as { status: 403 }', {
  status: z
    .union(
      [refusedStatus, z.array(refusedStatus).min(1, 'found an empty list, expected status codes')],
      expected('a status code or a list'),
    )
    .optional()
    .describe('http: the status codes that refuse; below 500, since a server error is no refusal.'),
  exit: z
    .union(
      [exit, z.array(exit).min(1, 'found an empty list, expected exit codes')],
      expected('an exit code or a list'),
    )
    .optional()
    .describe('exec: the exit codes that refuse.'),
  contains: text('text').optional().describe('Text that the body, line, output or answer contains.'),
  matches: pattern().optional().describe('Regular expression that the body, line, output or answer matches.'),
}).superRefine((written, context) => {
  if (keysOf(written, KEYS).length === 0)
    complain(context, `missing how to tell: expected one or more of ${KEYS.join(', ')}`);
}, whenMapping);

/** One, or several of which any will do. */
export const refusals = z.union(
  [refusal, z.array(refusal).min(1, 'found an empty list, expected mappings')],
  expected('a mapping such as { status: 403 }, or a list'),
);

export type WrittenRefusals = z.output<typeof refusals>;
type WrittenRefusal = z.output<typeof refusal>;

/** What is wrong with refusals of an operation of this kind. */
export function checkRefusals(
  written: { readonly blocked?: unknown; readonly expect?: unknown },
  kind: string,
  context: z.core.$RefinementCtx,
): void {
  const { blocked } = written;
  if (blocked === undefined) return;
  if (!KINDS.includes(kind)) complain(context, `blocked is for ${KINDS.join(', ')}`, ['blocked']);
  if (typeof blocked !== 'object' || blocked === null) return;
  const listed = Array.isArray(blocked);
  for (const [index, one] of (listed ? blocked : [blocked]).entries()) {
    if (typeof one !== 'object' || one === null) continue;
    const path = listed ? ['blocked', index] : ['blocked'];
    for (const [key, only] of [
      ['status', 'http'],
      ['exit', 'exec'],
    ] as const)
      if (key in one && kind !== only) complain(context, `${key} is for ${only}`, [...path, key]);
  }
  const { expect } = written;
  if (kind === 'tcp' && typeof expect === 'object' && expect !== null && !('line' in expect))
    complain(context, 'blocked needs a reply of one line: expected expect: { line: regex }', ['blocked']);
}

export function listOfRefusals(written: WrittenRefusals): readonly WrittenRefusal[] {
  return Array.isArray(written) ? written : [written];
}
