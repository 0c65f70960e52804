/** A command written as one text, cut into its words: quotes work as in a shell, nothing else of a shell does. */

/** The words, or what is wrong. */
export function splitCommand(command: string): readonly string[] | { readonly trouble: string } {
  const words: string[] = [];
  let word: string | null = null;
  let quote: string | null = null;
  for (let index = 0; index < command.length; index++) {
    const character = command.charAt(index);
    if (quote !== null) {
      if (character === quote) quote = null;
      else word += character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (character === ' ' || character === '\t' || character === '\n') {
      if (word !== null) words.push(word);
      word = null;
    } else if ('|&;<>()$`*?\\'.includes(character)) {
      return {
        trouble: `"${character}" would need a shell: write a list such as [sh, -c, '…'], or quote it`,
      };
    } else {
      word = (word ?? '') + character;
    }
  }
  if (quote !== null) return { trouble: `a quote (${quote}) is not closed` };
  if (word !== null) words.push(word);
  return words.length > 0 ? words : { trouble: 'there is no command in it' };
}
