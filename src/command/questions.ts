/** Questions on a terminal. A slip costs one answer: what is wrong with it is told, and the same is asked again. */
import { createInterface } from 'node:readline/promises';
import { complaintOf, EXIT, SoakdError } from '../error.ts';

/**
 * One question, until its answer passes `check`, which throws a SoakdError that says what is wrong with it.
 *
 * @param fallback what an empty answer means; undefined: that there is none
 */
export type Ask = (
  text: string,
  fallback: string | undefined,
  check: (answer: string | undefined) => void,
) => Promise<string | undefined>;

/**
 * Questions go to stderr, as all messages do.
 *
 * @throws SoakdError when the terminal is closed (Ctrl-D), or left by Ctrl-C, before the last answer
 */
export async function askOnTerminal<Answers>(talk: (ask: Ask) => Promise<Answers>): Promise<Answers> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const left = new AbortController();
  let exitCode: typeof EXIT.usage | typeof EXIT.interrupted = EXIT.usage;
  terminal.on('SIGINT', () => {
    exitCode = EXIT.interrupted;
    terminal.close();
  });
  terminal.on('close', () => left.abort());
  const ask: Ask = async (text, fallback, check) => {
    const prompt = fallback === undefined ? `${text}: ` : `${text} [${fallback}]: `;
    for (;;) {
      const written = (await terminal.question(prompt, { signal: left.signal })).trim();
      const answer = written === '' ? fallback : written;
      const trouble = complaintOf(() => check(answer));
      if (trouble === null) return answer;
      process.stderr.write(`  ${trouble}\n`);
    }
  };
  try {
    return await talk(ask);
  } catch (error) {
    if (!left.signal.aborted) throw error;
    process.stderr.write('\n');
    throw new SoakdError('init was left before its last answer; nothing was written', { exitCode });
  } finally {
    terminal.close();
  }
}
