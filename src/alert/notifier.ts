/** Tells one notifier once. */
import { runBounded } from '../foreign-program.ts';
import type { AlertPlan, NotifierPlan } from '../plan/alert/alert-plan.ts';
import { ARRIVED, type Attempt, failed, refused } from './attempt.ts';
import { postWebhook } from './webhook.ts';

export interface Letter {
  readonly delivery: string;
  /** JSON. */
  readonly body: string;
  /** One line, for a log. */
  readonly text: string;
  readonly severity: AlertPlan['severity'];
}

export interface Post {
  readonly wallMs: () => number;
  readonly say: (text: string) => void;
  /** Aborted: what is under way is given up. */
  readonly signal: AbortSignal;
}

/** A program that pages somebody has done so, or hangs. */
const COMMAND_MS = 30_000;
/** systemd-cat hands a line to the journal's socket. */
const JOURNAL_MS = 10_000;

/** syslog(3). */
const PRIORITIES = { info: 'notice', warning: 'warning', critical: 'crit' } as const;

export async function tell(notifier: NotifierPlan, letter: Letter, post: Post): Promise<Attempt> {
  const { signal, wallMs, say } = post;
  switch (notifier.kind) {
    case 'log':
      say(letter.text);
      return ARRIVED;
    case 'webhook':
      return postWebhook({ ...notifier, ...letter, wallMs: wallMs(), signal });
    case 'command':
      return run(notifier.command, notifier.workingDirectory, letter.body, COMMAND_MS, signal);
    case 'journald': {
      const priority = notifier.priority ?? PRIORITIES[letter.severity];
      const words = ['systemd-cat', '--identifier=soakd', `--priority=${priority}`];
      return run(words, '/', `${letter.text}\n`, JOURNAL_MS, signal);
    }
    default:
      return notifier satisfies never;
  }
}

/** Not run again: what it has done before it failed is not known. */
async function run(
  words: readonly string[],
  workingDirectory: string,
  input: string,
  withinMs: number,
  signal: AbortSignal,
): Promise<Attempt> {
  const { ok, text } = await runBounded({ words, workingDirectory, input, withinMs, signal });
  if (ok) return ARRIVED;
  return signal.aborted ? failed(text) : refused(text);
}
