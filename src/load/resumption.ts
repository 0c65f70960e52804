/** What takes the place of a generator that died. What fell due while there was none is counted, and skipped. */
export interface Resumption {
  /** When arrival 0 was due. */
  readonly loadStartMs: number;
  /** The first second not reported. */
  readonly nextSecondMs: number;
  /** What had been reported as due and never as ended. */
  readonly lost: readonly LostOperations[];
}

export interface LostOperations {
  readonly operation: number;
  readonly sent: number;
  readonly waiting: number;
}
