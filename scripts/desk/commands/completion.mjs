import { misuse } from '../failure.mjs';

export const completion = {
  isLocal: true,
  parameters: ['SHELL'],
  summary: 'print what completes commands in bash, zsh, or fish',
  details: 'In bash: eval "$(desk completion bash)". In fish: desk completion fish | source.',
  options: {},
  async run({ positionals: [shell = ''], commands }) {
    const scripts = { bash: inBash, zsh: inZsh, fish: inFish };
    if (!Object.hasOwn(scripts, shell)) throw misuse('SHELL is bash, zsh, or fish.');
    process.stdout.write(scripts[shell](commands));
  },
};

const optionsOf = ({ options }) => [...Object.keys(options), 'json', 'help'].map((o) => `--${o}`);

/** Each command, and each group of commands, with what can follow it. */
function followers(commands) {
  const first = new Set(Object.keys(commands).map((name) => name.split(' ')[0]));
  const groups = [...first]
    .map((group) => [
      group,
      Object.keys(commands).flatMap((name) =>
        name.startsWith(`${group} `) ? [name.slice(group.length + 1)] : [],
      ),
    ])
    .filter(([, members]) => members.length > 0);
  const options = Object.entries(commands).map(([name, command]) => [name, optionsOf(command)]);
  return { first: [...first], all: [...groups, ...options] };
}

function inBash(commands) {
  const { first, all } = followers(commands);
  const cases = all.map(([name, words]) => `    '${name}') words='${words.join(' ')}' ;;`);
  return `_desk() {
  local words='${first.join(' ')}'
  case "\${COMP_WORDS[*]:1:COMP_CWORD-1}" in
    '') ;;
${cases.join('\n')}
    *) words='--json --help' ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
  [ \${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -F _desk desk
`;
}

function inZsh(commands) {
  return `autoload -U +X compinit && compinit
autoload -U +X bashcompinit && bashcompinit
${inBash(commands)}`;
}

function inFish(commands) {
  const { first, all } = followers(commands);
  const lines = all.flatMap(([name, words]) => {
    const seen = name
      .split(' ')
      .map((word) => `__fish_seen_subcommand_from ${word}`)
      .join('; and ');
    return words.map((word) =>
      word.startsWith('--')
        ? `complete -c desk -n '${seen}' -l ${word.slice(2)}`
        : `complete -c desk -f -n '${seen}' -a ${word}`,
    );
  });
  return `complete -c desk -f -n __fish_use_subcommand -a '${first.join(' ')}'
${lines.join('\n')}
`;
}
