/** Ends the reading of one rule; never leaves rule-parser.ts, which turns it into a problem with a position. */
export class RuleTrouble extends Error {
  /** Characters from the beginning of the rule. */
  readonly offset: number;
  /** Whole rules that may have been meant, the likeliest first. Whether they would do is not known here. */
  readonly meant: readonly string[];
  /** What to say where none of them would do. */
  readonly otherwise: string;

  constructor(
    message: string,
    at: { readonly offset: number },
    { meant = [], otherwise = '' }: { readonly meant?: readonly string[]; readonly otherwise?: string } = {},
  ) {
    super(message);
    this.offset = at.offset;
    this.meant = meant;
    this.otherwise = otherwise;
  }
}
