/** What the writer and its thread say to each other. */
import type { StoreRecord } from './record.ts';
import type { Answer, StoreRequest } from './request.ts';
import type { StoreTrouble } from './trouble.ts';

export type { StoreTrouble } from './trouble.ts';

/** What the thread is started with. */
export interface ThreadOptions {
  readonly file: string;
  /** `always`: its pages are checked before it is used; else only where there is a reason to. */
  readonly examine: Examine;
  /** Between two looks at the file and its disk, ms. */
  readonly checkUpEveryMs: number;
}

export type Examine = 'always' | 'when-suspect';

export type ToThread =
  /** At most one is under way: the next is sent when this one is committed. */
  | { readonly kind: 'batch'; readonly records: readonly StoreRecord[] }
  | { readonly kind: 'request'; readonly number: number; readonly request: StoreRequest }
  /** Somebody waits for the commit: the last of what was put by for a full disk may be used. */
  | { readonly kind: 'urgent' }
  | { readonly kind: 'close' };

export type FromThread =
  | { readonly kind: 'opened' }
  | { readonly kind: 'refused'; readonly message: string; readonly hint: string | null }
  | { readonly kind: 'committed' }
  | { readonly kind: 'answer'; readonly number: number; readonly answer: Answer }
  | { readonly kind: 'no-answer'; readonly number: number; readonly message: string }
  | { readonly kind: 'trouble'; readonly trouble: StoreTrouble }
  | { readonly kind: 'closed' };
