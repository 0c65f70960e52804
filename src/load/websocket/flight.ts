/** A message on its way to the subscribers of a channel. */

export class Flight {
  /** Index into the plan's operations. */
  readonly operation: number;
  readonly payload: string;
  /** The message around its stamp. */
  readonly text: (channel: number, stamp: string) => string;
  /** Once: with the first thing that was wrong with it, or null. */
  readonly onLanded: (flaw: string | null) => void;
  /** Where it is aloft; null while it waits to be published. */
  place: { readonly channel: number; readonly number: number } | null = null;
  /** Subscribers that do not have it yet. */
  remaining = 0;
  flaw: string | null = null;

  constructor(operation: number, payload: string, text: Flight['text'], onLanded: Flight['onLanded']) {
    this.operation = operation;
    this.payload = payload;
    this.text = text;
    this.onLanded = onLanded;
  }
}
