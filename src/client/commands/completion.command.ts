import type { Command } from 'commander';

/** What can follow what on the command line: for "archway" itself and for each of its commands. */
interface Words {
  readonly path: string;
  readonly next: readonly string[];
}

export const shells = ['bash', 'zsh', 'fish'] as const;

/** A script that teaches a shell the program's commands and options. */
export function completionScript(program: Command, shell: (typeof shells)[number]): string {
  const table = wordsOf(program, '');
  if (shell === 'fish') return fishScript(table);
  // zsh runs the script of bash by its own emulation.
  return shell === 'zsh'
    ? `autoload -U +X bashcompinit && bashcompinit\n${bashScript(table)}`
    : bashScript(table);
}

function wordsOf(command: Command, path: string): Words[] {
  const options = command.options.flatMap(({ long }) => (long ? [long] : []));
  const choices = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices);
  const next = [...command.commands.map((child) => child.name()), ...choices, ...options, '--help'];
  const children = command.commands.flatMap((child) => wordsOf(child, `${path} ${child.name()}`.trim()));
  return [{ path, next }, ...children];
}

function bashScript(table: readonly Words[]): string {
  const keyOf = (path: string) => path.replaceAll(' ', '/');
  const cases = table.map(({ path, next }) => `    '${keyOf(path)}') words='${next.join(' ')}' ;;`);
  return `_archway() {
  local known=' ${table.map(({ path }) => keyOf(path)).join(' ')} ' path='' word words
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$known" in *" \${path:+$path/}$word "*) path="\${path:+$path/}$word" ;; esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
  [ -n "\${COMPREPLY[*]}" ] || COMPREPLY=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o filenames -F _archway archway
`;
}

function fishScript(table: readonly Words[]): string {
  const lines = table.flatMap(({ path, next }) => {
    const condition =
      path === ''
        ? '__fish_use_subcommand'
        : path
            .split(' ')
            .map((word) => `__fish_seen_subcommand_from ${word}`)
            .join('; and ');
    return next.map((word) =>
      word.startsWith('--')
        ? `complete -c archway -n '${condition}' -l ${word.slice(2)}`
        : `complete -c archway -n '${condition}' -a ${word}`,
    );
  });
  return `${lines.join('\n')}\n`;
}
