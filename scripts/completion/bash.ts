/** Completion for bash. Words of the database are compared and quoted one by one: compgen would expand what is in them. */
import type { Option, Verb } from './verb.ts';

export function bash(verbs: readonly Verb[]): string {
  return `_soakd() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} verb=\${COMP_WORDS[1]}
  local words= kind= candidate rest
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    words='${verbs.map(({ name }) => name).join(' ')} help'
  else
    case "$verb $before" in
${verbs.flatMap(valueCases).join('\n')}
    *)
      if [[ $word == -* ]]; then
        case $verb in
${verbs.map(({ name, options }) => `        ${name}) words='${options.map((option) => option.name).join(' ')}' ;;`).join('\n')}
        esac
      else
        case $verb in
        help) words='${verbs.map(({ name }) => name).join(' ')}' ;;
${verbs.flatMap(operandCase).join('\n')}
        esac
      fi
      ;;
    esac
  fi
  for candidate in $words; do
    [[ $candidate == "$word"* ]] && COMPREPLY+=("$candidate")
  done
  [[ -n $kind ]] || return 0
  while IFS=$'\\t' read -r candidate rest; do
    [[ $candidate == "$word"* ]] && COMPREPLY+=("$(printf %q "$candidate")")
  done < <("\${COMP_WORDS[0]}" complete "$kind" "\${COMP_WORDS[@]:1:COMP_CWORD-1}" 2>/dev/null)
}
complete -o default -F _soakd soakd
`;
}

/** Files are the shell's own default, when there is no word. */
function valueCases({ name, options }: Verb): string[] {
  return options.flatMap(({ name: option, takes }) => {
    if (takes === 'flag') return [];
    return [`    '${name} ${option}') ${assignment(takes)} ;;`];
  });
}

function operandCase({ name, words, operands }: Verb): string[] {
  const kind = operands === 'runs' ? 'kind=runs' : ':';
  if (words.length === 0) return operands === 'runs' ? [`        ${name}) ${kind} ;;`] : [];
  return [`        ${name}) if ((COMP_CWORD == 2)); then words='${words.join(' ')}'; else ${kind}; fi ;;`];
}

function assignment(takes: Exclude<Option['takes'], 'flag'>): string {
  if (takes === null || takes === 'files') return ':';
  return typeof takes === 'string' ? `kind=${takes}` : `words='${takes.join(' ')}'`;
}
