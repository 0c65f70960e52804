/** What operations are filled with: the rows of a file, and what should become of each. Part of the plan. */

export interface CorpusPlan {
  readonly name: string;
  /** Absolute. */
  readonly file: string;
  readonly format: CorpusFormat;
  readonly order: 'file' | 'shuffled';
  /** once: the load ends when every entry has been used; around: then it begins again. */
  readonly use: 'once' | 'around';
  /** null: an entry for each row, as it is. */
  readonly encode: EncodePlan | null;
  /** What should become of an operation with an entry; null: nothing is said, so that ok is success. */
  readonly expect: Told<ExpectedOutcome> | null;
  /** Under what its result is counted; null: all in one. */
  readonly category: Told<string> | null;
}

export type CorpusFormat = 'csv' | 'jsonl' | 'text';

/** An entry for each row and item of `chains`. */
export interface EncodePlan {
  /** The field that is encoded. */
  readonly field: string;
  /** Each a list of encoders, applied one after the other; `plain` leaves the field as it is. */
  readonly chains: readonly (readonly EncoderName[])[];
}

/** A reply that is a refusal: all that is given holds. */
export interface RefusalPlan {
  /** Status or exit codes; empty: it may have every code. */
  readonly codes: readonly number[];
  readonly contains: string | null;
  /** A regular expression. */
  readonly matches: string | null;
}

export type ExpectedOutcome = 'blocked' | 'allowed';

/** The same for all rows, or a field of each. */
export type Told<Value> =
  | { readonly kind: 'every'; readonly value: Value }
  | { readonly kind: 'field'; readonly field: string };

export const ENCODERS = [
  'plain',
  'url',
  'double-url',
  'hex',
  'unicode',
  'base64',
  'case',
  'whitespace',
  'comment',
  'line-continuation',
] as const;

export type EncoderName = (typeof ENCODERS)[number];

/** The one field of a row of a text file. */
export const LINE_FIELD = 'line';
