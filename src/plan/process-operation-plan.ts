/** Operations that are done by a program which the load starts. */
import type { OperationBase } from './plan.ts';

/** A program that the load starts: no shell, in a process group of its own. */
export interface ProgramPlan {
  readonly command: readonly string[];
  /** Added to soakd's own environment. Values may hold ${env:X} / ${file:X}. */
  readonly environment: Readonly<Record<string, string>>;
  /** Absolute; default the plan's folder. */
  readonly workingDirectory: string;
}

/** A program per operation; the words of its command may hold templates. */
export interface ExecOperationPlan extends OperationBase {
  readonly kind: 'exec';
  readonly program: ProgramPlan;
  /** For its standard input; may hold templates. null: it has none. */
  readonly input: string | null;
  readonly expect: {
    /** Accepted exit codes. */
    readonly exit: readonly number[];
    /** Of its standard output. */
    readonly contains: string | null;
    /** A regular expression. */
    readonly matches: string | null;
  };
}
