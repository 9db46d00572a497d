import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';

const REPOSITORY = path.resolve(import.meta.dirname, '../..');
const CACHE = path.join(REPOSITORY, 'node_modules/.cache');

/**
 * Turns TypeScript files of the repository into modules that plain Node runs, for tests that need real processes
 * without a build of the whole.
 *
 * @param sources files or flat folders, relative to the repository
 * @returns the folder in which they lie under the same paths, ending in .js; remove it after use
 */
export async function transpile(sources: readonly string[]): Promise<string> {
  await mkdir(CACHE, { recursive: true });
  const output = await mkdtemp(path.join(CACHE, 'transpiled-'));
  await writeFile(path.join(output, 'package.json'), '{ "type": "module" }');
  for (const source of (await Promise.all(sources.map(filesOf))).flat()) {
    const target = path.join(output, source.replace(/\.ts$/, '.js'));
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, toJavaScript(await readFile(path.join(REPOSITORY, source), 'utf8')));
  }
  return output;
}

async function filesOf(source: string): Promise<string[]> {
  if (source.endsWith('.ts')) return [source];
  const names = await readdir(path.join(REPOSITORY, source));
  return names
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .map((name) => path.join(source, name));
}

function toJavaScript(text: string): string {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
    },
  });
  return outputText;
}
