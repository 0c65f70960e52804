/** A verb of the command line. One file per verb exports one of these; `main.ts` finds it by name. */
import type { ExitCode } from '../error.ts';

export interface Command {
  /** One line for the list of verbs; empty: it is not for people, and not listed. */
  readonly summary: string;
  /** The whole --help text, with an example. */
  readonly usage: string;
  /** `args` are the words after the verb. Data goes to stdout, messages to stderr. */
  run(args: readonly string[]): Promise<ExitCode>;
}
