/** Rules cut into tokens. What stands right of the comparison is quantities, which have a grammar of their own. */

export interface Token {
  readonly kind:
    | 'word'
    | 'quoted'
    | 'comparison'
    | 'quantity'
    | 'end'
    | '.'
    | '@'
    | '{'
    | '}'
    | '('
    | ')'
    | ','
    | 'stray';
  /** Without the quotes of a quoted name. */
  readonly text: string;
  readonly offset: number;
  /** In the rule, quotes included. */
  readonly length: number;
}

/** Never throws: a character that fits nowhere is a `stray` token, for the parser to complain about. */
export function tokenize(rule: string): Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  let limits = false;
  while (offset < rule.length) {
    const token = limits ? limitToken(rule, offset) : subjectToken(rule, offset);
    if (token.kind === 'comparison') limits = true;
    if (token.text !== ' ') tokens.push(token);
    offset += token.length;
  }
  tokens.push({ kind: 'end', text: '', offset, length: 0 });
  return tokens;
}

/** Left of the comparison: names and punctuation. */
function subjectToken(rule: string, offset: number): Token {
  const character = rule.charAt(offset);
  switch (character) {
    case '.':
    case '@':
    case '{':
    case '}':
      return { kind: character, text: character, offset, length: 1 };
    case '"':
      return quotedToken(rule, offset);
    case '<':
    case '>':
    case '=':
    case '!':
      return run('comparison', rule, offset, (next) => '<>=!'.includes(next));
  }
  if (isSpace(character)) return { kind: 'stray', text: ' ', offset, length: 1 };
  if (isNamePart(character)) return run('word', rule, offset, isNamePart);
  return { kind: 'stray', text: character, offset, length: 1 };
}

function limitToken(rule: string, offset: number): Token {
  const character = rule.charAt(offset);
  if (character === '(' || character === ')' || character === ',') {
    return { kind: character, text: character, offset, length: 1 };
  }
  if (isSpace(character)) return { kind: 'stray', text: ' ', offset, length: 1 };
  const token = run('quantity', rule, offset, (next) => !'(),'.includes(next));
  return { ...token, text: token.text.trimEnd() };
}

/** A name in double quotes, for series such as "http_requests_total{code=\"200\"}". */
function quotedToken(rule: string, offset: number): Token {
  let text = '';
  for (let index = offset + 1; index < rule.length; index++) {
    const character = rule.charAt(index);
    if (character === '"') return { kind: 'quoted', text, offset, length: index + 1 - offset };
    if (character === '\\') index++;
    text += rule.charAt(index);
  }
  return { kind: 'stray', text: '"', offset, length: rule.length - offset };
}

function run(
  kind: Token['kind'],
  rule: string,
  offset: number,
  accept: (character: string) => boolean,
): Token {
  let end = offset;
  while (end < rule.length && accept(rule.charAt(end))) end++;
  return { kind, text: rule.slice(offset, end), offset, length: end - offset };
}

function isSpace(character: string): boolean {
  return character === ' ' || character === '\t' || character === '\n' || character === '\r';
}

/** Letters, digits, `_`, `-`, and `:` of series names. */
export function isNamePart(character: string): boolean {
  return (
    (character >= 'a' && character <= 'z') ||
    (character >= 'A' && character <= 'Z') ||
    (character >= '0' && character <= '9') ||
    character === '_' ||
    character === '-' ||
    character === ':'
  );
}
