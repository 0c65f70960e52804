/** What makes an operation the step of a flow: it never begins by itself. */
export interface StepPlan {
  /** The flow's name. */
  readonly flow: string;
  /** What later steps need of its answer. */
  readonly extract: readonly ExtractPlan[];
}

/** From the body: the scalar at a JSON path, or the first group (else the whole match) of a regular expression. */
export type ExtractPlan =
  | { readonly name: string; readonly json: string }
  | { readonly name: string; readonly matches: string };
