/** What is asked of the writer thread and answered with more than "committed". */
import { claimDaemon, type DaemonClaim, type LivingDaemon, releaseDaemon } from './daemon-claim.ts';
import { insertRun } from './insert.ts';
import type { Owner } from './owner.ts';
import type { NewRun } from './run-record.ts';
import {
  claimSlot,
  type DatedDecision,
  type NewestSlots,
  newestSlots,
  type SlotDecision,
  type SlotQuery,
  settleSlot,
} from './slot.ts';
import type { Connection } from './sqlite.ts';

/** By kind: what is given and what comes back. */
export interface Requests {
  'create-run': { readonly given: NewRun; readonly answer: number };
  'claim-slot': { readonly given: DatedDecision; readonly answer: boolean };
  'settle-slot': { readonly given: SlotDecision; readonly answer: boolean };
  'newest-slots': { readonly given: SlotQuery; readonly answer: NewestSlots };
  'claim-daemon': { readonly given: DaemonClaim; readonly answer: LivingDaemon | null };
  'release-daemon': { readonly given: Owner; readonly answer: null };
  /** Whether it was damaged, and is another one now. */
  examine: { readonly given: null; readonly answer: boolean };
}

export type RequestKind = keyof Requests;
export type Answer = Requests[RequestKind]['answer'];

export interface RequestOf<Kind extends RequestKind> {
  readonly kind: Kind;
  readonly given: Requests[Kind]['given'];
  /** The thread ended before it answered: this may have been committed already. */
  readonly again: boolean;
}

export type StoreRequest = RequestOf<RequestKind>;

/** Each of these is one immediate transaction. */
export type TransactionKind = Exclude<RequestKind, 'examine'>;

export function isTransaction(request: StoreRequest): request is RequestOf<TransactionKind> {
  return request.kind !== 'examine';
}

type Answering = {
  readonly [Kind in TransactionKind]: (
    database: Connection,
    given: Requests[Kind]['given'],
    again: boolean,
  ) => Requests[Kind]['answer'];
};

const answering: Answering = {
  'create-run': (database, run, again) => insertRun(database, run, again),
  'claim-slot': claimSlot,
  'settle-slot': settleSlot,
  'newest-slots': newestSlots,
  'claim-daemon': claimDaemon,
  'release-daemon': (database, owner) => {
    releaseDaemon(database, owner);
    return null;
  },
};

/** Within the caller's transaction. */
export function answer<Kind extends TransactionKind>(
  database: Connection,
  { kind, given, again }: RequestOf<Kind>,
): Requests[Kind]['answer'] {
  return answering[kind](database, given, again);
}
