/** Operations that are done by a program which the load starts, or by a user's code. */
import type { OperationBase } from './operation-base.ts';

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

/** A JSON line to a long-lived program, and the line with the same id that it answers. */
export interface StdioOperationPlan extends OperationBase {
  readonly kind: 'stdio';
  readonly program: ProgramPlan;
  /** A JSON object, to which the load adds the id; may hold templates. */
  readonly send: string;
  readonly idField: string;
  /** How many of the program run at once. */
  readonly children: number;
  readonly expect: {
    /** Of the line that is answered. */
    readonly contains: string | null;
    /** A regular expression. */
    readonly matches: string | null;
  };
}

/** A user's code, in the load process. */
export interface ModuleOperationPlan extends OperationBase {
  readonly kind: 'module';
  /** Absolute; a .js, .mjs or .ts whose default export does the operation. */
  readonly file: string;
  /** For the module, as JSON. */
  readonly options: string;
}

/** An external load tool, from its start to its end. */
export interface CommandOperationPlan extends OperationBase {
  readonly kind: 'command';
  readonly program: ProgramPlan;
  /** Accepted exit codes. */
  readonly exit: readonly number[];
  /** A regular expression over its output, with the groups ok, failed, blocked and ms; null: it is not read. */
  readonly lines: string | null;
}

/** The requests of a load tool, as its output tells of them. Never begins by itself: its step names the tool. */
export interface CountedOperationPlan extends OperationBase {
  readonly kind: 'counted';
}
