/** What the server answers when it does not do what was asked for: a status of HTTP, what is wrong, and what to do. */
import { SoakdError } from '../error.ts';

export type RefusedStatus = 400 | 404 | 405 | 408 | 409 | 411 | 413 | 422 | 431 | 500 | 503 | 504;

export class Refused extends SoakdError {
  readonly status: RefusedStatus;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: RefusedStatus,
    message: string,
    options: { readonly hint?: string; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message, options.hint === undefined ? {} : { hint: options.hint });
    this.name = 'Refused';
    this.status = status;
    this.headers = options.headers ?? {};
  }
}

/** The body of every answer that is no success. */
export interface RefusedDocument {
  readonly error: string;
  readonly hint: string | null;
}
