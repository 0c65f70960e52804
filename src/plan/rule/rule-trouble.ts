/** Ends the reading of one rule; never leaves rule-parser.ts, which turns it into a problem with a position. */
export class RuleTrouble extends Error {
  /** Characters from the beginning of the rule. */
  readonly offset: number;

  constructor(message: string, at: { readonly offset: number }) {
    super(message);
    this.offset = at.offset;
  }
}
