import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const WITHIN_MS = 3000;

/** What a program prints, without blanks around; null: it is not there, failed, or took too long. */
export async function answerOf(program: string, args: readonly string[]): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)(program, args, { timeout: WITHIN_MS });
    return stdout.trim();
  } catch {
    return null;
  }
}
