import { execFileSync } from 'node:child_process';
import { Argument, Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { completionScript } from './completion.command.js';

const program = new Command('archway').option('--verbose');
program.command('get <session>').option('--json');
const keys = program.command('keys');
keys.command('create').option('--admin');
keys.command('list');
program.command('setup').addArgument(new Argument('<what>').choices(['tensorflow']));

/** What bash offers for the last of these words. */
function offered(...words: readonly string[]): string[] {
  const script = `${completionScript(program, 'bash')}
COMP_WORDS=(archway ${words.map((word) => `'${word}'`).join(' ')})
COMP_CWORD=${words.length}
_archway
printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', script], { encoding: 'utf8', cwd: '/' }).trim().split('\n');
}

describe('completion', () => {
  it('offers commands, then their commands and options', () => {
    expect(offered('')).toEqual(['get', 'keys', 'setup', '--verbose', '--help']);
    expect(offered('k')).toEqual(['keys']);
    expect(offered('keys', '')).toEqual(['create', 'list', '--help']);
    expect(offered('keys', 'create', '--')).toEqual(['--admin', '--help']);
  });

  it('knows the command behind its arguments', () => {
    expect(offered('get', '0199d3a0', '--')).toEqual(['--json', '--help']);
    expect(offered('setup', 't')).toEqual(['tensorflow']);
  });

  it('speaks zsh and fish', () => {
    expect(completionScript(program, 'zsh')).toContain('bashcompinit');
    expect(completionScript(program, 'fish')).toContain(
      "complete -c archway -n '__fish_seen_subcommand_from keys; and __fish_seen_subcommand_from create' -l admin",
    );
  });
});
