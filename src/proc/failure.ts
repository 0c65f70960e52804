/** What a failed read of /proc means. */

/** gone: the process ended. denied: it may not be read by us. full: we are out of descriptors or memory. */
export type Failure = 'gone' | 'denied' | 'full' | 'other';

const FAILURES: Readonly<Record<string, Failure>> = {
  ENOENT: 'gone',
  ESRCH: 'gone',
  EACCES: 'denied',
  EPERM: 'denied',
  EMFILE: 'full',
  ENFILE: 'full',
  ENOMEM: 'full',
};

export function failureOf(error: unknown): Failure {
  return FAILURES[codeOf(error)] ?? 'other';
}

/** The errno name of a system error, "" for anything else. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return '';
  return error.code;
}

/** Runs a read; null when the process is gone. Other failures are thrown. */
export function unlessGone<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (failureOf(error) === 'gone') return null;
    throw error;
  }
}
