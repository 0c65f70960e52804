/** What the writer and its thread say to each other. */
import type { StoreRecord } from './record.ts';
import type { Answer, StoreRequest } from './request.ts';

export type ToThread =
  /** At most one is under way: the next is sent when this one is committed. */
  | { readonly kind: 'batch'; readonly records: readonly StoreRecord[] }
  | { readonly kind: 'request'; readonly number: number; readonly request: StoreRequest }
  | { readonly kind: 'close' };

export type FromThread =
  | { readonly kind: 'opened' }
  | { readonly kind: 'refused'; readonly message: string; readonly hint: string | null }
  | { readonly kind: 'committed' }
  | { readonly kind: 'answer'; readonly number: number; readonly answer: Answer }
  | { readonly kind: 'no-answer'; readonly number: number; readonly message: string }
  | { readonly kind: 'trouble'; readonly trouble: StoreTrouble }
  | { readonly kind: 'closed' };

/** What the owner of a writer should tell the user. */
export type StoreTrouble =
  /** Nothing can be written now; it is tried again until it can. Told at first and every 30 s. */
  | { readonly kind: 'failing'; readonly message: string; readonly sinceMs: number }
  | { readonly kind: 'recovered'; readonly afterMs: number }
  /** One record that no table takes was left out. */
  | { readonly kind: 'rejected'; readonly message: string }
  /** The queue is full: the newest samples are dropped from now on. */
  | { readonly kind: 'dropping' }
  /** A reader keeps the write-ahead log from being emptied. */
  | { readonly kind: 'log-growing'; readonly bytes: number }
  /** The thread ended: nothing will be written any more. */
  | { readonly kind: 'crashed'; readonly message: string };
