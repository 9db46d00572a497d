import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const guides = join(root, 'docs/guides');
// Below the package, so that 'archway/client' is found as its users find it.
const folder = mkdtempSync(join(root, 'dist/programs-'));
afterAll(() => rmSync(folder, { recursive: true }));

const programs = readdirSync(guides).flatMap((file) =>
  [...readFileSync(join(guides, file), 'utf8').matchAll(/```ts\n([\s\S]*?)\n```/g)].map(
    ([, text]) => [file, text ?? ''] as const,
  ),
);

const compiler = join(root, 'node_modules/typescript-native/bin/tsc');
const options =
  '--ignoreConfig --noEmit --strict --module nodenext --target es2023 --types node --skipLibCheck'.split(' ');

/** What the compiler says of a program; nothing where it is right. */
function complaints(text: string): string {
  const program = join(folder, 'program.mts');
  writeFileSync(program, text);
  return spawnSync(process.execPath, [compiler, ...options, program], { cwd: root, encoding: 'utf8' }).stdout;
}

it.each(programs)('the program of %s is what the types of the client allow', (_file, text) => {
  expect(complaints(text)).toBe('');
  expect(complaints(text.replace('client.session(', 'client.sessions('))).toContain(
    "'sessions' does not exist",
  );
});

it('there is such a program', () => {
  expect(programs.length).toBeGreaterThan(0);
});
