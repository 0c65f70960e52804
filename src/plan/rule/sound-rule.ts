/** What is suggested in place of a bad rule is itself no bad rule. */
import { RuleTrouble } from './rule-trouble.ts';

/** Of a rule that is bad in more than one place, each is mended in turn; with more of them it is anyone's guess. */
const MENDED_PLACES = 4;

/**
 * The first of `meant` that would do, or what becomes of the likeliest when it is mended in its turn.
 *
 * @param read throws a RuleTrouble for what would not do
 */
export function soundRule(
  meant: readonly string[],
  read: (text: string) => void,
  places = MENDED_PLACES,
): string | null {
  const troubles = new Map(meant.map((text) => [text, troubleOf(text, read)]));
  for (const [text, trouble] of troubles) if (trouble === null) return text;
  if (places === 0) return null;
  for (const trouble of troubles.values()) {
    const mended = trouble === null ? null : soundRule(trouble.meant, read, places - 1);
    if (mended !== null) return mended;
  }
  return null;
}

function troubleOf(text: string, read: (text: string) => void): RuleTrouble | null {
  try {
    read(text);
    return null;
  } catch (error) {
    if (error instanceof RuleTrouble) return error;
    throw error;
  }
}
