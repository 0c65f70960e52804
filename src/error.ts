/**
 * The one error class of soakd. `main` prints it (message, then hint) and exits with its code;
 * everything else that reaches `main` is an internal error (exit code 1).
 */

/** Exit codes of the command line; see README.md. */
export const EXIT = {
  pass: 0,
  internal: 1,
  usage: 2,
  fail: 10,
  inconclusive: 11,
  targetLost: 12,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export class SoakdError extends Error {
  readonly exitCode: ExitCode;
  /** What the user can do next, as one sentence; null when there is nothing to advise. */
  readonly hint: string | null;

  constructor(message: string, options: { exitCode?: ExitCode; hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'SoakdError';
    this.exitCode = options.exitCode ?? EXIT.usage;
    this.hint = options.hint ?? null;
  }
}

/** What the SoakdError says that `attempt` ends with; null: it ends well. Any other error goes on. */
export function complaintOf(attempt: () => void): string | null {
  try {
    attempt();
    return null;
  } catch (error) {
    if (error instanceof SoakdError) return error.message;
    throw error;
  }
}
