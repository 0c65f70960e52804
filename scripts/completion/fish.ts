/** Completion for fish. It asks for words with their descriptions, parted by a tab, as `soakd complete` prints them. */
import { quoted } from './quoted.ts';
import type { Option, Verb } from './verb.ts';

export function fish(verbs: readonly Verb[]): string {
  const known = `function __soakd_known
  set -l typed (commandline -opc)
  $typed[1] complete $argv[1] $typed[2..-1] 2>/dev/null
end`;
  const second = `function __soakd_second
  test (count (commandline -opc)) -eq 2
end`;
  const lines = verbs.flatMap(({ name, summary, options, words, operands }) => {
    const seen = `__fish_seen_subcommand_from ${name}`;
    const after = words.length === 0 ? seen : `${seen}; and not __soakd_second`;
    return [
      `complete -c soakd -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
      ...(words.length === 0
        ? []
        : [`complete -c soakd -n '${seen}; and __soakd_second' -f -a '${words.join(' ')}'`]),
      ...(operands === 'runs' ? [`complete -c soakd -n '${after}' -f -k -a '(__soakd_known runs)'`] : []),
      ...options.map((option) => `complete -c soakd -n '${seen}' ${described(option)}`),
    ];
  });
  return `${[known, second, ...lines].join('\n')}\n`;
}

function described({ name, takes }: Option): string {
  const word = name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`;
  if (takes === 'flag') return word;
  if (takes === null) return `${word} -x`;
  if (takes === 'files') return `${word} -r -F`;
  return `${word} -x -k -a '${typeof takes === 'string' ? `(__soakd_known ${takes})` : takes.join(' ')}'`;
}
