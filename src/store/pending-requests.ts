/** Requests that the writer thread has not answered yet. */
import { EXIT, SoakdError } from '../error.ts';
import type { Answer, RequestKind, Requests, StoreRequest } from './request.ts';

interface Pending {
  readonly kind: RequestKind;
  readonly send: (again: boolean) => void;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: SoakdError) => void;
}

const REFUSED: Readonly<Record<RequestKind, string>> = {
  'create-run': 'the run was not stored',
  'claim-slot': 'the slot was not stored',
  'settle-slot': 'the slot was not stored',
  'newest-slots': 'the slots could not be read',
  'claim-daemon': 'the database could not be claimed',
  'release-daemon': 'the database could not be released',
  examine: 'the database could not be examined',
};

type Send = (number: number, request: StoreRequest) => void;

export class PendingRequests {
  readonly #send: Send;
  readonly #pending = new Map<number, Pending>();
  #asked = 0;

  constructor(send: Send) {
    this.#send = send;
  }

  ask<Kind extends RequestKind>(
    kind: Kind,
    given: Requests[Kind]['given'],
  ): Promise<Requests[Kind]['answer']> {
    const number = this.#asked++;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const send = (again: boolean) => this.#send(number, { kind, given, again });
    this.#pending.set(number, { kind, send, resolve, reject });
    send(false);
    return promise as Promise<Requests[Kind]['answer']>;
  }

  answer(number: number, answer: Answer): void {
    this.#pending.get(number)?.resolve(answer);
    this.#pending.delete(number);
  }

  refuse(number: number, message: string): void {
    const pending = this.#pending.get(number);
    this.#pending.delete(number);
    pending?.reject(new SoakdError(`${REFUSED[pending.kind]}: ${message}`, { exitCode: EXIT.internal }));
  }

  /** A new thread knows nothing of what the old one was asked. */
  sendAgain(): void {
    for (const { send } of this.#pending.values()) send(true);
  }

  rejectAll(why: SoakdError): void {
    for (const { reject } of this.#pending.values()) reject(why);
    this.#pending.clear();
  }
}
