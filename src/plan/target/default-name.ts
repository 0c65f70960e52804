/** Names for targets that the plan does not name. */

const INTERPRETERS = /^(node|nodejs|bun|deno|tsx|python[\d.]*|pypy[\d.]*|ruby|perl|php|java|bash|sh|env)$/;
const SCRIPT_ENDING = /\.(js|mjs|cjs|ts|mts|py|rb|pl|php|jar|sh)$/;
/** Options whose word is run before the script. */
const LOADS_ANOTHER = /^(-r|--require|--import|--loader|--experimental-loader|--preload)$/;

/** The program's name, of an interpreter that of the script or module it runs, or "target". */
export function defaultTargetName(command: readonly string[] | null): string {
  const [program = '', ...words] = command ?? [];
  const interpreter = INTERPRETERS.test(lastPart(program));
  return asName((interpreter ? scriptOf(words) : null) ?? lastPart(program));
}

/** Such as a name in a plan may be; "target" where nothing is left of it. */
export function asName(text: string): string {
  const name = text.replace(/[^A-Za-z0-9_-]/g, '-').replace(/^-+/, '');
  return name === '' ? 'target' : name;
}

/** What ends like a script wherever it stands, since options may take words; a module; else the first word. */
function scriptOf(words: readonly string[]): string | null {
  const script = words.find(
    (word, at) => SCRIPT_ENDING.test(word) && !LOADS_ANOTHER.test(words[at - 1] ?? ''),
  );
  if (script !== undefined) return lastPart(script).replace(SCRIPT_ENDING, '');
  const module = words[words.indexOf('-m') + 1];
  if (words.includes('-m') && module !== undefined) return module;
  return words.some((word) => word.startsWith('-')) ? null : lastPart(words[0] ?? '') || null;
}

function lastPart(path: string): string {
  return path.split('/').at(-1) ?? '';
}
