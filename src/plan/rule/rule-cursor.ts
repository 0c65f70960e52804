/** Where the reading of one rule is, and what there is to say when it cannot go on. */
import { nearest } from '../../nearest.ts';
import { nameText } from './rule-text.ts';
import { type Token, tokenize } from './rule-token.ts';
import { RuleTrouble } from './rule-trouble.ts';

const END: Token = { kind: 'end', text: '', offset: 0, length: 0 };

export class RuleCursor {
  readonly text: string;
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(text: string) {
    this.text = text;
    this.#tokens = tokenize(text);
  }

  peek(): Token {
    return this.#tokens[Math.min(this.#position, this.#tokens.length - 1)] ?? END;
  }

  /** All that was not read yet. */
  rest(): readonly Token[] {
    return this.#tokens.slice(this.#position);
  }

  skip(count = 1): void {
    this.#position += count;
  }

  /** Goes over the next token if it is of this kind; null: it is not. */
  take(kind: Token['kind']): Token | null {
    const token = this.peek();
    if (token.kind !== kind) return null;
    this.skip();
    return token;
  }

  /** @throws RuleTrouble with the candidates. */
  word(expected: string, candidates: readonly string[]): Token {
    const token = this.take('word') ?? this.take('quoted');
    if (token !== null) return token;
    const some = candidates.length === 0 ? '' : ` (${candidates.join(', ')})`;
    throw this.unexpected(`${expected}${some}`);
  }

  /** `.word` @throws RuleTrouble */
  member(expected: string, candidates: readonly string[]): Token {
    if (this.take('.') === null) throw this.unexpected(`"." and ${expected}`);
    return this.word(expected, candidates);
  }

  /** Of the next token. */
  unexpected(expected: string): RuleTrouble {
    const token = this.peek();
    const found = token.kind === 'end' ? 'the end of the rule' : `"${token.text}"`;
    return new RuleTrouble(`expected ${expected}, found ${found}`, token);
  }

  /** With the whole rule as it would be right, or else all there is to choose from. */
  unknown(
    noun: string,
    token: Token,
    candidates: readonly string[],
    meant: string | null = null,
  ): RuleTrouble {
    const close = meant ?? nearest(token.text, candidates);
    return new RuleTrouble(`unknown ${noun} "${token.text}"`, token, {
      meant: close === null ? [] : [this.with(token, close)],
      otherwise: `; expected one of ${candidates.join(', ')}`,
    });
  }

  /** The rule with another word in the place of `token`; a name in quotes where it needs them. */
  with(token: Pick<Token, 'kind' | 'offset' | 'length'>, replacement: string): string {
    const end = token.offset + token.length;
    const isPlain = token.kind === 'comparison' || /^[\w.]+$/.test(replacement);
    const word = isPlain ? replacement : nameText(replacement);
    return `${this.text.slice(0, token.offset)}${word}${this.text.slice(end)}`;
  }
}
