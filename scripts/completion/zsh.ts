/** Completion for zsh. */
import { quoted } from './quoted.ts';
import type { Option, Verb } from './verb.ts';

export function zsh(verbs: readonly Verb[]): string {
  const summaries = verbs.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`);
  return `#compdef soakd
# Of what the database knows: value and description, parted by a tab.
_soakd_known() {
  local -a lines known
  lines=("\${(@f)$("$words[1]" complete "$1" "\${(@)words[2,CURRENT-1]}" 2>/dev/null)}")
  local line
  for line in $lines; do
    [[ -n $line ]] && known+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  _describe -V "$1" known
}
local -a verbs
if ((CURRENT == 2)); then
  verbs=(
${summaries.join('\n')}
  )
  _describe verb verbs
  return
fi
case "$words[2] $words[CURRENT-1]" in
${verbs.flatMap(valueCases).join('\n')}
esac
if [[ $words[CURRENT] == -* ]]; then
  case $words[2] in
${verbs.map(({ name, options }) => `  ${name}) compadd -- ${options.map((option) => option.name).join(' ')} ;;`).join('\n')}
  esac
  return
fi
case $words[2] in
${verbs.flatMap(operandCase).join('\n')}
*) _files ;;
esac
`;
}

function valueCases({ name, options }: Verb): string[] {
  return options.flatMap(({ name: option, takes }) =>
    takes === 'flag' ? [] : [`'${name} ${option}') ${offer(takes)}; return ;;`],
  );
}

function operandCase({ name, words, operands }: Verb): string[] {
  const others = operands === 'runs' ? '_soakd_known runs' : '_files';
  if (words.length === 0) return operands === 'runs' ? [`${name}) ${others} ;;`] : [];
  return [`${name}) if ((CURRENT == 3)); then compadd -- ${words.join(' ')}; else ${others}; fi ;;`];
}

function offer(takes: Exclude<Option['takes'], 'flag'>): string {
  if (takes === null) return ':';
  if (takes === 'files') return '_files';
  return typeof takes === 'string' ? `_soakd_known ${takes}` : `compadd -- ${takes.join(' ')}`;
}
